"""A fair try on a phone: agreed to, lived through for ten weeks with one part not kept, and answered at its end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor
from tests.fair_tries import keep_diary
from tests.live_server import LiveServer
from tests.set_clock import SetClock
from tracker.domain.check_in import CheckIn
from tracker.domain.fair_try import FairTry
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.exchange.atomic_file import write_file
from tracker.record import ClientRecord

HERE = Path(__file__).parent


@pytest.fixture
def ahead(tmp_path: Path) -> Path:
    file = tmp_path / "days_ahead"
    file.write_text("0")
    return file


@pytest.fixture
def server(new_server: Callable[..., LiveServer], ahead: Path) -> LiveServer:
    return new_server(change=HERE / "moved_clock.py", TESTS_DAYS_AHEAD=str(ahead))


def days_logged(record: ClientRecord, day: SetClock, fair_try: FairTry, until: int) -> None:
    """Log each day up to one, by two points less in the days after a massage."""
    for _ in range(until):
        (now,) = record.fair_tries.all()
        period = next((p for p in fair_try.protocol.periods if p.first <= day.day <= p.last), None)
        is_with = period is not None and now.coins[period.pair] == (period.number == 0)
        record.entries.add(CheckIn(leg_pain_nrs=3 if is_with else 5))
        day.go_on()


def test_ten_weeks_from_agreement_to_answer(
    visit: OpenVisitor, server: LiveServer, ahead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = SetClock(monkeypatch)
    day.set(day.day)
    began, record = day.day, server.record()
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    keep_diary(record)

    def go_to(days: int) -> None:
        day.set(began + timedelta(days=days))
        # All at once: the server reads the file whenever a page asks for the time.
        write_file(ahead, str(days).encode())

    visitor = visit()
    frames: list[str] = []
    visitor.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(repr(data)))
    )
    visitor.go("fair-try").sees("A diary cannot say").settle()
    visitor.page.get_by_text("A massage", exact=True).click()
    visitor.sees("You book one massage a week.").settle()
    assert visitor.barriers() == []
    visitor.press("See what I would agree to").sees("Read it through.").settle()
    visitor.sees("tries like this would find 2 points")
    assert visitor.barriers() == []
    visitor.press("I agree: begin").sees("It has not begun.")
    (running,) = record.fair_tries.all()
    first = (running.protocol.known_from(0) - began).days

    go_to(first)
    visitor.go("check-in").sees("Fair try: This week’s massage is").settle()
    visitor.press("I could not keep it").sees("Noted: not kept.")
    assert record.fair_tries.all()[0].not_kept == {0}
    assert visitor.sideways_px <= 0
    visitor.page.goto(f"{visitor.url}/quick")
    visitor.sees("This week’s massage is")

    go_to(0)
    total = (running.protocol.last_date - began).days
    days_logged(record, day, running, total)
    go_to(total)
    visitor.go("fair-try").sees("Kept in 9 of 10 weeks so far.").sees("nothing is told of how it stands")
    expect(visitor.page.locator("[data-question=fair-try]")).to_have_count(0)
    nonce = server.record()._access.store.read("SELECT nonce FROM fair_try")[1][0][0]
    assert frames
    assert not any(nonce in frame for frame in frames)

    days_logged(record, day, running, 1)
    go_to(total + 1)
    visitor.go("fair-try").sees("It ran to its end.")
    answer = visitor.page.locator("[data-question=fair-try]")
    expect(answer).to_contain_text("The coin says that the massage made the difference: your leg pain was")
    expect(answer).to_contain_text("You kept to the coin in 9 of 10 weeks.")
    answer.locator("[data-chart]:visible, .js-plotly-plot .main-svg:visible").first.wait_for()
    visitor.unfold("What was agreed, and the coins").sees(nonce)
    assert visitor.barriers() == []
    for width in (320, 390):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        assert visitor.sideways_px <= 0
    assert nonce not in server.log
