"""The kinds of entries there are, by name."""

from collections.abc import Mapping

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest

ENTRY_CLASSES: Mapping[str, type[Entry]] = {
    entry_class.kind: entry_class
    for entry_class in (
        CheckIn,
        SitAndReachTest,
        MassageSession,
        ActivityRating,
        OverallChange,
        Event,
        MedicineTaken,
        QuestionnaireAnswers,
    )
}
KINDS = tuple(ENTRY_CLASSES)
