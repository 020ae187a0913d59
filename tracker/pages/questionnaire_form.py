"""A practice's questionnaire on a page: its questions, what was answered, its score, and when it is asked for."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.analysis.questionnaire_scores import score_now
from tracker.asked_after_save import questionnaire_too
from tracker.components.number_field import number_field
from tracker.domain.check_in import CheckIn
from tracker.domain.questionnaire import (
    BOOLEAN,
    CHOICE,
    GROUP,
    INTEGER,
    Item,
    Questionnaire,
    QuestionnaireAnswers,
    of_one_questionnaire,
)
from tracker.pages.draft import Draft
from tracker.pages.links import link
from tracker.pages.moment_fields import moment_fields, moment_from, note_field
from tracker.pages.refusal import attempt
from tracker.pages.save_bar import refused_beside

CHOSEN = "questionnaire"
LEFT_OUT = "not answered"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def form_name(questionnaire: Questionnaire) -> str:
    """Return the name of a questionnaire's form."""
    return f"{QuestionnaireAnswers.kind}-{sha256(questionnaire.name.encode()).hexdigest()[:8]}"


def questionnaire_fields(draft: Draft, questionnaire: Questionnaire) -> dict[str, Any]:
    """Show the questions and return what is answered, with day, time and note."""
    start = draft.start if isinstance(draft.start, QuestionnaireAnswers) else None
    before = {answer["id"]: answer["value"] for answer in start.items} if start else {}
    number, values = 0, {}
    # Where all may be left out, it is said once.
    may_all = not any(item.is_required for item in questionnaire.asked)
    if may_all:
        st.text("Leave out any that you cannot answer.")
    for item in questionnaire.items:
        if item.kind == GROUP:
            if item.text:
                st.subheader(as_written(item.text), anchor=False)
        elif item.kind not in (BOOLEAN, CHOICE, INTEGER):
            st.text(item.text)
        else:
            number += 1
            values[item.link_id] = _ask(
                draft, number, item, before.get(item.link_id), says_optional=not may_all
            )
    st.caption(as_written(questionnaire.copyright))
    refused_beside(draft, "answers", "questionnaire")
    note = note_field(draft)
    refused_beside(draft, "on_date", "at_time")
    return {"answers": values, "note": note, **moment_fields(draft)}


def answers_from(
    draft: Draft, questionnaire: Questionnaire, values: Mapping[str, Any]
) -> QuestionnaireAnswers:
    """Return the answers of a form's values. Raises InvalidEntry."""
    moment = moment_from(draft, dict(values))
    return questionnaire.answered(values["answers"], entry_id=draft.entry_id, note=values["note"], **moment)


def _ask(draft: Draft, number: int, item: Item, before: Any, *, says_optional: bool) -> Any:
    key = draft.key(f"answer_{number}")
    must = " (may be left out)" if says_optional and not item.is_required else ""
    if item.kind == INTEGER:
        label = f"{number}. {item.text} ({item.low} to {item.high}){must}"
        return number_field(label, item.low, item.high, before, key=key, begin=item.low, memory=draft.taps)
    words = (
        {True: "Yes", False: "No"}
        if item.kind == BOOLEAN
        else {option.code: option.words for option in item.options}
    )
    allowed = list(words)
    return st.radio(
        as_written(f"{number}. {item.text}{must}"),
        allowed,
        allowed.index(before) if before in words else None,
        format_func=lambda value: as_written(words[value]),
        horizontal=item.kind == BOOLEAN,
        key=key,
        persist_state="session",
    )


def as_written(words: str) -> str:
    """Return Markdown that shows a practice's words as they are: a label knows nothing else."""
    return _PUNCTUATION.sub(r"\\\1", words.replace(":material/", ":\u2060material/"))


def show_answers(entry: QuestionnaireAnswers, *, is_open: bool = False) -> None:
    """Show each question with its answer as it was given, whether or not its file is still there."""
    with st.expander("Answers", expanded=is_open):
        lines = (
            f"{number}. {answer['text']}: {answer['words'] or LEFT_OUT}"
            for number, answer in enumerate(entry.items, start=1)
        )
        st.text("\n".join((*lines, entry.copyright)))


def show_score(visit: Visit, entry: QuestionnaireAnswers) -> None:
    """Show what a score just saved says beside an earlier one, where there is one."""
    others = visit.record.entries.of(QuestionnaireAnswers)
    # First, so that it is the latest of its second.
    answered = [entry, *(other for other in others if other.entry_id != entry.entry_id)]
    for of_one in of_one_questionnaire(answered):
        now = score_now(of_one) if of_one[-1].questionnaire == entry.questionnaire else None
        for sentence in now.sentences if now and now.has_earlier else ():
            st.text(sentence)


def ask_questionnaire(visit: Visit, check_in: CheckIn) -> None:
    """Ask after a check-in for the questionnaire that is due, in one line that leads to its page or puts it off."""
    asked = questionnaire_too(visit.record, visit.flags, check_in, visit.questionnaires)
    if asked is None:
        return

    def put_off() -> bool:
        visit.record.questionnaires.put_off(asked.name)
        return True

    with st.container(key="questionnaire_due", border=True, gap="small"):
        count = len(asked.asked)
        st.text(
            f"Your practice asks now and then: {asked.title} ({count} question{'s' if count > 1 else ''})."
        )
        with st.container(horizontal=True, gap="small"):
            link("questionnaires", "Answer now", icon="quiz", address={CHOSEN: asked.url})
            if st.button("Not now", key="questionnaire_later", type="tertiary") and attempt(put_off):
                st.rerun()
