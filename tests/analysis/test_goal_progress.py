"""Goal: reached, on the way, not on this path, and never further ahead than the data reach back."""

import re
from datetime import timedelta

import pandas as pd
import pytest

from tests.invented_records import daily, day, reach_tests
from tracker.analysis.goal import goal_progress
from tracker.domain.goal import Goal


def pain_goal(target: float, by: int) -> Goal:
    return Goal(kind="pain", site="leg", target=target, by_date=day(by))


def falling(days: int = 56, per_week: float = 0.5, start: float = 8) -> pd.DataFrame:
    return daily({n: start - per_week * n / 7 for n in range(days)})


@pytest.mark.parametrize(
    ("target", "by", "verdict"),
    [(5, 70, "reached"), (3, 70, "on the way"), (1, 70, "not on this path"), (3, 50, "not on this path")],
)
def test_pain_goals(target, by, verdict) -> None:
    found = goal_progress(pain_goal(target, by), falling(), reach_tests(), day(55))
    assert (found.verdict, found.days) == (verdict, 14)
    assert found.current == pytest.approx(8 - 0.5 * 48.5 / 7)
    assert found.sentence.startswith(f"Your goal is leg pain of {target} or less by")


def test_a_goal_can_be_reached_on_the_way_or_late_and_says_so() -> None:
    words = {
        "reached": goal_progress(pain_goal(5, 70), falling(), reach_tests(), day(55)).sentence,
        "on the way": goal_progress(pain_goal(3, 70), falling(), reach_tests(), day(55)).sentence,
        "set": goal_progress(pain_goal(3, 50), falling(), reach_tests(), day(55)).sentence,
    }
    for word, sentence in words.items():
        assert word in sentence.lower()
        assert not re.search(r"you will|fail|significan|confiden", sentence)


def test_the_fan_is_the_interval_and_ends_where_the_data_end() -> None:
    found = goal_progress(pain_goal(0, 400), falling(28), reach_tests(), day(27))
    assert found.fan[0].on_date == day(27)
    assert found.fan[-1].on_date == day(27) + timedelta(days=28)
    for one in found.fan:
        assert 0 <= one.low <= one.middle <= one.high <= 10
    near = goal_progress(pain_goal(0, 31), falling(28), reach_tests(), day(27))
    assert near.fan[-1].on_date == day(31)
    assert goal_progress(pain_goal(0, 27), falling(28), reach_tests(), day(27)).fan == ()


def test_ups_and_downs_that_could_go_either_way_are_too_little() -> None:
    swinging = daily({n: 5 + (n // 3) % 3 - 1 for n in range(30)})
    found = goal_progress(pain_goal(4, 120), swinging, reach_tests(), day(29))
    assert found.verdict == "too little data"
    assert "may well come" in found.sentence


def test_too_few_days_are_too_little() -> None:
    few = goal_progress(pain_goal(2, 60), daily(dict.fromkeys(range(6), 5)), reach_tests(), day(10))
    assert (few.verdict, few.current, few.days, few.fan) == ("too little data", None, 6, ())
    young = goal_progress(pain_goal(2, 60), daily(dict.fromkeys(range(8), 5)), reach_tests(), day(8))
    assert (young.verdict, young.fan) == ("too little data", ())


def dated_reach(values: dict[int, float], variant: str = "csep_acsm", side: str | None = None):
    return reach_tests(
        *(
            {"on_date": day(n).isoformat(), "variant": variant, "side": side, "sit_and_reach_cm": reach}
            for n, reach in values.items()
        )
    )


@pytest.mark.parametrize(
    ("target", "by", "verdict"), [(-1, 90, "reached"), (2, 70, "on the way"), (12, 70, "not on this path")]
)
def test_reach_goals_go_up(target, by, verdict) -> None:
    goal = Goal(kind="reach", variant="csep_acsm", target=target, by_date=day(by))
    tests = dated_reach({7 * n: -8 + n for n in range(8)})
    found = goal_progress(goal, daily({}), tests, day(52))
    assert (found.verdict, found.current, found.days) == (verdict, -1, 8)
    assert "on your latest test day you were 1.0 cm short of your toes" in found.sentence


def test_a_reach_goal_looks_at_its_own_variant_and_side() -> None:
    goal = Goal(kind="reach", variant="chair", side="left", target=5, by_date=day(90))
    mixed = dated_reach({0: 1.0, 7: 9.0}, "chair", "right")
    found = goal_progress(goal, daily({}), mixed, day(20))
    assert (found.verdict, found.current, found.days) == ("too little data", None, 0)
    one = goal_progress(goal, daily({}), dated_reach({0: 1.0}, "chair", "left"), day(20), "in")
    assert (one.verdict, one.current) == ("too little data", 1.0)
    assert "inches" in one.sentence


def test_no_comfort_is_given_that_the_days_do_not_bear() -> None:
    rising = daily({n: min(10, 2 + n / 8) for n in range(60)})
    missed = goal_progress(pain_goal(2, 50), rising, reach_tests(), day(59))
    ahead = goal_progress(pain_goal(2, 90), rising, reach_tests(), day(59))
    assert (missed.verdict, ahead.verdict) == ("not on this path", "not on this path")
    # Nothing was gained, and on a path that leads away no later day would fit.
    assert "gained" not in missed.sentence
    assert "would fit" not in ahead.sentence


def test_a_reach_of_long_ago_has_its_day() -> None:
    goal = Goal(kind="reach", variant="csep_acsm", target=1, by_date=day(500))
    old = goal_progress(goal, daily({}), dated_reach({0: 3.0}), day(400))
    assert "on your latest test day, 1 January 2026, you were 3.0 cm past your toes. Reached." in old.sentence
    late = goal_progress(goal, daily({}), dated_reach({390: 3.0}), day(400))
    assert "past your toes. Reached." in late.sentence
