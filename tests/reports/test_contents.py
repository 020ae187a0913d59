"""What is in a report: as much as its reader may see, nothing false about the rest, and never a cause."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import pytest

from tests.reports.on_paper import text_of
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.domain.share_link import FIELDS, ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import InvalidEntry, TooBusy
from tracker.exports import REPORTS
from tracker.locales import day_words, short_day_and_year
from tracker.progress import QUESTIONS
from tracker.record import ClientRecord
from tracker.reports.contents import report_of
from tracker.reports.html import report_html
from tracker.reports.pdf import report_pdf
from tracker.reports.report import Report
from tracker.reports.report_request import ReportOrder

CANARY = "canary words"


def shared(record: ClientRecord, *fields: str, **dates: object) -> ClientRecord:
    """The record as the holder of a link with these fields sees it."""
    link = ShareLink(client_id=record.client_id, fields=fields, **dates)  # type: ignore[arg-type]
    return ClientRecord(record._access.store, Actor(link.share_id, Role.HOLDER), record.client_id, share=link)


def words_of(report: Report) -> str:
    return repr(asdict(report))


@pytest.fixture
def filled(record: ClientRecord) -> ClientRecord:
    today = clock.today()
    for number in range(30):
        record.entries.add(
            CheckIn(on_date=today - timedelta(days=number), leg_pain_nrs=4, back_pain_nrs=2, numbness=1)
        )
    record.entries.add(CheckIn(leg_pain_nrs=7, note=CANARY))
    record.entries.add(
        MassageSession(on_date=today - timedelta(days=5), minutes=33, therapist="Robin Q", note=CANARY)
    )
    record.entries.add(
        SitAndReachTest(variant="csep_acsm", foot_line_cm=26.0, trials_cm=(30.0,), note=CANARY)
    )
    record.warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
    return record


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize(
    "fields", [("pain",), ("flexibility",), ("massage",), ("pain", "symptoms"), ("pain", "notes"), FIELDS]
)
def test_what_is_not_shared_is_not_in_it(
    filled: ClientRecord, fields: tuple[str, ...], is_full: bool
) -> None:
    words = words_of(report_of(shared(filled, *fields), ReportOrder(is_full=is_full)))
    assert ("Leg pain averaged" in words) is ("pain" in fields)
    assert ("past your toes" in words) is ("flexibility" in fields)
    assert ("Robin Q" in words) is ("massage" in fields)
    assert ("hard to start to pee" in words) is ("symptoms" in fields)
    assert (CANARY in words) is ("notes" in fields and (is_full or "massage" in fields))
    assert "No goal is set" not in words
    for name, claim in (
        ("pain", "pain is logged yet"),
        ("massage", "No massage session yet"),
        ("flexibility", "No test"),
    ):
        assert name in fields or claim not in words, f"{name} is not shared, not missing"
    left_out = {name for name in ("pain", "flexibility", "symptoms", "notes") if name not in fields}
    assert all(name in words.partition("Not shared: ")[2] for name in left_out)


def test_the_own_record_is_whole(filled: ClientRecord) -> None:
    report = report_of(filled, ReportOrder(is_full=True))
    assert {note.words for note in report.notes} == {CANARY}
    assert len(report.notes) == 3
    assert [passage.question for passage in report.passages] == [
        question.question_id for question in QUESTIONS
    ]


@pytest.mark.parametrize(
    ("fields", "is_shown"), [(None, True), (("pain", "places"), True), (("pain", "symptoms"), False)]
)
def test_places_are_drawn_in_a_full_report_and_for_whom_they_are_shared(
    filled: ClientRecord, fields: tuple[str, ...] | None, is_shown: bool
) -> None:
    filled.entries.add(CheckIn(leg_pain_nrs=7, pain_places=("left_calf burning 6", "saddle")))
    record = shared(filled, *fields) if fields else filled
    full, sheet = (report_of(record, ReportOrder(is_full=is_full)) for is_full in (True, False))
    assert (full.places is not None) is is_shown
    assert sheet.places is None
    assert ("Left calf" in report_html(full).decode()) is is_shown
    assert ("left calf" in words_of(full)) is ("left calf" in words_of(sheet)) is is_shown
    if is_shown:
        html = report_html(full).decode()
        assert (
            'class="body-picture" role="img" aria-label="In the last 14 days places were marked on 1 day'
            in html
        )
        text = text_of(report_pdf(full))
        assert "Where it hurts" in text
        assert "between the legs on 1 and left calf (burning) on 1" in text
        assert "1 of 1" in text


def test_who_marked_no_place_has_no_part_of_it(filled: ClientRecord) -> None:
    report = report_of(filled, ReportOrder(is_full=True))
    assert report.places is None
    assert "Where it hurts" not in report_html(report).decode()


def test_fixed_dates_of_a_link_hold_for_a_report(filled: ClientRecord) -> None:
    today = clock.today()
    link = shared(filled, *FIELDS, first_day=today - timedelta(days=20), last_day=today - timedelta(days=10))
    for is_full in (False, True):
        words = words_of(report_of(link, ReportOrder(is_full=is_full, since=today - timedelta(days=300))))
        assert CANARY not in words
        assert "Robin Q" not in words
        assert "11 days, 11 with a check-in" in words


def test_the_days_begin_with_the_massage_session_before_today(record: ClientRecord) -> None:
    today = clock.today()
    record.entries.add(CheckIn(on_date=today - timedelta(days=60), leg_pain_nrs=5))
    assert "28 days" in report_of(record, ReportOrder()).since[0]
    record.entries.add(MassageSession(on_date=today - timedelta(days=9), minutes=30))
    record.entries.add(MassageSession(on_date=today, minutes=30))
    report = report_of(record, ReportOrder())
    assert report.days.startswith("Since the last massage session:")
    assert report.since[0] == "10 days, 0 with a check-in."
    assert [row.is_back_filled for row in report.massages] == [False, True]
    chosen = report_of(record, ReportOrder(since=today - timedelta(days=2)))
    assert chosen.since[0] == "3 days, 0 with a check-in."


def test_three_numbers_each_with_its_threshold(year: ClientRecord) -> None:
    report = report_of(year, ReportOrder())
    assert [figure.name.split(",")[0] for figure in report.figures] == ["Leg pain", "Back pain", "Reach"]
    assert all("ounts" in figure.counts_from for figure in report.figures)


def test_a_silence_and_a_day_from_memory_are_told(record: ClientRecord) -> None:
    today = clock.today()
    for number in (0, 1, 2, 12, 13):
        record.entries.add(CheckIn(on_date=today - timedelta(days=number), leg_pain_nrs=5))
    told = " ".join(report_of(record, ReportOrder()).rests_on)
    assert "(9 days). Missing days are unknown, not pain-free." in told
    assert "3 days filled in more than a day later, from memory" in told


def test_days_with_something_else_logged_are_days_without_a_check_in(record: ClientRecord) -> None:
    today = clock.today()
    for ago in (0, 13):
        record.entries.add(CheckIn(on_date=today - timedelta(days=ago), leg_pain_nrs=5))
    for ago in (3, 6, 9):
        on_date = today - timedelta(days=ago)
        record.entries.add(MassageSession(on_date=on_date, minutes=30))
        record.entries.add(
            SitAndReachTest(on_date=on_date, variant="csep_acsm", foot_line_cm=26.0, trials_cm=(30.0,))
        )
    first, last = (short_day_and_year(today - timedelta(days=ago)) for ago in (12, 1))
    told = report_of(record, ReportOrder(is_full=True)).rests_on
    assert f"No check-in: {first} to {last} (12 days). Missing days are unknown, not pain-free." in told
    assert "Nothing logged" not in words_of(report_of(record, ReportOrder(is_full=True)))


@pytest.mark.parametrize(
    ("every", "expected"), [(5, "Never more than 4 days in a row without"), (7, "; and 23 more. ")]
)
def test_how_many_more_gaps_there_are_is_told(record: ClientRecord, every: int, expected: str) -> None:
    for number in range(27):
        record.entries.add(CheckIn(on_date=clock.today() - timedelta(days=every * number), leg_pain_nrs=5))
    told = report_of(record, ReportOrder(is_full=True)).rests_on[0]
    assert expected in told
    assert told.count(" days)") == (3 if every == 7 else 0)


def sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from sentences(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from sentences(one)


def test_no_sentence_says_that_one_thing_did_another(year: ClientRecord) -> None:
    for is_full in (False, True):
        said = " ".join(sentences(asdict(report_of(year, ReportOrder(is_full=is_full)))))
        claims = re.findall(r"\b(?:thanks to|led to|because of|due to|helped|p ?[<=] ?0?\.\d+)\b", said)
        assert claims == []


def test_questions_are_lines_and_have_their_limits() -> None:
    assert ReportOrder(questions=" May I run?\r\n\n Is it safe? \x00").asked == ("May I run?", "Is it safe?")
    with pytest.raises(InvalidEntry, match="Questions may have up to 1,000 characters"):
        ReportOrder(questions="x" * 1001)
    with pytest.raises(InvalidEntry, match="Questions may have up to 12 lines"):
        ReportOrder(questions="?\n" * 13)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"paper": "a0"}, "paper"),
        ({"since": "yesterday"}, "since"),
        ({"since": clock.today() + timedelta(days=2)}, "since"),
        ({"since": clock.today(), "until": clock.today() - timedelta(days=1)}, "since"),
    ],
)
def test_a_wrong_order_names_its_field(order: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        ReportOrder(**order)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_those_who_find_no_turn_are_told_so() -> None:
    asked = [REPORTS.enter() for _ in range(REPORTS.at_once + REPORTS.waiting)]
    try:
        with pytest.raises(TooBusy, match="Try again in a moment"), REPORTS.turn():
            pass
    finally:
        for _ in asked:
            REPORTS.leave()
    with REPORTS.turn():
        pass


def test_a_figure_names_the_fortnight_that_it_rests_on(record: ClientRecord) -> None:
    today = clock.today()
    for ago in range(60):
        pain = 9 if ago > 54 else 4
        record.entries.add(
            CheckIn(on_date=today - timedelta(days=ago), leg_pain_nrs=pain, back_pain_nrs=3 + ago % 2)
        )
    leg, back, *_ = report_of(record, ReportOrder()).figures
    began = day_words(today - timedelta(days=54))
    assert f"the 14 days that began on {began} 4.0 from 14 days" in leg.rests_on
    assert "first 14 days 3.5 from 14 days" in back.rests_on


def test_a_record_of_medicines_alone_is_not_told_to_be_empty(record: ClientRecord) -> None:
    record.entries.add(MedicineTaken(name="Naproxen", use=REGULAR))
    report = report_of(record, ReportOrder())
    assert report.sentences == ("No check-in, test or massage session is logged in these days.",)
    assert "Naproxen" in dict(report.glance)["Medicines"]


def answer(record: ClientRecord, ago: int, **answers: str) -> None:
    record.warning_signs.answer(RedFlagAnswers(answers=answers, on_date=clock.today() - timedelta(days=ago)))


def test_signs_answered_outside_the_days_shared_are_not_called_unanswered(filled: ClientRecord) -> None:
    gone_by = {
        f"{end}_day": clock.today() - timedelta(days=ago) for end, ago in (("first", 50), ("last", 30))
    }
    told = report_of(shared(filled, *FIELDS, **gone_by), ReportOrder()).warnings_sentence
    assert told == "The warning signs have not been answered in the days shared. Ask."


def test_that_no_sign_stands_is_told_of_the_days_shared_where_these_are_gone_by(record: ClientRecord) -> None:
    answer(record, 40, **dict.fromkeys(FLAG_IDS, "no"))
    answer(record, 5, saddle="yes")
    days = {f"{end}_day": clock.today() - timedelta(days=ago) for end, ago in (("first", 50), ("last", 30))}
    told = report_of(shared(record, *FIELDS, **days), ReportOrder()).warnings_sentence
    assert told.startswith("No warning sign answered yes in the days shared stands now; last answered on ")


def test_a_sign_that_was_lifted_since_is_not_told_as_never_answered_yes(record: ClientRecord) -> None:
    answer(record, 40, saddle="yes")
    record.warning_signs.answer(RedFlagAnswers(lifted="seen", on_date=clock.today() - timedelta(days=20)))
    days = {f"{end}_day": clock.today() - timedelta(days=ago) for end, ago in (("first", 50), ("last", 30))}
    reader = shared(record, *FIELDS, **days)
    told = report_of(reader, ReportOrder()).warnings_sentence
    last = day_words(clock.today() - timedelta(days=40))
    assert told.startswith(
        f"No warning sign answered yes in the days shared stands now; last answered on {last}."
    )


def test_a_sign_stands_since_its_own_day_not_since_that_of_a_lifted_one(record: ClientRecord) -> None:
    answer(record, 45, stuck="yes")
    answer(record, 40, stuck="yes", saddle="yes")
    answer(record, 20, stuck="no")
    days = {f"{end}_day": clock.today() - timedelta(days=ago) for end, ago in (("first", 50), ("last", 30))}
    reader = shared(record, *FIELDS, **days)
    assert [flag.flag_id for flag in reader.warning_signs.state().present] == ["saddle"]
    told = report_of(reader, ReportOrder()).warnings_sentence
    assert f"Answered yes, the first on {day_words(clock.today() - timedelta(days=40))}:" in told


@pytest.mark.parametrize(
    ("sign", "ended"), [("foot_drop", "no"), ("stuck", "no"), ("saddle", "seen"), ("foot_drop", "mistake")]
)
def test_a_sign_that_ended_in_the_days_shared_and_stands_again_is_told(
    record: ClientRecord, sign: str, ended: str
) -> None:
    answer(record, 45, **{sign: "yes"})
    if ended == "no":
        answer(record, 40, **{sign: "no"})
    else:
        record.warning_signs.answer(RedFlagAnswers(lifted=ended, on_date=clock.today() - timedelta(days=40)))
    days = {f"{end}_day": clock.today() - timedelta(days=ago) for end, ago in (("first", 50), ("last", 30))}
    reader = shared(record, *FIELDS, **days)
    told = report_of(reader, ReportOrder()).warnings_sentence
    assert "No warning sign answered yes in the days shared stands now" in told
    answer(record, 10, **{sign: "yes"}, age="yes")
    # Nothing is told of a sign that was answered yes on other days alone.
    assert [flag.flag_id for flag in reader.warning_signs.state().present] == [sign]
    told = report_of(reader, ReportOrder()).warnings_sentence
    assert told.endswith(f"Answered yes, the first on {day_words(clock.today() - timedelta(days=45))}:")


@pytest.mark.parametrize("fields", [None, FIELDS])
def test_signs_never_answered_are_so_in_no_days(record: ClientRecord, fields: tuple[str, ...] | None) -> None:
    reader = shared(record, *fields, rolling_days=30) if fields else record
    assert (
        report_of(reader, ReportOrder()).warnings_sentence == "The warning signs have not been answered. Ask."
    )


def test_signs_answered_not_sure_are_told_beside_those_that_do_not_stand(record: ClientRecord) -> None:
    sure = dict.fromkeys(FLAG_IDS, "no")
    answer(record, 10)
    for is_full in (False, True):
        report = report_of(shared(record, *FIELDS), ReportOrder(is_full=is_full))
        assert report.warnings_sentence == (
            f"No warning sign stands; last answered on {day_words(clock.today() - timedelta(days=10))}. "
            f"{len(FLAG_IDS)} have neither a yes nor a no. That rules nothing out."
        )
        assert "have neither a yes nor a no" in report_html(report).decode()
    answer(record, 5, **sure | {"saddle": "unknown"})
    assert " 1 has neither a yes nor a no. " in report_of(record, ReportOrder()).warnings_sentence
    answer(record, 4, **sure)
    assert "not sure" not in report_of(record, ReportOrder()).warnings_sentence
    answer(record, 3, **sure | {"stuck": "yes", "age": "unknown"})
    told = report_of(record, ReportOrder()).warnings_sentence
    assert told.startswith("1 has neither a yes nor a no. Answered yes, the first on ")


FROM_HERE, FROM_FILES = (
    ("form", "quick", "command line", "api"),
    ("csv", "any-csv", "bearable", "apple-health"),
)


@pytest.mark.parametrize("source", [*FROM_HERE, *FROM_FILES])
def test_of_what_a_file_brought_nobody_knows_when_it_was_written(record: ClientRecord, source: str) -> None:
    def bring_in(ago: int) -> str:
        on_date = clock.today() - timedelta(days=ago)
        record.imports.bring_in([CheckIn(leg_pain_nrs=4, on_date=on_date, source=source, note=CANARY)])
        return words_of(report_of(record, ReportOrder(is_full=True)))

    record.entries.add(CheckIn(leg_pain_nrs=4))
    is_known = source in FROM_HERE
    assert ("No day was filled in more than a day later." in bring_in(1)) is is_known
    words = bring_in(5)
    assert ("1 day filled in more than a day later, from memory" in words) is is_known
    assert ("It is not known when 1 day that came from a file was written down." in words) is not is_known
    assert ("'is_back_filled': True" in words) is is_known
    assert (
        "It is not known when 2 days that came from a file were written down." in bring_in(6)
    ) is not is_known


@pytest.mark.parametrize(("ago", "is_late"), [(0, False), (1, False), (2, True)])
def test_a_day_remembered_the_day_after_is_not_denied(record: ClientRecord, ago: int, is_late: bool) -> None:
    # History calls yesterday's check-in remembered: only what lies more than a day back is from memory here.
    check_in = CheckIn(leg_pain_nrs=4, on_date=clock.today() - timedelta(days=ago))
    record.entries.add(check_in)
    assert check_in.is_remembered is (ago > 0)
    told = report_of(record, ReportOrder()).rests_on
    assert ("No day was filled in more than a day later." in told) is not is_late
    assert any("1 day filled in more than a day later, from memory" in words for words in told) is is_late
    assert not any("No day" in words and "from memory" in words for words in told)


def test_days_from_a_file_and_days_from_memory_are_told_apart(record: ClientRecord) -> None:
    days = [clock.today() - timedelta(days=ago) for ago in (3, 4, 5)]
    record.entries.add(CheckIn(leg_pain_nrs=4, on_date=days[0]))
    record.imports.bring_in([CheckIn(leg_pain_nrs=4, on_date=day, source="daylio") for day in days[1:]])
    told = report_of(record, ReportOrder()).rests_on
    assert f"1 day filled in more than a day later, from memory: {short_day_and_year(days[0])}." in told
    assert "It is not known when 2 days that came from a file were written down." in told


@pytest.mark.parametrize(("later", "is_told"), [(4, False), (8, True)])
def test_a_figure_says_why_a_size_that_counts_is_not_called(
    record: ClientRecord, later: int, is_told: bool
) -> None:
    for ago in range(60):
        pain = later if ago < 12 else 3 + ago % 2
        record.entries.add(CheckIn(on_date=clock.today() - timedelta(days=ago), leg_pain_nrs=pain))
    leg, *_ = report_of(record, ReportOrder()).figures
    assert "no clear change" in leg.counts_from
    assert ("not held for long" in leg.counts_from or "may differ by as much" in leg.counts_from) is is_told
