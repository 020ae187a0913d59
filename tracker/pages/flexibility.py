"""The flexibility page: the sit-and-reach test by its protocol, or why not today."""

from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.analysis.flexibility_trend import conditions_differ
from tracker.domain.guidance import too_soon_for_test
from tracker.domain.sit_and_reach import DO_NOT_TEST, SitAndReachTest
from tracker.errors import TrackerError
from tracker.pages.draft import Draft, open_draft
from tracker.pages.flexibility_form import flexibility_fields, skip_fields, test_from
from tracker.pages.links import link
from tracker.pages.moment_fields import moment_fields, note_field
from tracker.pages.receipt import keep, receipt, save_bar
from tracker.pages.refusal import attempt
from tracker.pages.stop import stretching_waits

FORM = SitAndReachTest.kind
HOW_TO = "how-to-sit-and-reach"


def render(visit: Visit) -> None:
    """Show the form, or the receipt of what was just saved."""
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another test"):
        return
    st.title("Sit-and-reach test", anchor=False)
    if stretching_waits(visit):
        return
    st.markdown(f"**{DO_NOT_TEST}**")
    st.text(
        "Reach to a slight pull, never to pain, and stop if your leg pain starts. "
        "Test before a massage, at the same time of day, with the same warm-up."
    )
    link("learn", "How to do the test", icon="menu_book", address={"article": HOW_TO})
    tests = visit.record.entries.of(SitAndReachTest)
    if not _not_today(visit, draft, tests[0] if tests else None):
        _test(visit, draft, [test for test in tests if test.skipped_reason is None])


def _not_today(visit: Visit, draft: Draft, last: SitAndReachTest | None) -> bool:
    start = draft.start if isinstance(draft.start, SitAndReachTest) else None
    was_skipped = start is not None and start.skipped_reason is not None
    if not st.toggle("Not today", was_skipped, key=draft.key("not_today"), persist_state="session"):
        return False
    st.text("That is a good answer. It is kept, so that the gap in your chart explains itself.")
    reason = skip_fields(draft)
    like = start or last
    values: dict[str, Any] = {"variant": like.variant, "side": like.side} if like else {}
    values |= moment_fields(draft)
    values["note"] = note_field(draft)
    if st.button(
        "Save: not today", type="primary", width="stretch", disabled=reason is None, key="save_skip"
    ):
        entry = attempt(lambda: test_from(draft, values | {"skipped_reason": reason}))
        if entry is not None:
            keep(visit, draft, entry)
    return True


def _test(visit: Visit, draft: Draft, done: list[SitAndReachTest]) -> None:
    """Show the form; `done` are the tests done so far, latest first."""
    above = st.container()
    values = flexibility_fields(draft, done, visit.profile.unit)
    if values is None:
        return
    alike = [test for test in done if (test.variant, test.side) == (values["variant"], values["side"])]
    if hint := too_soon_for_test(alike[0].on_date if alike else None, visit.today, values["side"]):
        above.info(hint, icon=":material/event:")
    _compare(draft, values, next(iter(alike or done), None), visit.profile.unit)
    save_bar(visit, draft, "Save test", "save_test", lambda: test_from(draft, values))


def _compare(draft: Draft, values: dict[str, Any], last: SitAndReachTest | None, unit: str) -> None:
    if last is None or not values["trials_cm"]:
        return
    try:
        now = test_from(draft, values)
    except TrackerError:
        # A half-filled form is no test yet; Save says what is missing.
        return
    for sentence in conditions_differ(last, now, unit):
        st.warning(sentence, icon=":material/compare_arrows:")
