"""Who may do what with a record: every role, every method, every standing of their link, as one table."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.fair_tries import habit_try, keep_diary
from tests.invented_questionnaires import FOUR, answers_to
from tests.practice import shared
from tests.set_clock import SetClock
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
from tracker.record.access import RecordNoun
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
    kept = [record.entries.add(entry).entry for entry in entries]
    record.entries.edit(replace(kept[0], leg_pain_nrs=5), 1)  # type: ignore[call-arg]
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=TODAY))
    record.planned_massages.add(PLANNED)
    record.goals.set(GOAL, 0)
    record.calendar.give_feed("e" * 64)
    record.own_activities.choose("Walk")
    profile = record.profile.get()
    record.profile.edit(replace(profile, label=CANARY, birth_year=1980, sex="female"), profile.version)
    changed = record.entries.get(CheckIn.kind, kept[0].entry_id)
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
    "profile.get": lambda r, p: r.profile.get(),
    "entries.get": lambda r, p: r.entries.get(p.entry.kind, p.entry.entry_id),
    "entries.all": lambda r, p: r.entries.all(),
    "entries.of": lambda r, p: r.entries.of(CheckIn),
    "entries.latest": lambda r, p: r.entries.latest(CheckIn.kind),
    "entries.first_day": lambda r, p: r.entries.first_day(),
    "entries.revision": lambda r, p: r.entries.revision(),
    "entries.last_day": lambda r, p: r.entries.last_day(),
    "entries.first_days_with": lambda r, p: r.entries.first_days_with("leg_pain_nrs"),
    "entries.daily_course": lambda r, p: r.entries.daily_course(ALWAYS),
    "questionnaires.has_put_off": lambda r, p: r.questionnaires.has_put_off(
        "urn:example:four|1", timedelta(days=7)
    ),
    "massages_given.to_look_at": lambda r, p: r.massages_given.to_look_at(),
    "entries.flare_days": lambda r, p: r.entries.flare_days(clock.today(), 5),
    "entries.deleted": lambda r, p: r.entries.deleted(),
    "imports.originals": lambda r, p: r.imports.originals(p.entry),
    "imports.recent": lambda r, p: r.imports.recent(),
    "entries.past_versions": lambda r, p: r.entries.past_versions(p.entry),
    "entries.rows": lambda r, p: [r.entries.rows(kind) for kind in KINDS],
    "planned_massages.all": lambda r, p: r.planned_massages.all(),
    "own_activities.all": lambda r, p: r.own_activities.all(),
    "warning_signs.answers": lambda r, p: r.warning_signs.answers(),
    "warning_signs.state": lambda r, p: r.warning_signs.state(),
    "home_plan.current": lambda r, p: r.home_plan.current(),
    "remarks.all": lambda r, p: r.remarks.all(),
    "remarks.replies": lambda r, p: r.remarks.replies(),
    "goals.shown": lambda r, p: r.goals.shown(),
    "planned_massages.next": lambda r, p: r.planned_massages.next(),
    "imports.foresee": lambda r, p: r.imports.foresee([CheckIn(leg_pain_nrs=1)]),
    "goals.current": lambda r, p: r.goals.current(),
    "goals.versions": lambda r, p: r.goals.versions(),
    "fair_tries.all": lambda r, p: r.fair_tries.all(),
    "fair_tries.running": lambda r, p: r.fair_tries.running(),
    "fair_tries.assignments_today": lambda r, p: r.fair_tries.assignments_today(),
    "fair_tries.get": lambda r, p: [r.fair_tries.get(one.try_id) for one in r.fair_tries.all()],
    "fair_tries.chances": lambda r, p: r.fair_tries.chances("habit", "leg-pain", 10, 3),
    "fair_tries.answers": lambda r, p: r.fair_tries.answers(),
    "fair_tries.entries_of": lambda r, p: [
        r.fair_tries.entries_of(one.fair_try.try_id) for one in r.fair_tries.answers()
    ],
}
# What a link never shows, whatever it names.
OWN_READS: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "calendar.get": lambda r, p: r.calendar.get(),
    "api_tokens.all": lambda r, p: r.api_tokens.all(),
    "paired_devices.all": lambda r, p: r.paired_devices.all(),
    "notices.choice": lambda r, p: r.notices.choice(),
    "notices.latest": lambda r, p: r.notices.latest(),
    "archive.whole": lambda r, p: r.archive.whole(),
    "shares": lambda r, p: r.shares(),
    "begin": lambda r, p: r.begin(),
}
WRITES: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "entries.add": lambda r, p: r.entries.add(CheckIn(leg_pain_nrs=1)),
    "entries.edit": lambda r, p: r.entries.edit(replace(p.entry, leg_pain_nrs=9), p.entry.version),
    "entries.delete": lambda r, p: r.entries.delete(p.entry),
    "entries.undo": lambda r, p: r.entries.undo(p.entry),
    "imports.bring_in": lambda r, p: r.imports.bring_in([CheckIn(leg_pain_nrs=1)]),
    "imports.take_back": lambda r, p: r.imports.take_back(
        r.imports.bring_in([CheckIn(leg_pain_nrs=1)]).entries
    ),
    "imports.take_back_recent": lambda r, p: (
        r.imports.bring_in([CheckIn(leg_pain_nrs=1)]),
        r.imports.take_back_recent(r.imports.recent()[0]),
    ),
    "imports.put_back": lambda r, p: r.imports.put_back(
        r.imports.bring_in([CheckIn(leg_pain_nrs=1)]).entries
    ),
    "profile.edit": lambda r, p: r.profile.edit(replace(r.profile.get(), label="x"), 2),
    "warning_signs.answer": lambda r, p: r.warning_signs.answer(RedFlagAnswers(lifted="seen")),
    "goals.set": lambda r, p: r.goals.set(
        Goal(kind="pain", site="leg", target=2, by_date=TODAY + timedelta(days=60)), r.goals.current().version
    ),
    "planned_massages.remove": lambda r, p: r.planned_massages.remove(PLANNED.planned_id),
    "calendar.end_feed": lambda r, p: r.calendar.end_feed(),
    "calendar.give_feed": lambda r, p: r.calendar.give_feed("f" * 64),
    "api_tokens.add": lambda r, p: give_token(r),
    "paired_devices.begin_pairing": lambda r, p: r.paired_devices.begin_pairing("f" * 64),
    "paired_devices.end": lambda r, p: end_paired(r, p),
    "api_tokens.end": lambda r, p: r.api_tokens.end(give_token(r).token_id),
    "notices.begin_place": lambda r, p: r.notices.begin_place("ana@example.org", "f" * 64),
    "notices.confirm_place": lambda r, p: confirm_place(r),
    "notices.choose": lambda r, p: (confirm_place(r), r.notices.choose(("check-in",))),
    "notices.end": lambda r, p: (confirm_place(r), r.notices.end()),
    "planned_massages.replace": lambda r, p: r.planned_massages.replace(
        (replace(PLANNED, planned_id=str(uuid4())),)
    ),
    "planned_massages.add": lambda r, p: r.planned_massages.add(replace(PLANNED, planned_id=str(uuid4()))),
    "archive.restore": lambda r, p: r.archive.restore(
        WholeRecord(profile=Client(client_id="client"), entries=(CheckIn(leg_pain_nrs=1, version=1),))
    ),
    "questionnaires.put_off": lambda r, p: r.questionnaires.put_off("urn:example:four|1"),
    "remarks.reply": lambda r, p: r.remarks.reply(remark_to(r, p), "Better."),
    "own_activities.choose": lambda r, p: r.own_activities.choose("Swim"),
    "own_activities.reword": lambda r, p: r.own_activities.reword(chosen(r), "Cycle"),
    "own_activities.end": lambda r, p: r.own_activities.end(chosen(r)),
    "fair_tries.propose": lambda r, p: r.fair_tries.propose(habit_try(TODAY)),
    "fair_tries.agree": lambda r, p: r.fair_tries.agree(fit_to_begin(r)),
    "fair_tries.end": lambda r, p: r.fair_tries.end(fit_to_begin(r)),
    "fair_tries.say_not_kept": lambda r, p: not_kept(r),
    "calendar.set_reminders": lambda r, p: r.calendar.set_reminders(Reminders(test_weekday=None)),
    "massages_given.agree": lambda r, p: r.massages_given.agree(MassageSession(minutes=30)),
    "erase": lambda r, p: r.erase(),
}
PRESCRIBING: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "home_plan.add": lambda r, p: r.home_plan.add(PlanItem(exercise_id="bridge", written_by="")),
    "home_plan.resume": lambda r, p: r.home_plan.resume("x"),
    "home_plan.end": lambda r, p: r.home_plan.end("x"),
    "remarks.add": lambda r, p: r.remarks.add("Well done."),
}
# Where the client's link lets its keeper.
LOGGING: dict[str, Callable[[ClientRecord, Practice], Any]] = {
    "massages_given.log": lambda r, p: r.massages_given.log(MassageSession(minutes=30), is_another=True),
    "massages_given.take_back": lambda r, p: r.massages_given.take_back(
        r.massages_given.log(MassageSession(minutes=30), is_another=True)
    ),
}


def end_paired(record: ClientRecord, practice: Practice) -> bool:
    record.paired_devices.begin_pairing("e" * 64)
    device = practice.store.paired_devices.pair("e" * 64, "d" * 64, "Phone", clock.utc_now())
    return record.paired_devices.end(device.device_id)


def chosen(record: ClientRecord) -> str:
    """The id of the activity that is asked about; who only reads does not know it."""
    return next((one.activity_id for one in record.own_activities.all()), "")


def fit_to_begin(record: ClientRecord) -> str:
    """The id of a try that is proposed and can be begun; who only reads cannot make it so."""
    if not record.is_read_only:
        record.warning_signs.answer(RedFlagAnswers(lifted="seen"))
        keep_diary(record)
        return record.fair_tries.propose(habit_try(TODAY)).try_id
    return ""


def not_kept(record: ClientRecord) -> None:
    """Say of a part that it could not be kept, once it has come."""
    try_id = fit_to_begin(record)
    if not record.is_read_only:
        record.fair_tries.agree(try_id)
        with pytest.raises(InvalidEntry):
            record.fair_tries.say_not_kept(try_id, 0)
    else:
        record.fair_tries.say_not_kept(try_id, 0)


def confirm_place(record: ClientRecord) -> None:
    record.notices.begin_place("ana@example.org", "f" * 64)
    record.notices.confirm_place("f" * 64)


def give_token(record: ClientRecord) -> ApiToken:
    token = ApiToken(
        client_id=record.client_id, label="x", scopes=("log",), ends_at=clock.utc_now() + timedelta(days=1)
    )
    record.api_tokens.add(token, token.token_id)
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


def methods_of(record: ClientRecord) -> set[str]:
    """Every public name of a record, and of each of its nouns: "goals.set"."""
    nouns = {name: type(value) for name, value in vars(record).items() if isinstance(value, RecordNoun)}
    named = {f"{name}.{method}" for name, noun in nouns.items() for method in public(noun)}
    return (named | public(ClientRecord)) - RIGHTS - {"share_id", "together", "note"}


def public(noun: type) -> set[str]:
    return {name for name in vars(noun) if not name.startswith("_")}


RIGHTS = {"is_read_only", "can_prescribe", "can_log_massages", "fair_tries.can_propose"}
ROWS = {*READS, *OWN_READS, *WRITES, *PRESCRIBING, *LOGGING}


def test_the_table_names_every_method_of_a_record(record: ClientRecord) -> None:
    assert methods_of(record) == ROWS
    others = {name for name, value in vars(record).items() if not isinstance(value, RecordNoun)}
    assert others == {"_access", "actor", "client_id", "scope"}


@pytest.mark.parametrize("noun", [ClientRecord, *RecordNoun.__subclasses__()])
def test_a_method_added_to_any_noun_asks_for_its_row(
    record: ClientRecord, noun: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noun, "peek", lambda self: self._access.store, raising=False)
    (unknown,) = methods_of(record) - ROWS
    assert unknown.rpartition(".")[2] == "peek"


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
    assert record.entries.all()


@pytest.mark.parametrize("role", [role for role, (_, right) in ROLES.items() if right == WHOLE])
def test_the_whole_record_is_its_owners(practice: Practice, role: str) -> None:
    record = ROLES[role][0](practice)
    assert CANARY in repr(record.archive.whole())
    assert record.calendar.get() is not None


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
    kinds = {entry.kind for entry in record.entries.all()}
    assert (CheckIn.kind in kinds) is ("pain" in fields)
    assert (SitAndReachTest.kind in kinds) is ("flexibility" in fields)
    assert (MassageSession.kind in kinds) is ("massage" in fields)
    assert (ActivityRating.kind in kinds) is (OverallChange.kind in kinds) is ("activities" in fields)
    assert record.own_activities.all() == ()
    assert (Event.kind in kinds) is ("events" in fields)
    assert (MedicineTaken.kind in kinds) is ("medicines" in fields)
    shown = repr(
        [
            record.entries.all(),
            *(record.entries.rows(kind) for kind in KINDS),
            *(record.entries.latest(kind) for kind in KINDS),
        ]
    )
    assert (CANARY in shown) is ("notes" in fields and len(fields) > 1)
    assert (QuestionnaireAnswers.kind in kinds) is ("questionnaires" in fields)
    assert ("And the tub?" in shown) is ("questionnaires" in fields)
    assert ("Injection" in shown) is ("events" in fields)
    assert ("Ibuprofen" in shown) is ("medicines" in fields)
    assert ("bridge" in shown) is ("symptoms" in fields)
    assert ("left_shin" in shown) is ("places" in fields)
    assert (record.warning_signs.state().tier is not None) is ("symptoms" in fields)
    assert (record.profile.get().birth_year is not None) is ("flexibility" in fields)
    assert bool(record.entries.daily_course(ALWAYS)) is ("pain" in fields)
    assert (record.planned_massages.next() is not None) is ("plans" in fields)
    assert (record.goals.shown() is not None) is ("plans" in fields)
    assert bool(record.entries.first_days_with("leg_pain_nrs")) is ("pain" in fields)
    if "pain" not in fields:
        with pytest.raises(UnknownEntry):
            record.entries.get(practice.entry.kind, practice.entry.entry_id)
    assert (record.entries.deleted(), record.entries.past_versions(practice.entry)) == ((), ())


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
    assert {entry.on_date for entry in record.entries.all()} == days
    assert {row[1] for kind in KINDS for row in record.entries.rows(kind)[1]} == {
        day.isoformat() for day in days
    }
    assert {row[0] for row in record.entries.daily_course(ALWAYS)} == {day.isoformat() for day in days}
    assert (record.entries.first_day(), record.entries.last_day()) == (
        min(days, default=None),
        max(days, default=None),
    )
    assert record.entries.first_days_with("leg_pain_nrs", "back_pain_nrs") == tuple(sorted(days)[:1])
    latest = record.entries.latest(CheckIn.kind)
    assert (latest.on_date if latest else None) == max(days, default=None)
    assert record.entries.all(period=latest_days(3, LONG_AGO - timedelta(days=5))) == ()
    assert (
        record.entries.rows(CheckIn.kind, Period(LONG_AGO - timedelta(days=9), LONG_AGO - timedelta(days=1)))[
            1
        ]
        == []
    )
    if TODAY in days:
        assert record.entries.get(CheckIn.kind, practice.entry.entry_id).on_date == TODAY
    else:
        with pytest.raises(UnknownEntry):
            record.entries.get(CheckIn.kind, practice.entry.entry_id)


def test_warning_signs_of_other_days_stay_hidden_and_a_lifted_one_is_never_shown(
    store: Store, ana: Account
) -> None:
    record = ClientRecord(store, actor_of(ana), ana.account_id)
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes", "bowel": "no"}, on_date=LONG_AGO))
    past, _ = shared(store, ana, first_day=LONG_AGO, last_day=LONG_AGO)
    before, _ = shared(store, ana, last_day=LONG_AGO - timedelta(days=1))
    rolling, _ = shared(store, ana, rolling_days=14)

    def seen(share: ShareLink) -> list[str]:
        reader = ClientRecord(store, holder_of(share), ana.account_id, share=share)
        return [flag.flag_id for flag in reader.warning_signs.state().present]

    assert (seen(past), seen(before), seen(rolling)) == (["saddle"], [], ["saddle"]), "today it still stands"
    record.warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
    assert (seen(past), seen(before)) == (["saddle"], [])
    record.warning_signs.answer(RedFlagAnswers(lifted="seen"))
    assert (seen(past), seen(before), seen(rolling)) == ([], [], [])


def test_the_answers_to_a_link_cannot_be_wider_than_what_is_stored_of_its_client(practice: Practice) -> None:
    record = as_("robin", Practice.kept_link)(practice)
    assert record.is_read_only
    assert record.can_prescribe
    assert {entry.entry_id for entry in record.entries.all()} <= {
        entry.entry_id for entry in as_("ana")(practice).entries.all()
    }


# Plan and remarks


def test_plan_and_remarks_reach_the_client_with_who_wrote_them(practice: Practice) -> None:
    therapist, client = as_("robin", Practice.kept_link)(practice), as_("ana")(practice)
    therapist.home_plan.add(PlanItem(exercise_id="bridge", written_by="forged", days_a_week=3, note="slowly"))
    therapist.home_plan.add(PlanItem(exercise_id="calf_stretch", written_by="", hold_s=30))
    therapist.remarks.add("Well done.")
    first, second = sorted(client.home_plan.current(), key=lambda item: item.exercise_id)
    assert (first.exercise_id, first.days_a_week, first.note) == ("bridge", 3, "slowly")
    assert {first.written_by, second.written_by} == {practice.robin.account_id}
    assert [(one.words, one.written_by) for one in client.remarks.all()] == [
        ("Well done.", practice.robin.account_id)
    ]
    therapist.home_plan.end(first.item_id)
    assert client.home_plan.current() == therapist.home_plan.current() == (second,)
    holder = as_("holder", Practice.link)(practice)
    assert (holder.home_plan.current(), holder.remarks.all()) == ((), ())


def test_a_therapist_reads_their_own_remarks_only(practice: Practice, sam: Account) -> None:
    as_("robin", Practice.kept_link)(practice).remarks.add("From Robin.")
    link = practice.link()
    keep_share(practice.store, sam, link)
    sams = ClientRecord(practice.store, actor_of(sam), practice.ana.account_id, share=practice.now(link))
    sams.remarks.add("From Sam.")
    assert [one.words for one in sams.remarks.all()] == ["From Sam."]
    assert len(as_("ana")(practice).remarks.all()) == 2


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
        record.remarks.add("  ")
    assert len(practice.store.audit.of_client(practice.ana.account_id)) == lines


def test_who_only_reads_takes_no_import_back_and_puts_none_back(practice: Practice) -> None:
    record = as_("holder", Practice.link)(practice)
    for act in (record.imports.take_back, record.imports.put_back):
        with pytest.raises(AccessRefused):
            act([practice.entry])


# Consent


def test_nothing_is_kept_before_consent(store: Store) -> None:
    cleo = sign_up(store, "cleo", "a long walk by the river")
    record = ClientRecord(store, actor_of(cleo), cleo.account_id, needs_consent=True)
    for attempt in (
        lambda: record.entries.add(CheckIn(leg_pain_nrs=1)),
        lambda: record.imports.bring_in([CheckIn(leg_pain_nrs=1)]),
        lambda: record.warning_signs.answer(RedFlagAnswers()),
        lambda: record.entries.edit(CheckIn(leg_pain_nrs=1), 1),
    ):
        with pytest.raises(ConsentMissing):
            attempt()
    assert record.entries.all() == ()
    store.consents.give(cleo.account_id, "c1", "2026-11", clock.utc_now())
    assert record.entries.add(CheckIn(leg_pain_nrs=1)).is_new
    store.consents.withdraw(cleo.account_id, clock.utc_now())
    with pytest.raises(ConsentMissing):
        record.entries.add(CheckIn(leg_pain_nrs=1))
    assert len(record.entries.all()) == 1, "one's own record stays readable, and can be taken out or erased"
    record.erase()
    assert OPERATOR.role == "operator"


READERS_ZONES = ("", "Etc/GMT+12", "America/Los_Angeles", "UTC", "Pacific/Auckland", "Etc/GMT-14")


@pytest.mark.parametrize("readers_zone", READERS_ZONES)
@pytest.mark.parametrize("practices_zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_the_latest_days_of_a_link_are_the_practices_whatever_zone_its_reader_says(
    day: SetClock, store: Store, ana: Account, practices_zone: str, readers_zone: str
) -> None:
    """A cookie of the reader's moved them a day back, to one that was not shared."""
    day.set(day.day + timedelta(days=1), hour=3)
    clock.use_practice_zone(practices_zone)
    clock.use_zone(practices_zone)
    days = [clock.today() - timedelta(days=ago) for ago in range(3)]
    for on_date in days:
        store_entry(store, ana, on_date)
    link, _ = shared(store, ana, rolling_days=1)
    until_yesterday, _ = shared(store, ana, last_day=days[1])
    own = ClientRecord(store, actor_of(ana), ana.account_id)
    own.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=days[1]))
    own.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes", "bladder": "yes"}, on_date=days[0]))
    clock.use_zone(readers_zone)
    reader, of_days_gone_by = (
        ClientRecord(store, holder_of(share), ana.account_id, share=share)
        for share in (link, until_yesterday)
    )
    assert [entry.on_date for entry in reader.entries.all()] == days[:1]
    assert [flag.flag_id for flag in of_days_gone_by.warning_signs.state().present] == ["saddle"]
    assert len(reader.warning_signs.state().present) == 2


def test_what_a_client_logs_where_it_is_later_is_among_the_latest_days(
    day: SetClock, store: Store, ana: Account
) -> None:
    clock.use_practice_zone("UTC")
    clock.use_zone("Pacific/Auckland")
    day.set(day.day, hour=13)
    assert clock.today() > day.day
    store_entry(store, ana, clock.today())
    link, _ = shared(store, ana, rolling_days=1)
    clock.use_zone("Etc/GMT+12")
    reader = ClientRecord(store, holder_of(link), ana.account_id, share=link)
    assert len(reader.entries.all()) == 1


def store_entry(store: Store, client: Account, on_date: date) -> None:
    ClientRecord(store, actor_of(client), client.account_id).entries.add(
        CheckIn(on_date=on_date, leg_pain_nrs=3)
    )
