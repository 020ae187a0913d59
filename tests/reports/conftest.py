"""Records for report tests: of any length and with any words, and what a PDF really holds."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.exchange.sample import sample_entries
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store

ARABIC, HEBREW, CHINESE, KOREAN = "مريم بنت خالد", "רבקה לוי", "王小明", "김민수"


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientRecord]:
    """A year of one invented client, read by all tests and changed by none."""
    store: Store = open_store(Path(tmp_path_factory.mktemp("year")) / "tracker.db")
    record = personal_record(store)
    record.bring_in(sample_entries(11, 365, clock.today() - timedelta(days=1)))
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
        record.bring_in(entries)
        return record

    return fill


def text_of(pdf: bytes) -> str:
    """The text of all pages in reading order, its white space made single blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def outside_the_margins(pdf: bytes, margin_mm: float = 8) -> list[int]:
    """The pages that have ink nearer to an edge than the margin."""
    found = []
    scale = 1.0
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        image = (
            page.render(scale=scale, grayscale=True).to_pil().point(lambda value: 255 if value < 250 else 0)
        )
        ink, edge = image.getbbox(), margin_mm / 25.4 * 72 * scale
        assert ink is not None, f"page {number} is empty"
        if ink[0] < edge or ink[1] < edge or ink[2] > image.width - edge or ink[3] > image.height - edge:
            found.append(number)
    return found


def names_in(pdf: bytes) -> set[str]:
    """Every name and key of every object of a PDF, streams unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name for one in opened.objects for name in _names(one)}


def _names(value: pikepdf.Object) -> Iterator[str]:
    if isinstance(value, pikepdf.Name):
        yield str(value)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, item in value.items():
            yield key
            yield from _names_inside(item)
    elif isinstance(value, pikepdf.Array):
        for item in value:
            yield from _names_inside(item)


def _names_inside(item: pikepdf.Object) -> Iterator[str]:
    # What is named by its number is an object of its own, and looked at there.
    if not getattr(item, "is_indirect", False):
        yield from _names(item)
