"""This installation: its settings and its one store, shared by every thread of the process."""

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker import clock
from tracker.access.phone_switch import as_switched
from tracker.settings import Settings, read_settings
from tracker.store.store import Store, open_store_when_up


@dataclass(frozen=True)
class Installation:
    """What this process runs with."""

    settings: Settings
    store: Store


@lru_cache(maxsize=1)
def installation() -> Installation:
    """Return the settings and the store they name, read once and when phones are switched on or off.

    Raises InvalidSetting or StoreUnavailable.
    """
    settings = as_switched(read_settings())
    clock.use_practice_zone(settings.practice_time_zone)
    return Installation(settings, _store(settings.database_place))


@lru_cache(maxsize=8)
def _store(place: Path | str) -> Store:
    # Where the app runs as a service, both may start in the same moment.
    return open_store_when_up(place, lambda sentence: print(sentence, file=sys.stderr, flush=True))  # noqa: T201
