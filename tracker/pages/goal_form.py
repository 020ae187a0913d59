"""The goal form: a pain or a reach to get to, and by when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.components.number_field import number_field
from tracker.domain.goal import GOAL_KINDS, PAIN_SITES, Goal
from tracker.domain.sit_and_reach import (
    SIDES,
    VARIANT_NAMES,
    SitAndReachTest,
    cm_from,
    cm_to,
    variant_named,
)
from tracker.locales import field_pattern
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo
from tracker.store.goals import GoalVersion

GOAL = "goal"
KIND_NAMES = {"pain": "Less pain", "reach": "More reach"}
USUAL_DAYS, FURTHEST_DAYS = 84, 3653


@dataclass(frozen=True)
class _Typed:
    """What was typed for a goal's kind; a target that is no number stays as it was typed, for the domain to refuse."""

    target: Any
    site: str | None = None
    variant: str | None = None
    side: str | None = None


def goal_form(visit: Visit) -> None:
    """Show the form to set a goal, or to change or withdraw the one that stands."""
    stands = visit.record.goals.current()
    show_undo(visit, GOAL)
    with st.expander(
        "Change my goal" if stands.goal else "Set a goal", icon=":material/flag:", expanded=not stands.goal
    ):
        kind = st.radio(
            "What would you like?",
            GOAL_KINDS,
            GOAL_KINDS.index(stands.goal.kind) if stands.goal else 0,
            format_func=KIND_NAMES.__getitem__,
            horizontal=True,
            key="goal_kind",
        )
        before = stands.goal if stands.goal and stands.goal.kind == kind else None
        typed = _pain(before) if kind == "pain" else _reach(visit, before)
        by_date = _by_date(visit, before)
        if st.button("Keep this goal", type="primary", key="goal_keep"):
            _keep(visit, lambda: _goal(kind, typed, by_date), stands)
        if stands.goal and st.button("Go on without a goal", type="tertiary", key="goal_withdraw"):
            _keep(visit, lambda: None, stands)


def _goal(kind: str, typed: _Typed, by_date: date) -> Goal:
    return Goal(
        kind=kind,
        target=typed.target,
        by_date=by_date,
        site=typed.site,
        variant=typed.variant,
        side=typed.side,
    )


def _pain(before: Goal | None) -> _Typed:
    site = st.radio(
        "Where?",
        PAIN_SITES,
        PAIN_SITES.index(before.site) if before and before.site else 0,
        format_func=str.capitalize,
        horizontal=True,
        key="goal_site",
    )
    target = number_field(
        "Average pain of two weeks, at most",
        0,
        10,
        before.target if before else 2,
        0.5,
        is_whole=False,
        key="goal_pain",
    )
    return _Typed(target, site=site)


def _reach(visit: Visit, before: Goal | None) -> _Typed:
    latest = visit.record.entries.latest(SitAndReachTest.kind)
    tested = latest.variant if isinstance(latest, SitAndReachTest) else VARIANT_NAMES[0]
    variant = st.selectbox(
        "Which test?",
        VARIANT_NAMES,
        VARIANT_NAMES.index(before.variant if before and before.variant else tested),
        format_func=lambda name: variant_named(name).title(visit.profile.unit),
        key="goal_variant",
    )
    side = None
    if variant_named(variant).by_side:
        first = SIDES.index(before.side) if before and before.side else 0
        side = st.radio(
            "Which leg?", SIDES, first, format_func=str.capitalize, horizontal=True, key="goal_side"
        )
    unit = visit.profile.unit
    name = "inches" if unit == "in" else "cm"
    zero = variant_named(variant).zero
    # From your own zero there is no way back; toes can be fallen short of.
    signs = (f"short of my {zero}", f"past my {zero}") if zero == "toes" else None
    target = number_field(
        f"Reach to get to, in {name} from your {zero}",
        -50 if signs else 0,
        50,
        round(cm_to(before.target, unit), 2) if before else None,
        0.5,
        is_whole=False,
        signs=signs,
        key=f"goal_reach_{variant}_{unit}",
    )
    in_cm = target if target is None or isinstance(target, str) else cm_from(target, unit)
    return _Typed(in_cm, variant=variant, side=side)


def _by_date(visit: Visit, before: Goal | None) -> date:
    first, last = visit.today + timedelta(days=1), visit.today + timedelta(days=FURTHEST_DAYS)
    usual = visit.today + timedelta(days=USUAL_DAYS)
    chosen = st.date_input(
        "By when?",
        min(max(before.by_date, first), last) if before else usual,
        first,
        last,
        format=field_pattern(),
        key="goal_by_date",
    )
    return chosen if isinstance(chosen, date) else usual


def _keep(visit: Visit, goal: Callable[[], Goal | None], stands: GoalVersion) -> None:
    now = attempt(lambda: visit.record.goals.set(goal(), stands.version))
    if now is not None:
        done = "Goal kept." if now.goal else "No goal any more."
        offer_undo(GOAL, done, lambda visit: visit.record.goals.set(stands.goal, now.version))
        for name in [name for name in st.session_state if str(name).startswith("goal_")]:
            del st.session_state[name]
        st.rerun()
