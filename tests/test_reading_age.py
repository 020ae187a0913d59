"""Every sentence a client can read suits a reader of 12: measured over invented records and all articles."""

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import textstat

from tests.fetched_answers import said
from tracker import clock
from tracker.articles.catalogue import articles
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.progress import FIRST, MORE, progress
from tracker.record import ClientRecord

# The Automated Readability Index is a school grade: 7 is read by somebody of 12 to 13. It counts letters and words
# only, so it needs no list of words; one sentence by itself may stand above the text that it belongs to.
TEXT_GRADE, SENTENCE_GRADE = 7.0, 11.5
# Words of statistics that somebody who never heard of it would stumble over.
JARGON = re.compile(
    r"tie counting|on a path|standard error|standard deviation|median|percentile|p-value|correlat|significan|"
    r"confidence interval|regression|hypothes|\brank\b|quantile|outlier|baseline|variance",
    re.IGNORECASE,
)
COURSES = {
    "better": lambda n: 8 if n < 20 else 2,
    "worse": lambda n: 3 if n < 20 else 8,
    "wild": lambda n: (1, 9, 5)[n % 3],
    "flat": lambda n: 4,
    "low": lambda n: n % 3,
    "none": lambda n: 0,
    "falling": lambda n: max(0, 9 - n // 4),
}


def filled(record: ClientRecord, course: str, days: int) -> ClientRecord:
    today = clock.today()
    for number in range(days):
        when = today - timedelta(days=days - 1 - number)
        pain = COURSES[course](number)
        record.entries.add(
            CheckIn(
                leg_pain_nrs=pain, back_pain_nrs=max(0, pain - 1), pain_extent=PAIN_EXTENTS[min(5, pain // 2)],
                sleep_quality=1 + number % 5, hours_sitting=float(number % 9), minutes_active=number % 60,
                pain_places=("left_calf burning 6", "lower_back") if number < 20 else ("saddle numb", "left_groin"),
                tingling=number % 4, is_flare=number % 30 in (10, 11), on_date=when,
                # What stands beside a change: the other leg, other hours, a leg that gets weak and numb.
                weakness=3 * (number >= 20), numbness=2 * (number >= 20), at_time=time(7 if number < 20 else 20),
                side="left" if number < 20 else "right",
            )
        )  # fmt: skip
        if number % 9 == 4:
            record.entries.add(MassageSession(minutes=60, on_date=when, pain_before_nrs=5, pain_after_nrs=3))
        if number % 7 == 2:
            record.entries.add(ActivityRating(activity="Tie my shoes", ability=10 - pain, on_date=when))
            record.entries.add(ActivityRating(activity="Swim", ability=pain, on_date=when))
        if number % 13 == 12:
            record.entries.add(OverallChange(overall=OVERALL_STEPS[6 - pain // 2], on_date=when))
        if number % 7 == 3:
            record.entries.add(
                SitAndReachTest(
                    variant="chair",
                    side="left",
                    foot_line_cm=0.0,
                    trials_cm=(2.0 + number / 20,),
                    warm_up=number > 20,
                    at_time=time(7 if number < 20 else 20),
                    on_date=when,
                )
            )
        if number % 20 < 12:
            record.entries.add(MedicineTaken(name="Ibuprofen", use=AS_NEEDED, on_date=when))
    if days:
        record.entries.add(MedicineTaken(name="Naproxen", use=REGULAR, on_date=today))
        record.entries.add(Event(words="New job", on_date=today))
    return record


def sentences_of(record: ClientRecord) -> Iterator[str]:
    today = clock.today()
    period = Period(min(record.entries.first_day() or today, today), today)
    found = progress(record, period, "cm")
    yield from found.sentences
    if found.so_far:
        yield f"{found.so_far.sentence}."
    yield from found.evidence.pain_places.sentences
    for answer in (*found.answers, *(found.answer(question) for question in MORE)):
        yield from (answer.title, answer.sentence, *answer.items)
        for chart in answer.charts:
            yield from (chart.sentence, chart.note)


def parted(text: str) -> list[str]:
    """The sentences of a text: its numbers and days are words of one syllable to the measure."""
    plain = re.sub(r"\d+(?:[.,]\d+)?", "ten", text)
    return [one for one in re.split(r"(?<=[.!?:;])\s+", plain) if len(one.split()) >= 5]


def grade(text: str) -> float:
    return float(textstat.automated_readability_index(text))


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("days", [0, 1, 13, 27, 60])
def test_what_a_record_answers_is_read_at_twelve(record: ClientRecord, course: str, days: int) -> None:
    words = [one for one in dict.fromkeys(sentences_of(filled(record, course, days))) if one]
    parts = [part for one in words for part in parted(one)]
    assert {part: grade(part) for part in parts if grade(part) > SENTENCE_GRADE} == {}
    assert grade(" ".join(parts)) <= TEXT_GRADE
    assert [one for one in words if JARGON.search(one)] == []


def test_articles_are_read_at_twelve() -> None:
    grades = {one.slug: grade(" ".join(parted(said(one.body)))) for one in articles()}
    assert {name: found for name, found in grades.items() if found > TEXT_GRADE} == {}


def test_no_article_opens_with_what_is_missing() -> None:
    for one in articles():
        assert not re.match(r"\W*(too little|not enough|no data)", one.body, re.IGNORECASE), one.slug
    assert list(FIRST)[:2] == ["pain", "change"]
