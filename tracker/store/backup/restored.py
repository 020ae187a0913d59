"""Bringing a whole record back: what is new is added, what is here is left as it is, and no door is opened."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from tracker import clock
from tracker.domain import limits
from tracker.domain.api_token import SOURCE
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.home_plan import Remark
from tracker.domain.own_activity import OwnActivity
from tracker.domain.planned_massage import PlannedMassage, room_for_planned
from tracker.domain.red_flags import RedFlagAnswers
from tracker.store.clients import client_row
from tracker.store.entry_history import history_row
from tracker.store.goals import GoalVersion, goal_row
from tracker.store.home_plan import plan_row
from tracker.store.schema.tables import KINDS, TABLES, instant_text
from tracker.store.store import Store
from tracker.store.transaction import one_transaction
from tracker.store.whole_record import ELSEWHERE, OWNER, Extract, WholePlanItem, WholeRecord, own_extracts


@dataclass(frozen=True)
class Restored:
    """What became of the pieces of a whole record: added, already there, and deleted here before (left so)."""

    added: int
    already_there: int
    deleted_here: int


@one_transaction
def restore_record(store: Store, client_id: str, whole: WholeRecord) -> Restored:
    """Add what a whole record has and a client has not, all or nothing; raises UnknownClient or NotSaved.

    An entry that is known here, deleted or not, keeps its values, history and originals. The profile, goals
    and own activities are taken only where there are none. Extracts are kept to be read and have no force.
    """
    _restore_profile(store, client_id, whole)
    deleted_here, added = _restore_entries(store, client_id, whole)
    added += _restore_goals(store, client_id, whole.goals)
    added += _restore_answers(store, client_id, whole.red_flag_answers)
    added += sum([_restore_plan_item(store, client_id, item) for item in whole.home_plan])
    added += sum([_restore_remark(store, client_id, remark) for remark in whole.remarks])
    added += sum([store.remarks.add_reply(client_id, reply) for reply in whole.replies])
    added += _restore_planned(store, client_id, whole.planned_massages)
    if whole.reminders is not None and store.calendar.get(client_id) is None:
        store.calendar.set_reminders(client_id, whole.reminders, whole.profile.created_at)
    added += _restore_own_activities(store, client_id, whole.own_activities)
    added += sum([_restore_fair_try(store, client_id, fair_try) for fair_try in whole.fair_tries])
    _restore_extracts(store, client_id, whole.extracts)
    pieces = (
        *whole.goals,
        *whole.red_flag_answers,
        *whole.home_plan,
        *whole.remarks,
        *whole.replies,
        *whole.planned_massages,
        *whole.own_activities,
        *whole.fair_tries,
    )
    total = len(pieces) + len({(entry.kind, entry.entry_id) for entry in entries_ever(whole)})
    return Restored(added, total - added - deleted_here, deleted_here)


def _restore_profile(store: Store, client_id: str, whole: WholeRecord) -> None:
    profile = store.clients.get(client_id)
    if (
        profile.version > 1
        or profile.label
        or profile.birth_year
        or profile.sex
        or profile.massage_precautions
    ):
        return
    row = client_row(replace(whole.profile, client_id=client_id))
    changes = ", ".join(f"{name} = :{name}" for name in row if name != "client_id")
    store.write(f"UPDATE client SET {changes} WHERE client_id = :client_id", **row)


def _restore_entries(store: Store, client_id: str, whole: WholeRecord) -> tuple[int, int]:
    """Return how many entries were deleted here before, and how many were added."""
    now_here, ever_here = _entry_ids_here(store, client_id)
    of_archive = {(stored_entry.kind, stored_entry.entry_id) for stored_entry in entries_ever(whole)}
    new = of_archive - ever_here
    limits.room_for(len(new), len(ever_here), limits.most_brought_back())
    # Many at a time: everybody else's saves wait meanwhile.
    for kind in KINDS:
        table = TABLES[kind]
        of_kind = [entry for entry in whole.entries if entry.kind == kind and (kind, entry.entry_id) in new]
        store.insert_many(table.name, [{**table.row(entry), "client_id": client_id} for entry in of_kind])
    history = [past for past in whole.history if (past.entry.kind, past.entry.entry_id) in new]
    by_whom = [
        # A program is the same door everywhere.
        past if past.changed_by == SOURCE else replace(past, changed_by=_id_here(past.changed_by, client_id))
        for past in history
    ]
    store.insert_many("entry_history", [history_row(client_id, past) for past in by_whom])
    new_ids = {entry_id for _, entry_id in new}
    store.originals.add(client_id, [original for original in whole.originals if original.entry_id in new_ids])
    living = {(stored_entry.kind, stored_entry.entry_id) for stored_entry in whole.entries}
    return len(living & ever_here - now_here), len(new)


def _entry_ids_here(store: Store, client_id: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    now = {(kind, entry_id) for kind in KINDS for entry_id in store.entries.ids(client_id, kind)}
    past = store.read(
        "SELECT DISTINCT kind, entry_id FROM entry_history WHERE client_id = :client_id",
        client_id=client_id,
    )[1]
    return now, now | {(kind, entry_id) for kind, entry_id in past}


def _restore_goals(store: Store, client_id: str, goals: tuple[GoalVersion, ...]) -> int:
    versions = store.goals.versions(client_id)[::-1]
    if goals[: len(versions)] != versions:
        return 0
    # A row that says "withdrawn" still names the goal it ended.
    stood = next(
        (past_version_row.goal for past_version_row in reversed(versions) if past_version_row.goal), None
    )
    for version in goals[len(versions) :]:
        stood = version.goal or stood
        if stood is None or version.created_at is None:
            continue
        is_withdrawn = version.goal is None
        row = goal_row(client_id, version.version, stood, version.created_at, is_withdrawn=is_withdrawn)
        store.insert("goal", row)
    return len(goals) - len(versions)


def _restore_answers(store: Store, client_id: str, answers: tuple[RedFlagAnswers, ...]) -> int:
    answers_here = store.red_flags.answers(client_id)
    known_ids = {past_answers.answers_id for past_answers in answers_here}
    new = [past_answers for past_answers in answers if past_answers.answers_id not in known_ids]
    if not new:
        return 0
    # Numbered anew by time: an old yes must not come after the answer that lifted it.
    store.write("DELETE FROM red_flag_answers WHERE client_id = :client_id", client_id=client_id)
    seen, lifting = _lifted_unseen(answers_here, answers, new)
    for answered in (
        *_by_time(answers_here[:seen], new[:lifting]),
        *_by_time(answers_here[seen:], new[lifting:]),
    ):
        store.red_flags.add(client_id, answered)
    return len(new)


def _lifted_unseen(
    answers_here: Sequence[RedFlagAnswers], answers: Sequence[RedFlagAnswers], new: Sequence[RedFlagAnswers]
) -> tuple[int, int]:
    """Return how many answers here, and how many new ones, come before the first yes that only this record knows.

    Whoever lifted a sign elsewhere did not see that yes: it stands. Both are 0 where time alone tells the order.
    """
    of_archive = {past_answers.answers_id for past_answers in answers}
    unseen = [
        number
        for number, past_answers in enumerate(answers_here)
        if past_answers.present and past_answers.answers_id not in of_archive
    ]
    lifts = [number for number, past_answers in enumerate(new, start=1) if past_answers.lifted]
    return (unseen[0], lifts[-1]) if unseen and lifts else (0, 0)


def _by_time(*several: Sequence[RedFlagAnswers]) -> Iterator[RedFlagAnswers]:
    return merge(*several, key=lambda past_answers: past_answers.created_at)


def _restore_plan_item(store: Store, client_id: str, plan_item: WholePlanItem) -> bool:
    written_by = _id_here(plan_item.item.written_by, client_id)
    table, row = plan_row(client_id, replace(plan_item.item, written_by=written_by))
    return store.insert(
        table, {**row, "ended_at": instant_text(plan_item.ended_at) if plan_item.ended_at else None}
    )


def _restore_remark(store: Store, client_id: str, remark: Remark) -> bool:
    return store.remarks.add(client_id, replace(remark, written_by=_id_here(remark.written_by, client_id)))


def _restore_planned(store: Store, client_id: str, planned: tuple[PlannedMassage, ...]) -> int:
    both = (*store.planned_massages.all(client_id), *planned)
    room_for_planned(len({session.planned_id for session in both}))
    return sum([store.planned_massages.add(client_id, session) for session in planned])


def _restore_own_activities(store: Store, client_id: str, activities: tuple[OwnActivity, ...]) -> int:
    if store.own_activities.all(client_id):
        return 0
    return sum([store.own_activities.add(client_id, activity) for activity in activities])


def _restore_fair_try(store: Store, client_id: str, fair_try: FairTry) -> bool:
    """Keep a try; one that was not over has ended: the coins to come are not in the file, nor what was done since."""
    brought = replace(fair_try, proposed_by=_id_here(fair_try.proposed_by, client_id))
    if fair_try.end is None:
        day = min(clock.today(), fair_try.protocol.last_date)
        brought = brought.ended_as(TryEnd.BROUGHT_IN, day, clock.utc_now())
    return store.fair_tries.restore(client_id, brought)


def _restore_extracts(store: Store, client_id: str, extracts: tuple[Extract, ...]) -> None:
    own = {(extract.kind, extract.extract_id) for extract in own_extracts(store, client_id)}
    rows = [
        {
            "client_id": client_id,
            "kind": extract.kind,
            "extract_id": extract.extract_id,
            "extract_json": json.dumps(dict(extract.values), ensure_ascii=False),
        }
        for extract in extracts
        if (extract.kind, extract.extract_id) not in own
    ]
    store.insert_many("record_extract", rows)


def entries_ever(whole: WholeRecord) -> tuple[Entry, ...]:
    """Return the entries of a whole record and all their earlier versions, deleted ones included."""
    return (*whole.entries, *(past.entry for past in whole.history))


def _id_here(told_id: str, client_id: str) -> str:
    """Return an id of a whole record as it is kept: the owner's is the client's, every other is from elsewhere."""
    return client_id if told_id == OWNER else ELSEWHERE + told_id
