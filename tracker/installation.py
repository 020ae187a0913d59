"""This installation: its settings and its one store, shared by every thread of the process."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker.settings import Settings, read_settings
from tracker.store.store import Store, open_store


@dataclass(frozen=True)
class Installation:
    """What this process runs with."""

    settings: Settings
    store: Store


def installation() -> Installation:
    """Return the settings and the store they name, opened once; raises InvalidSetting or StoreUnavailable."""
    settings = read_settings()
    return Installation(settings, _store(settings.database_place))


@lru_cache(maxsize=8)
def _store(place: Path | str) -> Store:
    return open_store(place)
