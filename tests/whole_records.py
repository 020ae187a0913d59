"""Whole records with invented values: entries, earlier versions, deletions, goals, answers and all the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.invented_questionnaires import FOUR, answers_to
from tracker.domain import coin
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.check_in import SIDES as BODY_SIDES
from tracker.domain.client import SEXES, Client
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_protocol import BLOCK_DAYS, OUTCOMES, SLOT_GAPS, WORDS_CHARACTERS, TryProtocol
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.massage_precautions import PRECAUTION_IDS
from tracker.domain.massage_session import AREAS, PRESSURES, MassageSession
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.original import Original
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import ActivityRating, OwnActivity, alike
from tracker.domain.pain_place import BODY_PLACES, PLACE_KINDS, PainPlace
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import ANSWERS, FLAG_IDS, LIFTED, RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.sit_and_reach import SIDES, SKIP_REASONS, VARIANTS, SitAndReachTest
from tracker.store.entry_history import PastVersion
from tracker.store.goals import GoalVersion
from tracker.store.schema.tables import KINDS, instant_text
from tracker.store.whole_record import EXTRACT_KINDS, OWNER, Extract, WholePlanItem, WholeRecord

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["=1+1", "שלום", "日本語", "\u202e", "a\n\tb", "\0", "}", '"', "\\", "😀"]
)
WORDS = st.none() | TEXT
IDS = st.uuids(version=4).map(str)
ACCOUNTS = st.sampled_from([OWNER, "operator"]) | IDS
INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2024, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)
DAYS = st.dates(date(1900, 1, 1), date(2024, 12, 31))
COMING = st.dates(date(1900, 1, 1), date(9998, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
NRS = st.none() | st.integers(0, 10)
SEVERITY = st.none() | st.integers(0, 3)
EXERCISE_IDS = [one.exercise_id for one in EXERCISES]


def hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low * 100, high * 100).map(lambda one: one / 100)


ABOUT: dict[str, st.SearchStrategy[Any]] = {
    "entry_id": IDS, "on_date": DAYS, "at_time": st.none() | TIMES, "note": WORDS, "created_at": INSTANTS,
    "version": st.integers(1, 4), "source": st.sampled_from(["form", "csv", "command line"]),
}  # fmt: skip
# Each place of the map once, with or without a kind and a number.
PAIN_PLACES = st.dictionaries(
    st.sampled_from(BODY_PLACES), st.tuples(st.none() | st.sampled_from(PLACE_KINDS), NRS), max_size=6
).map(lambda marked: tuple(PainPlace(place, *more).text for place, more in marked.items()))
CHECK_INS = st.builds(
    CheckIn, leg_pain_nrs=st.integers(0, 10), back_pain_nrs=NRS, pain_extent=st.none() | st.sampled_from(PAIN_EXTENTS),
    side=st.none() | st.sampled_from(BODY_SIDES), tingling=SEVERITY, numbness=SEVERITY, weakness=SEVERITY,
    sleep_quality=st.none() | st.integers(1, 5), hours_sitting=st.none() | hundredths(0, 24),
    minutes_active=st.none() | st.integers(0, 1440), pain_places=PAIN_PLACES, exercises_done=st.sets(st.sampled_from(EXERCISE_IDS)).map(tuple),
    is_flare=st.booleans(), **ABOUT,
)  # fmt: skip
TESTS = st.sampled_from(VARIANTS).flatmap(
    lambda variant: st.builds(
        SitAndReachTest, variant=st.just(variant.name), foot_line_cm=hundredths(0, 100),
        trials_cm=st.lists(hundredths(-100, 200), min_size=1, max_size=3).map(tuple),
        side=st.sampled_from(SIDES) if variant.by_side else st.none(), warm_up=st.none() | st.booleans(), **ABOUT,
    )
)  # fmt: skip
SKIPPED = st.builds(SitAndReachTest, skipped_reason=st.sampled_from(SKIP_REASONS), **ABOUT)
MASSAGES = st.builds(
    MassageSession, minutes=st.integers(1, 240), areas=st.sets(st.sampled_from(AREAS)).map(tuple),
    pressure=st.none() | st.sampled_from(PRESSURES), pain_before_nrs=NRS, pain_after_nrs=NRS, therapist=WORDS, logged_by=WORDS, **ABOUT,
)  # fmt: skip
OWN_WORDS = TEXT.map(lambda text: "Walk " + text)
RATINGS = st.builds(ActivityRating, activity=OWN_WORDS, ability=st.integers(0, 10), **ABOUT)
OVERALL_CHANGES = st.builds(OverallChange, overall=st.sampled_from(OVERALL_STEPS), **ABOUT)
# One more character at either end keeps them from being blank.
NAMES = TEXT.map(lambda text: f"A {text}")
EVENTS = st.builds(Event, words=NAMES, **ABOUT)
MEDICINES = st.builds(
    MedicineTaken, name=NAMES, dose=WORDS, use=st.sampled_from([AS_NEEDED, REGULAR]), **ABOUT
) | st.builds(
    MedicineTaken, name=NAMES, use=st.just(REGULAR), **ABOUT, until_date=st.dates(date(2025, 1, 1), date(2025, 12, 31))
)  # fmt: skip
HOW = st.none() | st.sampled_from(["a0", "a1", "a2"])
ANSWERS_GIVEN = st.builds(
    lambda about, note, **given: replace(answers_to(FOUR, **given), **about, note=note),
    st.fixed_dictionaries({name: strategy for name, strategy in ABOUT.items() if name != "note"}), ABOUT["note"],
    stairs=HOW, shoes=HOW, tub=HOW, bed=st.sampled_from(["a0", "a1"]),
)  # fmt: skip
ENTRIES = st.one_of(
    CHECK_INS, TESTS, SKIPPED, MASSAGES, RATINGS, OVERALL_CHANGES, EVENTS, MEDICINES, ANSWERS_GIVEN
)
ACTIVITIES = st.builds(OwnActivity, words=OWN_WORDS, activity_id=IDS, since=INSTANTS)


@st.composite
def fair_tries(draw: st.DrawFn) -> FairTry:
    """A try that is over, complete or early, begun or not: what is not over ends where it is brought in."""
    kind, pairs = draw(st.sampled_from(coin.KINDS)), draw(st.integers(coin.FEWEST_PAIRS, coin.MOST_PAIRS))
    is_massage = kind == coin.MASSAGE
    first_date = draw(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
    gap = draw(st.sampled_from(SLOT_GAPS))
    protocol = TryProtocol(
        kind=kind, outcome=draw(st.sampled_from(sorted(OUTCOMES))), first_date=first_date, pairs=pairs,
        slots=(first_date.weekday(), (first_date.weekday() + gap) % 7) if is_massage else (),
        block_days=None if is_massage else draw(st.sampled_from(BLOCK_DAYS)),
        words=None if is_massage else draw(TEXT.map(lambda text: f"A {text}"[:WORDS_CHARACTERS])),
        item_id=draw(st.none() | IDS) if kind == coin.EXERCISE else None,
    )  # fmt: skip
    about: dict[str, Any] = {
        "protocol": protocol,
        "proposed_by": draw(ACCOUNTS),
        "try_id": draw(IDS),
        "proposed_at": draw(INSTANTS),
    }
    end = draw(
        st.sampled_from(
            [TryEnd.COMPLETE, TryEnd.STOPPED, TryEnd.WARNING_SIGN, TryEnd.DECLINED, TryEnd.BROUGHT_IN]
        )
    )
    ended_at = draw(INSTANTS)
    if end == TryEnd.DECLINED:
        return FairTry(**about, end=end, ended_at=ended_at, ended_date=ended_at.date())
    order = draw(st.randoms(use_true_random=False).map(lambda chance: _order(kind, pairs, chance)))
    nonce = draw(st.binary(min_size=32, max_size=32)).hex()
    is_brought = end == TryEnd.BROUGHT_IN
    return FairTry(
        **about,
        agreed_at=draw(INSTANTS),
        commitment=coin.commitment(order, nonce),
        coins=order[: draw(st.integers(0, pairs))] if is_brought else order,
        nonce=None if is_brought else nonce,
        not_kept=draw(st.frozensets(st.integers(0, protocol.assignments - 1), max_size=3)),
        end=end,
        ended_at=ended_at,
        ended_date=protocol.last_date if end == TryEnd.COMPLETE else first_date,
    )


def _order(kind: str, pairs: int, chance: Random) -> coin.Draw:
    while True:
        order = tuple(chance.random() < 0.5 for _ in range(pairs))
        if coin.is_admissible(kind, order):
            return order


PAIN_GOALS = st.builds(
    Goal,
    kind=st.just("pain"),
    target=hundredths(0, 10),
    by_date=COMING,
    site=st.sampled_from(["leg", "back"]),
)
REACH_GOALS = st.sampled_from(VARIANTS).flatmap(
    lambda variant: st.builds(
        Goal, kind=st.just("reach"), target=hundredths(-100, 100), by_date=COMING, variant=st.just(variant.name),
        side=st.sampled_from(SIDES) if variant.by_side else st.none(),
    )
)  # fmt: skip
GOALS = PAIN_GOALS | REACH_GOALS
ANSWERED = st.builds(
    RedFlagAnswers, answers=st.dictionaries(st.sampled_from(FLAG_IDS), st.sampled_from(ANSWERS)),
    lifted=st.none() | st.sampled_from(LIFTED), answers_id=IDS, on_date=DAYS, created_at=INSTANTS,
)  # fmt: skip
PLAN_ITEMS = st.builds(
    WholePlanItem,
    st.builds(
        lambda what, **more: PlanItem(**what, **more),
        st.sampled_from(EXERCISE_IDS).map(lambda one: {"exercise_id": one})
        | TEXT.map(lambda text: {"own_words": "A swim " + text}),
        written_by=ACCOUNTS, hold_s=st.none() | st.integers(1, 300),
        repetitions=st.none() | st.integers(1, 100), days_a_week=st.integers(1, 7), note=WORDS, item_id=IDS,
        written_at=INSTANTS,
    ),
    st.none() | INSTANTS,
)  # fmt: skip
REMARKS = st.builds(
    Remark,
    words=TEXT.map(lambda text: "Well done. " + text),
    written_by=ACCOUNTS,
    remark_id=IDS,
    written_at=INSTANTS,
)
REPLIES = st.builds(
    Reply, remark_id=IDS, words=TEXT.map(lambda text: "Better. " + text), reply_id=IDS, written_at=INSTANTS
)
PLANNED = st.builds(
    PlannedMassage, on_date=COMING, at_time=TIMES, minutes=st.none() | st.integers(1, 240), planned_id=IDS
)
REMINDERS = st.none() | st.builds(Reminders, at_time=TIMES, test_weekday=st.none() | st.integers(0, 6))
PROFILES = st.builds(
    Client, client_id=st.just(OWNER), label=WORDS, birth_year=st.none() | st.integers(1910, 2020),
    sex=st.none() | st.sampled_from(SEXES), unit=st.sampled_from(["cm", "in"]), created_at=INSTANTS,
    massage_precautions=st.none() | st.lists(st.sampled_from(PRECAUTION_IDS), unique=True),
    version=st.integers(1, 9),
)  # fmt: skip
AT = INSTANTS.map(instant_text)
CONSENTS = st.builds(
    Extract,
    st.just("consent"),
    IDS,
    st.fixed_dictionaries(
        {"text_version": st.just("2026-11"), "given_at": AT, "withdrawn_at": st.none() | AT}
    ),
)
SHARES = st.builds(
    Extract,
    st.just("share_link"),
    IDS,
    st.fixed_dictionaries(
        {
            "label": st.none() | st.just("Robin"), "fields": st.just(["pain", "massage"]),
            "first_day": st.none() | DAYS.map(date.isoformat), "last_day": st.none(), "rolling_days": st.none(),
            "view_limit": st.none() | st.integers(1, 9), "views": st.integers(0, 9), "has_passphrase": st.booleans(),
            "kept_by": st.none() | ACCOUNTS, "created_at": AT, "ends_at": AT, "revoked_at": st.none() | AT,
            "may_be_kept": st.booleans(), "may_log_massages": st.booleans(), "questions": st.none() | st.just("Running?\nSitting?"),
        }
    ),
)  # fmt: skip
LINES = st.builds(
    Extract,
    st.just("audit_line"),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.fixed_dictionaries(
        {
            "at": AT, "actor_role": st.sampled_from(["client", "holder", "therapist", "operator"]),
            "action": st.sampled_from(["share made", "share opened"]), "detail": st.none() | IDS, "actor_id": ACCOUNTS,
        }
    ),
)  # fmt: skip


@st.composite
def _with_history(draw: st.DrawFn) -> tuple[Entry | None, list[PastVersion]]:
    """An entry that was changed some times, and perhaps deleted in the end."""
    last: Entry = draw(ENTRIES)
    is_deleted = draw(st.booleans())
    past = []
    for version in range(1, last.version + is_deleted):
        gone = is_deleted and version == last.version
        change = "deleted" if gone else draw(st.sampled_from(["edited", "undone", "deleted"]))
        changed = replace(last, version=version, note=last.note if gone else draw(WORDS))
        past.append(PastVersion(changed, change, draw(INSTANTS), draw(ACCOUNTS)))
    return None if is_deleted else last, past


def _several(strategy: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=3, unique_by=key)


def _day_and_time(entry: Entry) -> tuple[Any, ...]:
    at_time = entry.at_time.strftime("%H:%M") if entry.at_time else ""
    return KINDS.index(entry.kind), entry.on_date, at_time, instant_text(entry.created_at), entry.entry_id


@st.composite
def _originals(draw: st.DrawFn, entry_id: str) -> list[Original]:
    """What some values of an entry read in the file they came from."""
    read = draw(st.dictionaries(st.sampled_from(["leg_pain_nrs", "note", "hours_sitting"]), TEXT))
    return [
        Original(entry_id, field, value, draw(st.sampled_from(["0-4", "in full"])))
        for field, value in read.items()
    ]


@st.composite
def whole_records(draw: st.DrawFn) -> WholeRecord:
    """A whole record in the order in which a store gives it."""
    told = draw(st.lists(_with_history(), max_size=5))
    ids = {
        one.entry_id for entry, versions in told for one in (entry, *(past.entry for past in versions)) if one
    }
    goals: list[GoalVersion] = []
    for goal in draw(st.lists(st.none() | GOALS, max_size=4)):
        if goal is not None or (goals and goals[-1].goal is not None):
            goals.append(GoalVersion(len(goals) + 1, goal, draw(INSTANTS)))
    answers = draw(_several(ANSWERED, lambda one: one.answers_id))
    extracts = [
        *draw(_several(CONSENTS, lambda one: one.extract_id)),
        *draw(_several(SHARES, lambda one: one.extract_id)),
        *draw(_several(LINES, lambda one: one.extract_id)),
    ]
    return WholeRecord(
        profile=draw(PROFILES),
        entries=tuple(sorted((entry for entry, _ in told if entry), key=_day_and_time)),
        history=tuple(
            sorted(
                (past for _, versions in told for past in versions),
                key=lambda past: (KINDS.index(past.entry.kind), past.entry.entry_id, past.entry.version),
            )
        ),
        originals=tuple(
            sorted(
                (original for entry_id in sorted(ids) for original in draw(_originals(entry_id))),
                key=lambda one: (one.entry_id, one.field),
            )
        ),
        goals=tuple(goals),
        red_flag_answers=tuple(sorted(answers, key=lambda one: one.created_at)),
        home_plan=tuple(
            sorted(
                draw(_several(PLAN_ITEMS, lambda one: one.item.item_id)),
                key=lambda one: (one.item.written_at, one.item.item_id),
            )
        ),
        remarks=tuple(
            sorted(
                sorted(draw(_several(REMARKS, lambda one: one.remark_id)), key=lambda one: one.remark_id),
                key=lambda one: one.written_at,
                reverse=True,
            )
        ),
        replies=tuple(
            sorted(
                draw(_several(REPLIES, lambda one: one.reply_id)),
                key=lambda one: (one.written_at, one.reply_id),
            )
        ),
        reminders=draw(REMINDERS),
        planned_massages=tuple(
            sorted(
                draw(_several(PLANNED, lambda one: one.planned_id)),
                key=lambda one: (one.on_date, one.at_time, one.planned_id),
            )
        ),
        own_activities=tuple(
            sorted(
                draw(
                    st.lists(
                        ACTIVITIES,
                        max_size=3,
                        unique_by=(lambda one: one.activity_id, lambda one: alike(one.words)),
                    )
                ),
                key=lambda one: (one.since, one.activity_id),
            )
        ),
        fair_tries=tuple(
            sorted(
                sorted(draw(_several(fair_tries(), lambda one: one.try_id)), key=lambda one: one.try_id),
                key=lambda one: one.proposed_at,
                reverse=True,
            )
        ),
        extracts=tuple(
            sorted(
                extracts,
                key=lambda one: (
                    EXTRACT_KINDS.index(one.kind),
                    next(one.values[name] for name in ("given_at", "created_at", "at") if name in one.values),
                    one.extract_id,
                ),
            )
        ),
    )
