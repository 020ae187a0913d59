"""Who may do what with a record: every role, every method, every standing of their link, as one table."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.fair_tries import habit_try, keep_diary
from tests.invented_questionnaires import FOUR, answers_to
from tests.practice import shared
from tracker import clock
from tracker.access.sharing import holder_of, keep_share, revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.account import Account
from tracker.domain.api_token import ApiToken
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.event import Event
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import ALWAYS, Period, latest_days
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.share_link import FIELDS, ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import AccessRefused, ConsentMissing, InvalidEntry, TrackerError, UnknownEntry
from tracker.record import OPERATOR, ClientRecord
from tracker.store.schema.tables import KINDS, TABLES
from tracker.store.store import Store
from tracker.store.whole_record import WholeRecord

CANARY = "ana-canary"
GOAL = Goal(kind="pain", site="back", target=1, by_date=clock.today())
PLANNED = PlannedMassage(on_date=clock.today(), at_time=time(17, 30))
TODAY, LONG_AGO = clock.today(), clock.today() - timedelta(days=200)


@dataclass
class Practice:
    """Ana's record with something in every corner, and everybody who might reach for it."""

    store: Store
    ana: Account
    robin: Account
    entry: CheckIn

    def link(self, **values: Any) -> ShareLink:
        return shared(self.store, self.ana, **values)[0]

    def kept_link(self, **values: Any) -> ShareLink:
        share = self.link(**values)
        keep_share(self.store, self.robin, share)
        return self.now(share)

    def ended(self, share: ShareLink) -> ShareLink:
        revoke(self.store, actor_of(self.ana), self.ana.account_id, share.share_id)
        return self.now(share)

    def now(self, share: ShareLink) -> ShareLink:
        found = self.store.shares.get(share.share_id)
        assert found is not None
        return found


@pytest.fixture
def practice(
    store: Store, ana: Account, ben: Account, robin: Account, sam: Account, olga: Account
) -> Practice:
    record = ClientRecord(store, actor_of(ana), ana.account_id)
    day_of = {"today": TODAY, "long ago": LONG_AGO}
    entries = [
        entry
        for day in day_of.values()
        for entry in (
            CheckIn(
                on_date=day,
                leg_pain_nrs=4,
                tingling=2,
                exercises_done=("bridge",),
                pain_places=("left_shin sharp 7",),
                note=CANARY,
            ),
            SitAndReachTest(on_date=day, foot_line_cm=26, trials_cm=(20,), note=CANARY),
            MassageSession(on_date=day, minutes=30, note=CANARY),
            ActivityRating(on_date=day, activity="Walk", ability=3, note=CANARY),
            OverallChange(on_date=day, overall="much better", note=CANARY),
            Event(on_date=day, words="Injection"),
            MedicineTaken(on_date=day, name="Ibuprofen", use=AS_NEEDED),
            replace(answers_to(FOUR, bed="a1", tub="a2", shoes="a0"), on_date=day, note=CANARY),
        )
    ]
    kept = [record.add(entry).entry for entry in entries]
    record.edit(replace(kept[0], leg_pain_nrs=5), 1)  # type: ignore[call-arg]
    record.answer_red_flags(RedFlagAnswers(answers={"saddle": "yes"}, on_date=TODAY))
    record.plan_massage(PLANNED)
    record.set_goal(GOAL, 0)
    record.give_feed("e" * 64)
    record.choose_activity("Walk")
    profile = record.profile()
    record.change_profile(replace(profile, label=CANARY, birth_year=1980, sex="female"), profile.version)
    changed = record.entry(CheckIn.kind, kept[0].entry_id)
    assert isinstance(changed, CheckIn)
    return Practice(store, ana, robin, changed)


# Who, by what right. Each returns the record or raises AccessRefused.
Opener = Callable[[Practice], ClientRecord]


def as_(actor_name: str, share: Callable[[Practice], ShareLink] | None = None) -> Opener:
    def opener(practice: Practice) -> ClientRecord:
        link = share(practice) if share else None
        if actor_name == "holder":
            assert link is not None
            actor = holder_of(link)
        elif actor_name in ("operator", "nobody"):
            actor = Actor(actor_name, Role(actor_name))
        else:
            account = practice.store.accounts.named(actor_name)
            assert account is not None
            actor = actor_of(account)
        return ClientRecord(practice.store, actor, practice.ana.account_id, share=link)

    return opener


def ended_link(practice: Practice) -> ShareLink:
    return practice.ended(practice.link())


def late_link(practice: Practice) -> ShareLink:
    now = clock.utc_now()
    return replace(practice.link(), created_at=now - timedelta(days=8), ends_at=now - timedelta(seconds=1))


def bens_link(practice: Practice) -> ShareLink:
    ben = practice.store.accounts.named("ben")
    assert ben is not None
    return shared(practice.store, ben)[0]


def owners_link(practice: Practice) -> ShareLink:
    olga = practice.store.accounts.named("olga")
    assert olga is not None
    link = practice.link()
    keep_share(practice.store, olga, link)
    return practice.now(link)


def own_link_for_anothers_record(practice: Practice) -> ShareLink:
    link = bens_link(practice)
    keep_share(practice.store, practice.robin, link)
    return practice.now(link)


WHOLE, READ, KEEP, NONE = "whole", "read", "keep", "none"
ROLES: dict[str, tuple[Opener, str]] = {
    "the client": (as_("ana"), WHOLE),
    "the operator": (as_("operator"), WHOLE),
    "another client": (as_("ben"), NONE),
    "another client with her link": (as_("ben", Practice.link), NONE),
    "a therapist": (as_("robin"), NONE),
    "a therapist with a link not kept": (as_("robin", Practice.link), NONE),
    "the therapist who keeps a link": (as_("robin", Practice.kept_link), KEEP),
    "another therapist with the kept link": (as_("sam", Practice.kept_link), NONE),
    "the therapist of an ended link": (as_("robin", lambda p: p.ended(p.kept_link())), NONE),
    "the therapist of another client's link": (as_("robin", own_link_for_anothers_record), NONE),
    "the owner": (as_("olga"), NONE),
    "the owner who keeps a link": (as_("olga", owners_link), KEEP),
    "the owner with her link": (as_("olga", Practice.link), NONE),
    "who holds a link": (as_("holder", Practice.link), READ),
    "who holds a link that another keeps": (as_("holder", Practice.kept_link), READ),
    "who holds an ended link": (as_("holder", ended_link), NONE),
    "who holds a link past its time": (as_("holder", late_link), NONE),
    "who holds another client's link": (as_("holder", bens_link), NONE),
    "nobody": (as_("nobody"), NONE),
    "nobody with a link": (as_("nobody", Practice.link), NONE),
}

READS: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "profile": lambda r, p: r.profile(),
    "entry": lambda r, p: r.entry(p.entry.kind, p.entry.entry_id),
    "entries": lambda r, p: r.entries(),
    "latest": lambda r, p: r.latest(CheckIn.kind),
    "first_day": lambda r, p: r.first_day(),
    "revision": lambda r, p: r.revision(),
    "last_day": lambda r, p: r.last_day(),
    "first_pain_day": lambda r, p: r.first_pain_day("leg_pain_nrs"),
    "daily_pain": lambda r, p: r.daily_pain(ALWAYS),
    "has_put_off": lambda r, p: r.has_put_off("urn:example:four|1", timedelta(days=7)),
    "massages_to_look_at": lambda r, p: r.massages_to_look_at(),
    "flare_days": lambda r, p: r.flare_days(clock.today(), 5),
    "deleted": lambda r, p: r.deleted(),
    "originals": lambda r, p: r.originals(p.entry),
    "recent_imports": lambda r, p: r.recent_imports(),
    "past_versions": lambda r, p: r.past_versions(p.entry),
    "rows": lambda r, p: [r.rows(kind) for kind in KINDS],
    "planned_massages": lambda r, p: r.planned_massages(),
    "own_activities": lambda r, p: r.own_activities(),
    "red_flag_answers": lambda r, p: r.red_flag_answers(),
    "red_flags": lambda r, p: r.red_flags(),
    "home_plan": lambda r, p: r.home_plan(),
    "remarks": lambda r, p: r.remarks(),
    "replies": lambda r, p: r.replies(),
    "shown_goal": lambda r, p: r.shown_goal(),
    "next_massage": lambda r, p: r.next_massage(),
    "foresee": lambda r, p: r.foresee([CheckIn(leg_pain_nrs=1)]),
    "goal": lambda r, p: r.goal(),
    "past_goals": lambda r, p: r.past_goals(),
    "fair_tries": lambda r, p: r.fair_tries(),
    "running_tries": lambda r, p: r.running_tries(),
    "assignments_today": lambda r, p: r.assignments_today(),
    "fair_try": lambda r, p: [r.fair_try(one.try_id) for one in r.fair_tries()],
    "chances_of_try": lambda r, p: r.chances_of_try("habit", "leg-pain", 10, 3),
    "fair_try_answers": lambda r, p: r.fair_try_answers(),
    "entries_of_try": lambda r, p: [r.entries_of_try(one.fair_try.try_id) for one in r.fair_try_answers()],
}
# What a link never shows, whatever it names.
OWN_READS: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "calendar": lambda r, p: r.calendar(),
    "api_tokens": lambda r, p: r.api_tokens(),
    "paired_devices": lambda r, p: r.paired_devices(),
    "notice_choice": lambda r, p: r.notice_choice(),
    "notices": lambda r, p: r.notices(),
    "whole": lambda r, p: r.whole(),
    "shares": lambda r, p: r.shares(),
    "begin": lambda r, p: r.begin(),
}
WRITES: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "add": lambda r, p: r.add(CheckIn(leg_pain_nrs=1)),
    "edit": lambda r, p: r.edit(replace(p.entry, leg_pain_nrs=9), p.entry.version),
    "delete": lambda r, p: r.delete(p.entry),
    "undo": lambda r, p: r.undo(p.entry),
    "bring_in": lambda r, p: r.bring_in([CheckIn(leg_pain_nrs=1)]),
    "take_back": lambda r, p: r.take_back(r.bring_in([CheckIn(leg_pain_nrs=1)]).entries),
    "take_back_import": lambda r, p: (
        r.bring_in([CheckIn(leg_pain_nrs=1)]),
        r.take_back_import(r.recent_imports()[0]),
    ),
    "put_back": lambda r, p: r.put_back(r.bring_in([CheckIn(leg_pain_nrs=1)]).entries),
    "change_profile": lambda r, p: r.change_profile(replace(r.profile(), label="x"), 2),
    "answer_red_flags": lambda r, p: r.answer_red_flags(RedFlagAnswers(lifted="seen")),
    "set_goal": lambda r, p: r.set_goal(
        Goal(kind="pain", site="leg", target=2, by_date=TODAY + timedelta(days=60)), r.goal().version
    ),
    "drop_massage": lambda r, p: r.drop_massage(PLANNED.planned_id),
    "end_feed": lambda r, p: r.end_feed(),
    "give_feed": lambda r, p: r.give_feed("f" * 64),
    "give_api_token": lambda r, p: give_token(r),
    "begin_pairing": lambda r, p: r.begin_pairing("f" * 64),
    "end_device": lambda r, p: end_paired(r, p),
    "end_api_token": lambda r, p: r.end_api_token(give_token(r).token_id),
    "begin_notice_place": lambda r, p: r.begin_notice_place("ana@example.org", "f" * 64),
    "confirm_notice_place": lambda r, p: confirm_place(r),
    "choose_notices": lambda r, p: (confirm_place(r), r.choose_notices(("check-in",))),
    "end_notices": lambda r, p: (confirm_place(r), r.end_notices()),
    "plan_massages": lambda r, p: r.plan_massages((replace(PLANNED, planned_id=str(uuid4())),)),
    "plan_massage": lambda r, p: r.plan_massage(replace(PLANNED, planned_id=str(uuid4()))),
    "restore_archive": lambda r, p: r.restore_archive(
        WholeRecord(profile=Client(client_id="client"), entries=(CheckIn(leg_pain_nrs=1, version=1),))
    ),
    "put_off_questionnaire": lambda r, p: r.put_off_questionnaire("urn:example:four|1"),
    "reply": lambda r, p: r.reply(remark_to(r, p), "Better."),
    "choose_activity": lambda r, p: r.choose_activity("Swim"),
    "reword_activity": lambda r, p: r.reword_activity(chosen(r), "Cycle"),
    "end_activity": lambda r, p: r.end_activity(chosen(r)),
    "propose_fair_try": lambda r, p: r.propose_fair_try(habit_try(TODAY)),
    "agree_to_fair_try": lambda r, p: r.agree_to_fair_try(fit_to_begin(r)),
    "end_fair_try": lambda r, p: r.end_fair_try(fit_to_begin(r)),
    "say_not_kept": lambda r, p: not_kept(r),
    "set_reminders": lambda r, p: r.set_reminders(Reminders(test_weekday=None)),
    "agree_to_massage": lambda r, p: r.agree_to_massage(MassageSession(minutes=30)),
    "erase": lambda r, p: r.erase(),
}
PRESCRIBING: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "prescribe": lambda r, p: r.prescribe(PlanItem(exercise_id="bridge", written_by="")),
    "resume_plan_item": lambda r, p: r.resume_plan_item("x"),
    "end_plan_item": lambda r, p: r.end_plan_item("x"),
    "remark": lambda r, p: r.remark("Well done."),
}
# Where the client's link lets its keeper.
LOGGING: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "log_massage": lambda r, p: r.log_massage(MassageSession(minutes=30), is_another=True),
    "take_back_massage": lambda r, p: r.take_back_massage(
        r.log_massage(MassageSession(minutes=30), is_another=True)
    ),
}


def end_paired(record: ClientRecord, practice: Practice) -> bool:
    record.begin_pairing("e" * 64)
    device = practice.store.paired_devices.pair("e" * 64, "d" * 64, "Phone", clock.utc_now())
    return record.end_device(device.device_id)


def chosen(record: ClientRecord) -> str:
    """The id of the activity that is asked about; who only reads does not know it."""
    return next((one.activity_id for one in record.own_activities()), "")


def fit_to_begin(record: ClientRecord) -> str:
    """The id of a try that is proposed and can be begun; who only reads cannot make it so."""
    if not record.is_read_only:
        record.answer_red_flags(RedFlagAnswers(lifted="seen"))
        keep_diary(record)
        return record.propose_fair_try(habit_try(TODAY)).try_id
    return ""


def not_kept(record: ClientRecord) -> None:
    """Say of a part that it could not be kept, once it has come."""
    try_id = fit_to_begin(record)
    if not record.is_read_only:
        record.agree_to_fair_try(try_id)
        with pytest.raises(InvalidEntry):
            record.say_not_kept(try_id, 0)
    else:
        record.say_not_kept(try_id, 0)


def confirm_place(record: ClientRecord) -> None:
    record.begin_notice_place("ana@example.org", "f" * 64)
    record.confirm_notice_place("f" * 64)


def give_token(record: ClientRecord) -> ApiToken:
    token = ApiToken(
        client_id=record.client_id, label="x", scopes=("log",), ends_at=clock.utc_now() + timedelta(days=1)
    )
    record.give_api_token(token, token.token_id)
    return token


def remark_to(record: ClientRecord, practice: Practice) -> str:
    """The id of a remark that can be answered, written first where the record is one's own."""
    remark = Remark(words="Well done.", written_by=practice.robin.account_id)
    if not record.is_read_only:
        practice.store.remarks.add(record.client_id, remark)
    return remark.remark_id


def everything(store: Store) -> list[Any]:
    """All that is stored of clients, to see that nothing changed."""
    tables = ("client", *(f"v_{table.name}" for table in TABLES.values()), "own_activity", "entry_history",
              "entry_original", "red_flag_answers", "fair_try", "fair_try_not_kept", "calendar", "planned_massage", "record_extract", "goal",
              "home_plan", "own_plan_item", "remark", "remark_reply", "consent", "recent_import", "audit", "paired_device",
              "notice_choice", "notice")  # fmt: skip
    return [store.read(f"SELECT * FROM {table} ORDER BY 1, 2")[1] for table in tables]


def methods_of(record: type[ClientRecord]) -> set[str]:
    """Every public name of a record's class, whichever of its parts has it."""
    named = {name for part in record.__mro__[:-1] for name in vars(part) if not name.startswith("_")}
    rights = {"is_read_only", "can_prescribe", "can_log_massages", "can_propose_tries"}
    return named - rights - {"share_id", "together", "note"}


ROWS = {*READS, *OWN_READS, *WRITES, *PRESCRIBING, *LOGGING}


def test_the_table_names_every_method_of_a_record() -> None:
    assert methods_of(ClientRecord) == ROWS


@pytest.mark.parametrize("part", [one for one in ClientRecord.__mro__[:-1] if one is not ClientRecord])
def test_a_method_added_to_any_part_asks_for_its_row(part: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "peek", lambda self: self._store, raising=False)
    assert methods_of(ClientRecord) - ROWS == {"peek"}


def test_who_has_no_right_gets_no_record_at_all(practice: Practice) -> None:
    let_in = []
    for role, (opener, right) in ROLES.items():
        with suppress(AccessRefused):
            opener(practice)
            let_in.append(role)
        assert (role in let_in) is (right != NONE)


@pytest.mark.parametrize("role", [role for role, (_, right) in ROLES.items() if right != NONE])
def test_who_has_a_right_reads(practice: Practice, role: str) -> None:
    record = ROLES[role][0](practice)
    for read in READS.values():
        read(record, practice)
    assert record.entries()


@pytest.mark.parametrize("role", [role for role, (_, right) in ROLES.items() if right == WHOLE])
def test_the_whole_record_is_its_owners(practice: Practice, role: str) -> None:
    record = ROLES[role][0](practice)
    assert CANARY in repr(record.whole())
    assert record.calendar() is not None


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("role", [role for role, (_, right) in ROLES.items() if right == WHOLE])
def test_who_may_write_writes(practice: Practice, role: str, method: str) -> None:
    record = ROLES[role][0](practice)
    before = everything(practice.store)
    WRITES[method](record, practice)
    assert everything(practice.store) != before


@pytest.mark.parametrize("role", [role for role, (_, right) in ROLES.items() if right != NONE])
def test_who_may_not_write_changes_nothing(practice: Practice, role: str) -> None:
    opener, right = ROLES[role]
    record = opener(practice)
    before = everything(practice.store)
    for read in ({} if right == WHOLE else OWN_READS).values():
        with pytest.raises(AccessRefused):
            read(record, practice)
    for write in ({} if right == WHOLE else WRITES).values():
        with pytest.raises(AccessRefused):
            write(record, practice)
    for write in (LOGGING if right == KEEP else PRESCRIBING | LOGGING).values():
        with pytest.raises(AccessRefused):
            write(record, practice)
    assert everything(practice.store) == before


def test_no_method_of_bens_record_shows_or_changes_anything_of_anas(practice: Practice, ben: Account) -> None:
    record = ClientRecord(practice.store, actor_of(ben), ben.account_id)
    before = [row for table in everything(practice.store) for row in table if practice.ana.account_id in row]
    for method in (READS | OWN_READS | WRITES | PRESCRIBING | LOGGING).values():
        try:
            shown = repr(method(record, practice))
        except TrackerError as refused:
            shown = refused.sentence
        assert CANARY not in shown
    after = [row for table in everything(practice.store) for row in table if practice.ana.account_id in row]
    assert after == before


# What a link shows


@pytest.mark.parametrize(
    "fields",
    [(one,) for one in FIELDS if one not in ("symptoms", "places")]
    + [("pain", "symptoms"), ("pain", "places"), FIELDS],
)
def test_a_link_shows_what_it_names_and_nothing_else(practice: Practice, fields: tuple[str, ...]) -> None:
    record = as_("holder", lambda p: p.link(fields=fields))(practice)
    kinds = {entry.kind for entry in record.entries()}
    assert (CheckIn.kind in kinds) is ("pain" in fields)
    assert (SitAndReachTest.kind in kinds) is ("flexibility" in fields)
    assert (MassageSession.kind in kinds) is ("massage" in fields)
    assert (ActivityRating.kind in kinds) is (OverallChange.kind in kinds) is ("activities" in fields)
    assert record.own_activities() == ()
    assert (Event.kind in kinds) is ("events" in fields)
    assert (MedicineTaken.kind in kinds) is ("medicines" in fields)
    shown = repr(
        [record.entries(), *(record.rows(kind) for kind in KINDS), *(record.latest(kind) for kind in KINDS)]
    )
    assert (CANARY in shown) is ("notes" in fields and len(fields) > 1)
    assert (QuestionnaireAnswers.kind in kinds) is ("questionnaires" in fields)
    assert ("And the tub?" in shown) is ("questionnaires" in fields)
    assert ("Injection" in shown) is ("events" in fields)
    assert ("Ibuprofen" in shown) is ("medicines" in fields)
    assert ("bridge" in shown) is ("symptoms" in fields)
    assert ("left_shin" in shown) is ("places" in fields)
    assert (record.red_flags().tier is not None) is ("symptoms" in fields)
    assert (record.profile().birth_year is not None) is ("flexibility" in fields)
    assert bool(record.daily_pain(ALWAYS)) is ("pain" in fields)
    assert (record.next_massage() is not None) is ("plans" in fields)
    assert (record.shown_goal() is not None) is ("plans" in fields)
    assert (record.first_pain_day("leg_pain_nrs") is not None) is ("pain" in fields)
    if "pain" not in fields:
        with pytest.raises(UnknownEntry):
            record.entry(practice.entry.kind, practice.entry.entry_id)
    assert (record.deleted(), record.past_versions(practice.entry)) == ((), ())


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ({}, {TODAY, LONG_AGO}),
        ({"rolling_days": 30}, {TODAY}),
        ({"first_day": LONG_AGO, "last_day": LONG_AGO}, {LONG_AGO}),
        ({"first_day": LONG_AGO + timedelta(days=1)}, {TODAY}),
        ({"last_day": TODAY - timedelta(days=1)}, {LONG_AGO}),
        ({"first_day": LONG_AGO + timedelta(days=1), "last_day": TODAY - timedelta(days=1)}, set()),
    ],
)
def test_a_link_shows_its_days_and_no_others(
    practice: Practice, dates: dict[str, Any], days: set[Any]
) -> None:
    record = as_("holder", lambda p: p.link(**dates))(practice)
    assert {entry.on_date for entry in record.entries()} == days
    assert {row[1] for kind in KINDS for row in record.rows(kind)[1]} == {day.isoformat() for day in days}
    assert {day for day, _, _ in record.daily_pain(ALWAYS)} == {day.isoformat() for day in days}
    assert (record.first_day(), record.last_day()) == (min(days, default=None), max(days, default=None))
    assert record.first_pain_day("leg_pain_nrs") == min(days, default=None)
    latest = record.latest(CheckIn.kind)
    assert (latest.on_date if latest else None) == max(days, default=None)
    assert record.entries(period=latest_days(3, LONG_AGO - timedelta(days=5))) == ()
    assert (
        record.rows(CheckIn.kind, Period(LONG_AGO - timedelta(days=9), LONG_AGO - timedelta(days=1)))[1] == []
    )
    if TODAY in days:
        assert record.entry(CheckIn.kind, practice.entry.entry_id).on_date == TODAY
    else:
        with pytest.raises(UnknownEntry):
            record.entry(CheckIn.kind, practice.entry.entry_id)


def test_warning_signs_of_other_days_stay_hidden_and_a_lifted_one_is_never_shown(
    store: Store, ana: Account
) -> None:
    record = ClientRecord(store, actor_of(ana), ana.account_id)
    record.answer_red_flags(RedFlagAnswers(answers={"saddle": "yes", "bowel": "no"}, on_date=LONG_AGO))
    past, _ = shared(store, ana, first_day=LONG_AGO, last_day=LONG_AGO)
    before, _ = shared(store, ana, last_day=LONG_AGO - timedelta(days=1))
    rolling, _ = shared(store, ana, rolling_days=14)

    def seen(share: ShareLink) -> list[str]:
        reader = ClientRecord(store, holder_of(share), ana.account_id, share=share)
        return [flag.flag_id for flag in reader.red_flags().present]

    assert (seen(past), seen(before), seen(rolling)) == (["saddle"], [], ["saddle"]), "today it still stands"
    record.answer_red_flags(RedFlagAnswers(answers={"bladder": "yes"}))
    assert (seen(past), seen(before)) == (["saddle"], [])
    record.answer_red_flags(RedFlagAnswers(lifted="seen"))
    assert (seen(past), seen(before), seen(rolling)) == ([], [], [])


def test_the_answers_to_a_link_cannot_be_wider_than_what_is_stored_of_its_client(practice: Practice) -> None:
    record = as_("robin", Practice.kept_link)(practice)
    assert record.is_read_only
    assert record.can_prescribe
    assert {entry.entry_id for entry in record.entries()} <= {
        entry.entry_id for entry in as_("ana")(practice).entries()
    }


# Plan and remarks


def test_plan_and_remarks_reach_the_client_with_who_wrote_them(practice: Practice) -> None:
    therapist, client = as_("robin", Practice.kept_link)(practice), as_("ana")(practice)
    therapist.prescribe(PlanItem(exercise_id="bridge", written_by="forged", days_a_week=3, note="slowly"))
    therapist.prescribe(PlanItem(exercise_id="calf_stretch", written_by="", hold_s=30))
    therapist.remark("Well done.")
    first, second = sorted(client.home_plan(), key=lambda item: item.exercise_id)
    assert (first.exercise_id, first.days_a_week, first.note) == ("bridge", 3, "slowly")
    assert {first.written_by, second.written_by} == {practice.robin.account_id}
    assert [(one.words, one.written_by) for one in client.remarks()] == [
        ("Well done.", practice.robin.account_id)
    ]
    therapist.end_plan_item(first.item_id)
    assert client.home_plan() == therapist.home_plan() == (second,)
    holder = as_("holder", Practice.link)(practice)
    assert (holder.home_plan(), holder.remarks()) == ((), ())


def test_a_therapist_reads_their_own_remarks_only(practice: Practice, sam: Account) -> None:
    as_("robin", Practice.kept_link)(practice).remark("From Robin.")
    link = practice.link()
    keep_share(practice.store, sam, link)
    sams = ClientRecord(practice.store, actor_of(sam), practice.ana.account_id, share=practice.now(link))
    sams.remark("From Sam.")
    assert [one.words for one in sams.remarks()] == ["From Sam."]
    assert len(as_("ana")(practice).remarks()) == 2


def test_a_link_ended_while_the_therapist_writes_takes_no_more(practice: Practice) -> None:
    link = practice.kept_link()
    record = ClientRecord(practice.store, actor_of(practice.robin), practice.ana.account_id, share=link)
    practice.ended(link)
    before = everything(practice.store)
    for method in PRESCRIBING.values():
        with pytest.raises(AccessRefused):
            method(record, practice)
    assert everything(practice.store) == before


def test_an_empty_remark_is_refused_and_leaves_no_line(practice: Practice) -> None:
    record = as_("robin", Practice.kept_link)(practice)
    lines = len(practice.store.audit.of_client(practice.ana.account_id))
    with pytest.raises(TrackerError, match="missing"):
        record.remark("  ")
    assert len(practice.store.audit.of_client(practice.ana.account_id)) == lines


def test_who_only_reads_takes_no_import_back_and_puts_none_back(practice: Practice) -> None:
    record = as_("holder", Practice.link)(practice)
    for act in (record.take_back, record.put_back):
        with pytest.raises(AccessRefused):
            act([practice.entry])


# Consent


def test_nothing_is_kept_before_consent(store: Store) -> None:
    cleo = sign_up(store, "cleo", "a long walk by the river")
    record = ClientRecord(store, actor_of(cleo), cleo.account_id, needs_consent=True)
    for attempt in (
        lambda: record.add(CheckIn(leg_pain_nrs=1)),
        lambda: record.bring_in([CheckIn(leg_pain_nrs=1)]),
        lambda: record.answer_red_flags(RedFlagAnswers()),
        lambda: record.edit(CheckIn(leg_pain_nrs=1), 1),
    ):
        with pytest.raises(ConsentMissing):
            attempt()
    assert record.entries() == ()
    store.consents.give(cleo.account_id, "c1", "2026-11", clock.utc_now())
    assert record.add(CheckIn(leg_pain_nrs=1)).is_new
    store.consents.withdraw(cleo.account_id, clock.utc_now())
    with pytest.raises(ConsentMissing):
        record.add(CheckIn(leg_pain_nrs=1))
    assert len(record.entries()) == 1, "one's own record stays readable, and can be taken out or erased"
    record.erase()
    assert OPERATOR.role == "operator"
