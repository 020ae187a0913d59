"""After today's check-in, what is asked now and then: own activities about weekly, the overall change about monthly."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid5

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import may_ask_more
from tracker.domain.overall_change import ASK_EVERY_DAYS, OverallChange
from tracker.domain.own_activity import RATE_EVERY_DAYS, ActivityRating, OwnActivity, alike
from tracker.domain.period import latest_days
from tracker.domain.questionnaire import ASK_EVERY_DAYS as ASK_QUESTIONNAIRE_EVERY_DAYS
from tracker.domain.questionnaire import Questionnaire, QuestionnaireAnswers
from tracker.domain.red_flags import RedFlagState
from tracker.exchange.questionnaire_files import Installed
from tracker.record import ClientRecord

# A new record asks once for activities; who lets it pass finds them on the progress page.
FIRST_DAYS = 3
# A questionnaire put off is asked for again after a week; before a visit the answers of a fortnight will do.
PUT_OFF_DAYS, BEFORE_VISIT_DAYS, NEAR_DAYS = 7, 14, 3


@dataclass(frozen=True)
class RatingAsked:
    """An activity that is asked about today, and today's answer so far, whichever door it came through."""

    activity: OwnActivity
    answer: ActivityRating | None

    @property
    def entry_id(self) -> str:
        """The id of today's rating: two tabs make one entry of it."""
        if self.answer is not None:
            return self.answer.entry_id
        return str(uuid5(UUID(self.activity.activity_id), clock.today().isoformat()))

    def rating(self, ability: int) -> ActivityRating:
        """Return today's rating, 0 (cannot) to 10 (as before): the one there is with another number, or a new one."""
        if self.answer is not None:
            return replace(self.answer, ability=ability)
        return ActivityRating(
            entry_id=self.entry_id,
            at_time=clock.local_time(),
            activity=self.activity.words,
            ability=ability,
        )


@dataclass(frozen=True)
class OverallAsked:
    """The question about the overall change that goes with a check-in, and what was answered so far."""

    entry_id: str
    answer: OverallChange | None

    def overall_change(self, overall: str) -> OverallChange:
        """Return the answer, one of OVERALL_STEPS; the same question always makes the same entry."""
        if self.answer is not None:
            return replace(self.answer, overall=overall)
        return OverallChange(entry_id=self.entry_id, at_time=clock.local_time(), overall=overall)


def activities_today(record: ClientRecord) -> tuple[RatingAsked, ...]:
    """Return every own activity, with today's rating where there is one."""
    chosen = record.own_activities.all()
    # The latest of a day comes first, and is the one that a tap changes.
    answers = (
        {alike(rating.activity or ""): rating for rating in reversed(_ratings(record, 1))} if chosen else {}
    )
    return tuple(RatingAsked(activity, answers.get(alike(activity.words))) for activity in chosen)


def ratings_too(record: ClientRecord, flags: RedFlagState, check_in: CheckIn) -> tuple[RatingAsked, ...]:
    """Return the activities that go with a check-in of today: not rated for a week, or rated since it was saved."""
    if not may_ask_more(flags, check_in, clock.today()):
        return ()
    asked = activities_today(record)
    lately = _ratings(record, RATE_EVERY_DAYS) if asked else ()
    return tuple(
        question
        for question in asked
        if all(
            rating.entry_id == question.entry_id and rating.created_at >= check_in.created_at
            for rating in lately
            if alike(rating.activity or "") == alike(question.activity.words)
        )
    )


def may_choose_activities(record: ClientRecord, flags: RedFlagState, check_in: CheckIn) -> bool:
    """Return whether a check-in of a new record leaves room to ask what the client would like to do again."""
    first = record.entries.first_day()
    is_new = first is not None and (clock.today() - first).days < FIRST_DAYS
    return is_new and may_ask_more(flags, check_in, clock.today())


def overall_too(record: ClientRecord, flags: RedFlagState, check_in: CheckIn) -> OverallAsked | None:
    """Return the question about the overall change that goes with a check-in, monthly from the second month on."""
    today, first = clock.today(), record.entries.first_day()
    a_month = timedelta(days=ASK_EVERY_DAYS)
    if not may_ask_more(flags, check_in, today) or first is None or today - first < a_month:
        return None
    entry_id, last = str(uuid5(UUID(check_in.entry_id), "overall")), record.entries.latest(OverallChange.kind)
    answer = last if isinstance(last, OverallChange) and last.entry_id == entry_id else None
    if last is not None and answer is None and today - last.on_date < a_month:
        return None
    return OverallAsked(entry_id, answer)


def questionnaire_too(
    record: ClientRecord, flags: RedFlagState, check_in: CheckIn, installed: Installed
) -> Questionnaire | None:
    """Return a questionnaire that goes with a check-in: monthly at most, or once in the days before a visit.

    One that was put off waits PUT_OFF_DAYS; before a visit it waits until BEFORE_VISIT_DAYS after it was answered.
    """
    if not installed.questionnaires or not may_ask_more(flags, check_in, clock.today()):
        return None
    is_visit_near = _is_visit_near(record)
    # In its first days a new record is asked for activities; a list of questions besides can wait until then.
    if may_choose_activities(record, flags, check_in) and not is_visit_near:
        return None
    waits = BEFORE_VISIT_DAYS if is_visit_near else ASK_QUESTIONNAIRE_EVERY_DAYS
    lately = record.entries.of(QuestionnaireAnswers, latest_days(waits, clock.today()))
    answered = {entry.questionnaire for entry in lately}
    waiting = (each for each in installed.questionnaires if each.name not in answered)
    put_off = timedelta(days=PUT_OFF_DAYS)
    return next((each for each in waiting if not record.questionnaires.has_put_off(each.name, put_off)), None)


def _is_visit_near(record: ClientRecord) -> bool:
    planned = record.planned_massages.next()
    return planned is not None and planned.on_date - clock.today() <= timedelta(days=NEAR_DAYS)


def _ratings(record: ClientRecord, days: int) -> tuple[ActivityRating, ...]:
    return record.entries.of(ActivityRating, latest_days(days, clock.today()))
