"""Goals: what one may say, and what belongs to pain or to reach only."""

from datetime import date
from typing import Any

import pytest

from tracker.domain.goal import Goal
from tracker.errors import InvalidEntry

PAIN: dict[str, Any] = {"kind": "pain", "site": "leg", "target": 2, "by_date": date(2026, 6, 1)}
REACH: dict[str, Any] = {
    "kind": "reach",
    "variant": "back_saver",
    "side": "left",
    "target": 3.5,
    "by_date": date(2026, 6, 1),
}


def test_a_goal_is_kept_as_given() -> None:
    goal = Goal(**PAIN)
    assert (goal.kind, goal.site, goal.target, goal.by_date) == ("pain", "leg", 2.0, date(2026, 6, 1))
    assert Goal(**REACH).side == "left"
    assert Goal(**REACH | {"variant": "csep_acsm", "side": None}).variant == "csep_acsm"


@pytest.mark.parametrize(
    ("given", "change", "field"),
    [
        (PAIN, {"kind": "weight"}, "kind"),
        (PAIN, {"kind": None}, "kind"),
        (PAIN, {"target": 11}, "target"),
        (PAIN, {"target": -1}, "target"),
        (PAIN, {"target": None}, "target"),
        (PAIN, {"target": float("nan")}, "target"),
        (PAIN, {"by_date": "soon"}, "by_date"),
        (PAIN, {"site": None}, "site"),
        (PAIN, {"site": "neck"}, "site"),
        (PAIN, {"variant": "chair"}, "variant"),
        (PAIN, {"side": "left"}, "variant"),
        (REACH, {"variant": None}, "variant"),
        (REACH, {"variant": "tape"}, "variant"),
        (REACH, {"site": "leg"}, "site"),
        (REACH, {"side": None}, "side"),
        (REACH, {"side": "both"}, "side"),
        (REACH, {"variant": "csep_acsm"}, "side"),
        (REACH, {"target": 101}, "target"),
    ],
)
def test_what_does_not_belong_is_refused_by_name(given, change, field) -> None:
    with pytest.raises(InvalidEntry) as refused:
        Goal(**given | change)
    assert refused.value.field == field
