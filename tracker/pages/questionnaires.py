"""The questionnaires page: what a practice asks, how it stood, and the form of the one that was chosen."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.analysis.questionnaire_scores import score_now
from tracker.domain.description import capitalise_first, day_in_words
from tracker.domain.questionnaire import Questionnaire, QuestionnaireAnswers, of_one_questionnaire
from tracker.pages.draft import open_draft
from tracker.pages.links import link
from tracker.pages.questionnaire_form import (
    CHOSEN,
    answers_from,
    as_written,
    form_name,
    questionnaire_fields,
)
from tracker.pages.receipt import receipt, save_bar


def render(visit: Visit) -> None:
    """Show the form that the address asks for, or its receipt; else the questionnaires there are."""
    installed = visit.questionnaires
    chosen = installed.named(st.query_params.get(CHOSEN))
    if chosen is None and len(installed.questionnaires) == 1:
        chosen = installed.questionnaires[0]
    if chosen is None:
        _list(visit, installed.questionnaires)
        return
    draft = open_draft(form_name(chosen))
    if receipt(visit, draft, "Answer it again"):
        return
    st.title(as_written(chosen.title), anchor=False)
    st.text(
        "Answer for today. Nobody reads it but you, and those to whom a link of yours shows questionnaires."
    )
    values = questionnaire_fields(draft, chosen)
    save_bar(visit, draft, "Save answers", "save_answers", lambda: answers_from(draft, chosen, values))
    _so_far(visit, chosen, _answered(visit))


def _list(visit: Visit, questionnaires: tuple[Questionnaire, ...]) -> None:
    st.title("Questionnaires", anchor=False)
    st.text("Your practice asks these now and then. You can leave out any.")
    answered = _answered(visit)
    for number, questionnaire in enumerate(questionnaires):
        with st.container(key=f"questionnaire_{number}", border=True, gap="small"):
            st.text(questionnaire.title)
            _so_far(visit, questionnaire, answered)
            link("questionnaires", "Answer now", icon="quiz", address={CHOSEN: questionnaire.url})


def _answered(visit: Visit) -> tuple[tuple[QuestionnaireAnswers, ...], ...]:
    return tuple(of_one_questionnaire(visit.record.entries.of(QuestionnaireAnswers)))


def _so_far(
    visit: Visit, questionnaire: Questionnaire, answered: tuple[tuple[QuestionnaireAnswers, ...], ...]
) -> None:
    of_this = next((of_one for of_one in answered if of_one[-1].questionnaire == questionnaire.name), ())
    now = score_now(of_this)
    if now is not None:
        st.text(
            f"{capitalise_first(day_in_words(of_this[-1].on_date, visit.today))}: {' '.join(now.sentences)}"
        )
