"""Records for report tests: of any length and with any words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.exchange.sample_entries import sample_entries
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientRecord]:
    """A year of one invented client, read by all tests and changed by none."""
    store: Store = open_store(Path(tmp_path_factory.mktemp("year")) / "tracker.db")
    record = personal_record(store)
    record.imports.bring_in(sample_entries(11, 365, clock.today() - timedelta(days=1)))
    yield record
    store.driver.close()


@pytest.fixture
def massaged(record: ClientRecord) -> Callable[..., ClientRecord]:
    """A record with check-ins and so many massage sessions, with these words in every text field."""

    def fill(sessions: int, words: str | None = None, days: int = 40) -> ClientRecord:
        today = clock.today()
        entries: list[Entry] = [
            CheckIn(
                on_date=today - timedelta(days=number), leg_pain_nrs=number % 9, back_pain_nrs=3, note=words
            )
            for number in range(days)
        ]
        entries += [
            MassageSession(
                on_date=today - timedelta(days=number), minutes=45, pain_before_nrs=5, pain_after_nrs=3,
                areas=("lower_back", "left_hamstring", "left_calf"), pressure="firm",
                therapist=words[:100] if words else "Robin A.", note=words,
            )
            for number in range(sessions)
        ]  # fmt: skip
        record.imports.bring_in(entries)
        return record

    return fill
