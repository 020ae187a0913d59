"""Warning signs in a record: what was answered, and what stands."""

from tracker import clock
from tracker.domain import limits
from tracker.domain.measure import Part
from tracker.domain.period import ALWAYS, Period
from tracker.domain.red_flags import RedFlagAnswers, RedFlagState, red_flag_state
from tracker.record.access import RecordNoun


class WarningSigns(RecordNoun):
    """The warning signs' part of the record."""

    def answer(self, answered: RedFlagAnswers) -> RedFlagState:
        """Keep answers about warning signs and return where the client stands."""
        self._access.require_saving()
        limits.day("on_date", answered.on_date, clock.today())
        self._store.red_flags.add(self._client_id, answered)
        return self.state()

    def answers(self, period: Period = ALWAYS) -> tuple[RedFlagAnswers, ...]:
        """Return the answers about warning signs of a period, in the order given; none without symptoms shared."""
        if not self._access.shows(Part.SYMPTOMS):
            return ()
        answered = self._store.red_flags.answers(self._client_id)
        scope = period if self._access.scope is None else self._access.scope.period
        return tuple(
            answers for answers in answered if answers.on_date in period and answers.on_date in scope
        )

    def state(self) -> RedFlagState:
        """Return the warning signs that stand, and when they were last asked."""
        if not self._access.shows(Part.SYMPTOMS):
            return RedFlagState()
        answered = self._store.red_flags.answers(self._client_id)
        state = red_flag_state(answered)
        if self._access.scope is None or self._access.shows_today:
            return state
        # Of days gone by, only what was answered then; but never a sign that was lifted since.
        period = self._access.scope.period
        return red_flag_state((answers for answers in answered if answers.on_date in period), state.present)
