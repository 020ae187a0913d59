"""The lines a therapist reads before a session: what they say, and that a link never shows more than it names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.invented_questionnaires import ONE, answers_to
from tests.practice import client_account, shared
from tests.samples import few_or_nearly_all
from tracker import clock
from tracker.access.sharing import holder_of, keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.check_in import CheckIn
from tracker.domain.description import day_in_words
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.pain_place import PLACES_BY_NAME
from tracker.domain.period import latest_days
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.share_link import FIELDS
from tracker.locales import day_words
from tracker.progress import progress
from tracker.record import ClientRecord
from tracker.reports.at_a_glance import at_a_glance
from tracker.store.store import Store

TODAY = clock.today()
PASSWORD = "a long walk by the river"


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


@pytest.fixture
def ana(store: Store, cheap_passwords: None) -> ClientRecord:
    account = client_account(store, "ana")
    record = ClientRecord(store, actor_of(account), account.account_id)
    for ago in range(30, 1, -1):
        record.entries.add(CheckIn(leg_pain_nrs=3, pain_extent="thigh", side="left", on_date=day(ago)))
    for ago, pain in ((9, 8), (8, 8)):
        record.entries.add(CheckIn(leg_pain_nrs=pain, is_flare=True, on_date=day(ago)))
    record.entries.add(MassageSession(minutes=45, on_date=day(8)))
    record.entries.add(
        CheckIn(
            leg_pain_nrs=4, pain_extent="calf", side="right", tingling=1, numbness=0, sleep_quality=2, hours_sitting=7.5,
            exercises_done=("bridge",), on_date=day(1),
        )
    )  # fmt: skip
    for ago, ability in ((15, 2), (8, 3), (1, 6)):
        record.entries.add(ActivityRating(activity="Tie my shoes", ability=ability, on_date=day(ago)))
    record.entries.add(ActivityRating(activity="Swim", ability=1, on_date=day(20)))
    record.entries.add(OverallChange(overall="a little better", on_date=day(1)))
    record.goals.set(Goal(kind="pain", site="leg", target=1.5, by_date=day(-60)), 0)
    record.planned_massages.add(PlannedMassage(on_date=day(-1), at_time=time(17, 30), minutes=60))
    return record


def lines(record: ClientRecord) -> dict[str, str]:
    period = latest_days(60, TODAY)
    return dict(at_a_glance(record, progress(record, period, "cm"), period))


def test_every_question_of_a_session_has_its_line(ana: ClientRecord) -> None:
    said = lines(ana)
    assert said["Last entry"] == "Yesterday"
    assert list(said)[1:3] == ["Can do again", "Overall"], "before all that is pain"
    assert said["Can do again"] == f"so far 1 “Swim” ({day_in_words(day(20), TODAY)}) and 2→6 “Tie my shoes”"
    assert said["Overall"] == "A little better"
    assert said["Reaches now"] == "To the calf, right (yesterday)"
    assert (
        said["Tingling, numbness, weakness"]
        == "Tingling mild (yesterday); numbness none (yesterday); weakness not logged"
    )
    assert "2 days" in said["Flares"]
    assert "massage" in said["Flares"]
    assert said["Sleep"] == "Median poor; poor or worse in 1 of 1 answer"
    assert said["Sitting"] == "7.5 hours a day on average (1 day)"
    assert said["Exercises at home"].startswith("Ticked on 1 of 13 days with a check-in")
    assert said["Goal"].startswith("Leg pain of 1.5 or less by ")
    assert said["Next massage session"].endswith("at 17:30, 60 minutes")


@pytest.mark.parametrize(
    ("variant", "side", "words"),
    [
        ("modified", None, "A reach 35.0 cm past your own zero (back to the wall) by "),
        ("chair", "left", "A reach 35.0 cm past your toes (on a chair, one leg out, left leg) by "),
        ("csep_acsm", None, "A reach 35.0 cm past your toes (box, feet at 26 cm) by "),
    ],
)
def test_a_goal_names_its_test_and_counts_from_its_zero(ana: ClientRecord, variant, side, words) -> None:
    goal = Goal(kind="reach", target=35, by_date=day(-60), variant=variant, side=side)
    ana.goals.set(goal, ana.goals.current().version)
    assert lines(ana)["Goal"].startswith(words)


def scopes() -> Iterator[tuple[str, ...]]:
    # The lines of the body map, of questionnaires and of fair tries have tests of their own, and no other rests on them.
    others = [part for part in FIELDS if part not in ("places", "questionnaires", "fair-tries")]
    for fields in few_or_nearly_all(others):
        if fields and ("symptoms" not in fields or "pain" in fields):
            yield fields
    yield from (("questionnaires",), FIELDS)


NEEDED = {
    "Reaches now": {"pain", "symptoms"}, "Flares": {"pain"}, "Tingling, numbness, weakness": {"pain", "symptoms"}, "Sleep": {"pain", "symptoms"},
    "Can do again": {"activities"}, "Overall": {"activities"},
    "Sitting": {"pain", "symptoms"}, "Exercises at home": {"pain", "symptoms"}, "Goal": {"plans"}, "Next massage session": {"plans"},
}  # fmt: skip


@pytest.mark.parametrize("fields", tuple(scopes()), ids="+".join)
def test_a_link_has_the_lines_of_what_it_names_and_no_other(
    ana: ClientRecord, fields: tuple[str, ...]
) -> None:
    account = ana._access.store.accounts.get(ana.client_id)
    share, _ = shared(ana._access.store, account, fields=fields)
    record = ClientRecord(ana._access.store, holder_of(share), ana.client_id, share=share)
    said = lines(record)
    assert {label for label in said if label in NEEDED} == {
        label for label, needed in NEEDED.items() if needed <= set(fields)
    }
    assert ("Last entry" in said) is bool(
        {"pain", "flexibility", "massage", "activities", "events", "medicines", "questionnaires"}
        & set(fields)
    )
    words = "; ".join(said.values()).lower()
    assert ("bridge" in words) <= ("symptoms" in fields)
    if "pain" in fields:
        assert ("massage" in said["Flares"]) is ("massage" in fields)


def test_days_outside_a_link_are_not_told(ana: ClientRecord) -> None:
    account = ana._access.store.accounts.get(ana.client_id)
    share, _ = shared(ana._access.store, account, first_day=day(40), last_day=day(12))
    record = ClientRecord(ana._access.store, holder_of(share), ana.client_id, share=share)
    period = latest_days(30, day(12))
    said = dict(at_a_glance(record, progress(record, period, "cm"), period))
    assert said["Flares"] == "None is marked, and no spell of higher leg pain stands out"
    assert "calf" not in said["Reaches now"]
    assert said["Sleep"] == f"Not logged in the 14 days to {day_words(day(12))}"
    # What was so on the last day shared is not so today.
    assert said["Last entry"] == f"{day_in_words(day(12), TODAY)} (12 days ago)"
    assert said["Reaches now"] == f"To the thigh, left ({day_in_words(day(12), TODAY)})"
    assert "today" not in "; ".join(said.values()).lower()


def test_the_keeper_reads_how_the_plan_is_kept(ana: ClientRecord) -> None:
    store = ana._access.store
    robin = sign_up(store, "robin", PASSWORD, "therapist")
    share, _ = shared(store, store.accounts.get(ana.client_id))
    keep_share(store, robin, share)
    kept = store.shares.get(share.share_id)
    record = ClientRecord(store, actor_of(robin), ana.client_id, share=kept)
    record.home_plan.add(PlanItem(exercise_id="bridge", repetitions=8, days_a_week=5, written_by=""))
    record.home_plan.add(PlanItem(own_words="A swim", days_a_week=2, written_by=""))
    said = lines(record)["Exercises at home"]
    assert "Bridge, 8 times, 5 days a week: 1 day" in said
    assert "A swim, 2 days a week: cannot be ticked" in said


def test_medicines_have_a_line_once_there_are_any_with_the_days_that_count(ana: ClientRecord) -> None:
    assert "Medicines" not in lines(ana)
    ana.entries.add(MedicineTaken(name="Naproxen", use=REGULAR, on_date=date(2026, 3, 9)))
    assert lines(ana)["Medicines"] == "Regular: Naproxen since 9 March 2026"
    for ago in (40, 8, 8, 3, 0):
        ana.entries.add(MedicineTaken(name="Ibuprofen", use=AS_NEEDED, on_date=day(ago)))
    assert lines(ana)["Medicines"] == (
        "Took an as-needed medicine on 3 of 28 days with an entry, of the last 28 days; regular: Naproxen since 9 March 2026"
    )


def test_a_questionnaire_has_a_line_once_it_is_answered_and_only_where_it_is_shared(
    ana: ClientRecord, store: Store
) -> None:
    title = "Invented: one"
    assert title not in lines(ana)
    ana.entries.add(replace(answers_to(ONE, far=3), on_date=day(40)))
    ana.entries.add(replace(answers_to(ONE, far=5), on_date=day(2)))
    words = (
        f"Score 5 (0 to 10, higher is better), 3 on {day_words(day(40))}: 2 points better. That is at least 2 points: "
        f"a change worth a walk (Invented 2020). Answered {day_words(day(2))}."
    )
    assert lines(ana)[title] == words
    account = store.accounts.named("ana")
    assert account is not None
    for fields, said in ((("pain", "activities"), None), (("questionnaires",), words)):
        link, _ = shared(store, account, fields=fields)
        assert lines(ClientRecord(store, holder_of(link), account.account_id, share=link)).get(title) == said


def test_a_link_shows_medicines_only_where_it_names_them_and_no_whole_without_pain(
    ana: ClientRecord, store: Store
) -> None:
    for ago in (8, 3):
        ana.entries.add(MedicineTaken(name="Ibuprofen", use=AS_NEEDED, on_date=day(ago)))
    account = store.accounts.named("ana")
    assert account is not None
    for fields, said in (
        (("pain", "massage", "flexibility"), None),
        (("medicines",), f"Took an as-needed medicine on 2 days since {day_words(day(8))}"),
        (
            ("pain", "medicines"),
            f"Took an as-needed medicine on 2 of 8 days with an entry, since {day_words(day(8))}",
        ),
    ):
        link, _ = shared(store, account, fields=fields)
        seen = ClientRecord(store, holder_of(link), account.account_id, share=link)
        assert lines(seen).get("Medicines") == said


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (("pain",), None),
        (("pain", "symptoms"), None),
        (
            ("pain", "places"),
            (
                "Of 2 marked days: between the legs on 1, left calf on 2 and lower back on 1"
                ". Numbness between the legs is a warning sign: ask"
            ),
        ),
    ],
)
def test_marked_places_are_a_line_where_they_are_shared(
    ana: ClientRecord, fields: tuple[str, ...], words: str | None
) -> None:
    ana.entries.add(CheckIn(on_date=day(1), leg_pain_nrs=4, pain_places=("lower_back", "left_calf burning")))
    ana.entries.add(CheckIn(on_date=day(2), leg_pain_nrs=4, pain_places=("left_calf", "saddle aching")))
    share, _ = shared(ana._access.store, ana._access.store.accounts.get(ana.client_id), fields=fields)
    said = lines(ClientRecord(ana._access.store, holder_of(share), ana.client_id, share=share))
    assert said.get("Where it hurts") == words


def test_places_that_nobody_marked_are_a_line_for_who_may_see_them_alone(ana: ClientRecord) -> None:
    assert "Where it hurts" not in lines(ana)
    share, _ = shared(
        ana._access.store, ana._access.store.accounts.get(ana.client_id), fields=("pain", "places")
    )
    said = lines(ClientRecord(ana._access.store, holder_of(share), ana.client_id, share=share))
    assert said["Where it hurts"] == "No place is marked in the last 14 days"


def test_one_sheet_stays_one_sheet_and_says_how_many_places_more(ana: ClientRecord) -> None:
    ana.entries.add(CheckIn(on_date=day(1), leg_pain_nrs=4, pain_places=tuple(PLACES_BY_NAME)))
    said = lines(ana)["Where it hurts"]
    assert said.startswith("Of 1 marked day: between the legs on 1, upper back on 1, ")
    assert f" and {len(PLACES_BY_NAME) - 4} more. Numbness between the legs" in said


def test_the_answer_in_the_middle_is_not_called_the_most_frequent(record: ClientRecord) -> None:
    for ago, quality in enumerate((1, 1, 1, 3, 5, 5, 5)):
        record.entries.add(CheckIn(leg_pain_nrs=4, sleep_quality=quality, on_date=day(ago)))
    assert lines(record)["Sleep"] == "Median fair; poor or worse in 3 of 7 answers"
