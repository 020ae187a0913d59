"""What must hold before a fair try is proposed, and before it begins."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from tracker import clock
from tracker.domain import coin
from tracker.domain.check_in import CheckIn
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import DIARY_DAYS, DIARY_WITHIN_DAYS, FairTry
from tracker.domain.fair_try_protocol import LATEST_START_DAYS, OUTCOMES, TryProtocol, earliest_first_date
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import ALWAYS, latest_days
from tracker.domain.red_flags import red_flag_state
from tracker.errors import InvalidEntry
from tracker.locales import day_words
from tracker.store.store import Store

# Where an outcome stands in a row of daily pain; a reach has no day of diary of its own.
COLUMNS: Mapping[str, Literal[1, 2]] = {"leg-pain": 1, "back-pain": 2}


def refuse_unfit(store: Store, client_id: str, protocol: TryProtocol, others: Iterable[FairTry]) -> None:
    """Raise InvalidEntry for a protocol that cannot be begun as things are."""
    today = clock.today()
    earliest = earliest_first_date(protocol.kind, today)
    if protocol.first_date < earliest:
        raise InvalidEntry(
            "first_date", f"The first day is too early: choose {day_words(earliest)} or a later one."
        )
    if protocol.first_date > today + timedelta(days=LATEST_START_DAYS):
        raise InvalidEntry("first_date", "The try must start within the next three months.")
    if any(other.is_open and other.protocol.outcome == protocol.outcome for other in others):
        outcome = OUTCOMES[protocol.outcome]
        raise InvalidEntry(
            "outcome",
            f"There is a fair try about {outcome} already; two at once could not be told apart.",
        )
    item_ids = {item.item_id for item in store.home_plan.current(client_id)}
    if protocol.item_id is not None and protocol.item_id not in item_ids:
        raise InvalidEntry("item_id", "This exercise is not on the home plan any more.")
    names = [exercise.name for exercise in EXERCISES]
    if protocol.kind == coin.EXERCISE and protocol.item_id is None and protocol.words not in names:
        raise InvalidEntry("words", "Choose one of the exercises, or one of your home plan.")


def refuse_unready(store: Store, client_id: str, protocol: TryProtocol) -> None:
    """Raise InvalidEntry while a warning sign or a flare stands, or the diary is too young to compare with."""
    today = clock.today()
    if red_flag_state(store.red_flags.answers(client_id)).is_urgent:
        raise InvalidEntry("try", "A warning sign stands. See to that first; a fair try can wait.")
    if (days := _days_logged(store, client_id, protocol)) < DIARY_DAYS:
        weeks = DIARY_WITHIN_DAYS // 7
        of_outcome = f" with {OUTCOMES[protocol.outcome]}" if protocol.outcome in COLUMNS else ""
        raise InvalidEntry(
            "try",
            f"A fair try needs {DIARY_DAYS} days of diary{of_outcome} in the last {weeks} weeks; there are {days}.",
        )
    if _is_flare_now(store, client_id, today):
        raise InvalidEntry("try", "A flare is on. Start when it is over: calm days would come by themselves.")


def _days_logged(store: Store, client_id: str, protocol: TryProtocol) -> int:
    today = clock.today()
    period = latest_days(DIARY_WITHIN_DAYS, today)
    column = COLUMNS.get(protocol.outcome)
    days = store.entry_days.daily_course(client_id, period)
    return len(days) if column is None else sum(row[column] is not None for row in days)


def _is_flare_now(store: Store, client_id: str, today: date) -> bool:
    # pandas is loaded by who begins a try, and by no other command.
    from tracker import frames  # noqa: PLC0415
    from tracker.analysis.episodes import flare_episodes  # noqa: PLC0415

    check_ins = frames.entry_frame(CheckIn, *store.entries.rows(client_id, CheckIn.kind, ALWAYS))
    massages = frames.entry_frame(MassageSession, *store.entries.rows(client_id, MassageSession.kind, ALWAYS))
    return flare_episodes(frames.daily_pain(check_ins), check_ins, massages, today).is_flare_now
