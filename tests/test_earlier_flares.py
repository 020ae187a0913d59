"""In a flare: what was done and noted on days of earlier flares, from the own record alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.earlier_flares import DAYS_SHOWN, NOTE_CHARACTERS, earlier_flares
from tracker.locales import short_day_and_year
from tracker.record import ClientRecord


def flare(ago: int, **values: Any) -> CheckIn:
    on_date = clock.today() - timedelta(days=ago)
    return CheckIn(leg_pain_nrs=8, is_flare=True, on_date=on_date, **values)


def test_a_day_says_what_was_done_and_noted_in_the_own_words(record: ClientRecord) -> None:
    record.entries.add(flare(9, exercises_done=("short_walk", "bridge"), note="Heat  helped.\n<b>Really</b>"))
    record.entries.add(flare(9, exercises_done=("bridge",)))
    record.entries.add(MassageSession(minutes=45, on_date=clock.today() - timedelta(days=9)))
    day = short_day_and_year(clock.today() - timedelta(days=9))
    (line,) = earlier_flares(record)
    assert line.startswith(f"{day}: ")
    assert line.endswith("massage, 45 minutes. \u201cHeat helped. <b>Really</b>\u201d")
    assert line.lower().count("bridge") == line.lower().count("short walk") == 1


def test_only_days_marked_as_a_flare_that_say_anything_the_latest_first(record: ClientRecord) -> None:
    for ago in range(0, 40, 2):
        record.entries.add(flare(ago, note=f"note {ago}" if ago != 4 else None))
        record.entries.add(
            CheckIn(leg_pain_nrs=2, note="calm", on_date=clock.today() - timedelta(days=ago + 1))
        )
    lines = earlier_flares(record)
    assert len(lines) == DAYS_SHOWN
    assert [line.partition("note ")[2].strip("\u201d") for line in lines] == ["2", "6", "8", "10", "12"]


def test_nothing_is_said_without_an_earlier_flare_or_anything_in_it(record: ClientRecord) -> None:
    assert earlier_flares(record) == ()
    record.entries.add(flare(0, note="today is no earlier flare"))
    record.entries.add(flare(3))
    assert earlier_flares(record) == ()


def test_a_long_note_is_cut_short(record: ClientRecord) -> None:
    record.entries.add(flare(3, note="word " * 300))
    (line,) = earlier_flares(record)
    assert line.endswith("\u2026\u201d")
    assert len(line) < NOTE_CHARACTERS + 30


def test_what_was_taken_out_is_gone_and_what_was_mended_reads_as_it_is_now(record: ClientRecord) -> None:
    one, other = (
        record.entries.add(flare(3, note="one")).entry,
        record.entries.add(flare(5, note="other")).entry,
    )
    record.entries.delete(one)
    record.entries.edit(replace(other, note="mended"), other.version)
    assert [line.partition(": ")[2] for line in earlier_flares(record)] == ["\u201cmended\u201d"]
