"""The summary: fixed keys, plain JSON without NaN, and a sentence for every record there could be."""

import json
import re
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.invented_records import check_ins, day, evidence_from, massages, reach_tests
from tests.samples import few_or_nearly_all
from tracker import clock
from tracker.analysis.verdict import VERDICTS
from tracker.domain.client import Client
from tracker.domain.goal import Goal
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.share_link import FIELDS, Scope
from tracker.progress.evidence_of_record import Evidence, evidence
from tracker.progress.summary import summary, summary_text
from tracker.record import ClientRecord
from tracker.settings import PROJECT

FORTY = Client(client_id="me", birth_year=1986, sex="female", version=1)
UNKNOWN = Client(client_id="me", version=1)
BASE = (6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6)
RECENT = (5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)
FORBIDDEN = r"\bnan\b|caus|because|thanks to|significan|confiden|p-value|p ?[<=] ?0"


def answers(
    check_ins,
    tests,
    massages,
    client: Client,
    as_of: date,
    goal: Goal | None = None,
    scope: Scope | None = None,
) -> Evidence:
    return evidence_from(
        check_ins,
        tests,
        massages,
        client=client,
        period=Period(as_of, as_of),
        goal=goal,
        scope=scope,
        unit=client.unit,
    )


def pain(values, first: date = date(2026, 1, 1), **more):
    return check_ins(
        *(
            {"on_date": (first + timedelta(days=n)).isoformat(), "leg_pain_nrs": value, **more}
            for n, value in values.items()
        )
    )


def reach(*rows):
    return reach_tests(
        *(
            {"on_date": day(n).isoformat(), "variant": variant, "side": side, "sit_and_reach_cm": cm}
            for n, variant, side, cm in rows
        )
    )


def sessions(*places):
    return massages(*({"on_date": day(place).isoformat(), "minutes": 45} for place in places))


def full(days: int) -> pd.DataFrame:
    chance = np.random.default_rng(1)
    rows = []
    for n in range(days):
        rows.append(
            {
                "on_date": day(n).isoformat(), "leg_pain_nrs": int(chance.integers(0, 11)),
                "back_pain_nrs": int(chance.integers(0, 11)), "pain_extent": ("back", "thigh", "foot")[n % 3],
                "tingling": n % 4, "sleep_quality": 1 + n % 5, "hours_sitting": float(chance.integers(0, 12)),
                "minutes_active": float(chance.integers(0, 90)), "exercises_done": "bridge" if n % 2 else None,
                "is_flare": int(n % 50 == 7),
            }
        )  # fmt: skip
    return check_ins(*rows)


EMPTY = (check_ins(), reach(), sessions())
RECORDS = {
    "nothing": (*EMPTY, 0),
    "one entry": (pain({0: 5}), reach(), sessions(), 0),
    "one of each": (pain({0: 5}), reach((0, "csep_acsm", None, -3.0)), sessions(0), 0),
    "all zeros": (pain(dict.fromkeys(range(60), 0)), reach(), sessions(3, 12, 20, 30, 40, 50), 59),
    "all tens": (pain(dict.fromkeys(range(60), 10)), reach(), sessions(3, 12, 20, 30, 40, 50), 59),
    "ten years": (full(3652), reach(*((n, "csep_acsm", None, -3.0) for n in range(0, 3652, 7))), sessions(*range(0, 3652, 9)), 3651),
    "a year's gap": (pain(dict.fromkeys([*range(30), *range(395, 430)], 4)), reach(), sessions(10, 400), 429),
    "nothing lately": (pain(dict.fromkeys(range(30), 4)), reach(), sessions(10), 800),
    "two variants": (pain({0: 5}), reach((0, "csep_acsm", None, -3.0), (1, "chair", "left", 2.0), (9, "chair", "left", 7.0)), sessions(), 9),
    "massage on the first day": (pain(dict.fromkeys(range(40), 5)), reach(), sessions(0, 7, 14, 21, 28), 39),
    "several on a day": (pain(dict.fromkeys(range(40), 5)), reach((3, "csep_acsm", None, 1.0), (3, "csep_acsm", None, 2.0)), sessions(*[3] * 6, 9, 16), 39),
    "massage before any check-in": (pain({30: 4}), reach(), sessions(1, 2, 3), 31),
    "massage only": (check_ins(), reach(), sessions(1, 8, 15, 22, 29), 40),
    "reach only": (check_ins(), reach(*((n, "csep_acsm", None, n / 10) for n in range(0, 70, 7))), sessions(5, 12, 19, 26, 33, 40), 70),
    "back only": (check_ins(*({"on_date": day(n).isoformat(), "back_pain_nrs": 4} for n in range(40))), reach(), sessions(), 39),
    "everything": (full(120), reach(*((n, "csep_acsm", None, -3.0 + n / 20) for n in range(0, 120, 7))), sessions(*range(5, 115, 12)), 119),
}  # fmt: skip


def numbers(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, f"{path}[]")
    else:
        yield path, value


def goals(last: int) -> tuple[Goal, ...]:
    by = day(last) + timedelta(days=60)
    return (
        Goal(kind="pain", site="leg", target=2, by_date=by),
        Goal(kind="reach", variant="csep_acsm", target=3, by_date=by),
    )


@pytest.mark.parametrize(
    ("client", "goal"), [(FORTY, 0), (UNKNOWN, 1)], ids=["known, pain goal", "no birth year, reach goal"]
)
@pytest.mark.parametrize("name", RECORDS)
def test_every_record_has_a_sentence_for_everything(name, client, goal) -> None:
    frames, last = RECORDS[name][:3], RECORDS[name][3]
    found = answers(*frames, client, day(last), goals(last)[goal])
    told = summary(found)
    json.dumps(told, allow_nan=False)
    assert len(told["goals"]) == 1
    for path, value in numbers(told):
        if path.endswith(("sentence", "verdict")):
            assert value, path
        if path.endswith("sentence"):
            assert not re.search(FORBIDDEN, value.lower()), (path, value)
            assert "None" not in value
            assert value[-1] in ".!?", value
        if path.endswith("verdict") and "goals" not in path:
            assert value in VERDICTS
    assert not re.search(r"\bnan\b", summary_text(found).lower())


def test_the_worked_example_under_its_keys() -> None:
    frame = pain(dict(enumerate((*BASE, *RECENT))))
    leg = summary(answers(frame, reach(), sessions(), UNKNOWN, day(27)))["pain"]["leg"]
    assert leg["baseline"] == {"mean": 6.285714, "days": 14, "first": "2026-01-01", "last": "2026-01-14"}
    assert leg["recent"]["mean"] == 3.785714
    assert (leg["change"], leg["change_percent"], leg["nap"]) == (-2.5, -39.772727, 0.984694)
    assert [leg["trend_per_week"][key] for key in ("slope", "low", "high")] == [-1.0, -1.4, -0.7]
    assert (leg["verdict"], leg["real_change"]) == ("much better", True)


def test_reach_and_percentile_under_their_keys() -> None:
    rows = (0, "csep_acsm", None, -3.0), (30, "csep_acsm", None, 4.2), (40, "csep_acsm", None, 2.0)
    (told,) = summary(answers(check_ins(), reach(*rows), sessions(), FORTY, day(40)))["sit_and_reach"]
    assert (told["variant"], told["side"], told["latest_cm"], told["best_cm"]) == (
        "csep_acsm",
        None,
        2.0,
        4.2,
    )
    assert (told["change_cm"], told["real_change"]) == (5.0, True)
    assert told["percentile"] == pytest.approx(40 + 10 * (28 - 27.3) / (30.2 - 27.3), abs=1e-6)
    (unknown,) = summary(answers(check_ins(), reach(*rows), sessions(), UNKNOWN, day(40)))["sit_and_reach"]
    assert unknown["percentile"] is None
    assert "birth year and sex" in unknown["percentile_sentence"]


def test_massage_response_under_its_keys() -> None:
    places = [4 + 7 * n for n in range(6)]
    values = {n: 4 if n - 1 in places else 6 for n in range(60)}
    told = summary(answers(pain(values), reach(), sessions(*places), UNKNOWN, day(59)))["massage_response"]
    assert (told["sessions"], told["verdict"]) == (6, "much better")
    assert [one["day"] for one in told["days"]] == list(range(-1, 8))
    assert set(told["days"][0]) == {"day", "mean_change", "low", "high", "n"}
    assert told["days"][2] == {"day": 1, "n": 6, "mean_change": -2.0, "low": -2.0, "high": -2.0}
    assert told["reach"]["verdict"] == "too little data"


def test_a_marked_flare_is_told_everywhere_with_the_numbers_of_its_own_site() -> None:
    rows = (
        {"on_date": day(n).isoformat(), "back_pain_nrs": 6, "leg_pain_nrs": 9 if n in range(40, 45) else 1, "is_flare": int(n in range(40, 45))}
        for n in range(60)
    )  # fmt: skip
    evidence = answers(check_ins(*rows), reach(), sessions(), UNKNOWN, day(59))
    (flare,) = summary(evidence)["flares"]["found"]
    assert (flare["site"], flare["peak"], flare["usual"]) == ("leg", 9.0, 1.0)
    assert "leg pain at most 9.0 (usual before: 1.0)" in flare["sentence"]
    assert flare["sentence"] in summary_text(evidence)


def test_later_entries_are_left_out() -> None:
    values = dict(enumerate((*BASE, *RECENT))) | dict.fromkeys(range(28, 90), 10)
    extra = reach((60, "csep_acsm", None, 3.0)), sessions(40)
    then = summary(answers(pain(values), *extra, UNKNOWN, day(27)))
    assert then == summary(
        answers(pain(dict(enumerate((*BASE, *RECENT)))), reach(), sessions(), UNKNOWN, day(27))
    )


def test_days_are_calendar_days_through_clock_changes_and_leap_days() -> None:
    # 29 February 2028 and the last Sundays of March and October, when Europe's clocks change.
    for first in (date(2028, 2, 15), date(2026, 3, 15), date(2026, 10, 11)):
        told = summary(
            answers(
                pain(dict(enumerate((*BASE, *RECENT))), first),
                reach(),
                sessions(),
                UNKNOWN,
                first + timedelta(days=27),
            )
        )
        leg = told["pain"]["leg"]
        assert (leg["baseline"]["days"], leg["recent"]["days"], leg["change"]) == (14, 14, -2.5)
        assert leg["trend_per_week"]["slope"] == -1.0


def test_every_key_is_on_the_method_page() -> None:
    page = (PROJECT / "docs" / "method.md").read_text()
    frames, last = RECORDS["everything"][:3], RECORDS["everything"][3]
    told = summary(answers(*frames, FORTY, day(last), goals(last)[0]))
    keys = {part.strip("[]") for path, _ in numbers(told) for part in path.split(".") if part.strip("[]")}
    part = page.partition("## The summary's keys")[2]
    assert sorted(key for key in keys if not re.search(rf"[`.]{key}[`.\[]", part)) == []


def test_the_text_has_a_heading_for_each_question() -> None:
    frames, last = RECORDS["everything"][:3], RECORDS["everything"][3]
    text = summary_text(answers(*frames, FORTY, day(last), goals(last)[0]))
    assert text.count("?\n") == 10
    assert "Am I near my goal?\nYour goal is leg pain" in text


def test_activities_under_their_keys(record: ClientRecord) -> None:
    today = clock.today()
    period = Period(today - timedelta(days=60), today)
    assert summary(evidence(record, period, "cm"))["activities"]["rated"] == []
    assert "What can I do again?" not in summary_text(evidence(record, period, "cm"))
    for ago, ability in ((14, 2), (7, 3), (0, 6)):
        record.entries.add(
            ActivityRating(activity="Swim", ability=ability, on_date=today - timedelta(days=ago))
        )
    record.entries.add(OverallChange(overall="much better"))
    told = summary(evidence(record, period, "cm"))["activities"]
    assert told == {
        "rated": [{"words": "Swim", "days": 3, "first": 2, "latest": 6, "latest_day": today.isoformat()}],
        "overall": "much better",
        "overall_day": today.isoformat(),
        "sentence": "You rate higher than at first: “Swim” (2 at first, 6 at last, on 3 days).",
    }
    assert "What can I do again?\nYou rate higher" in summary_text(evidence(record, period, "cm"))


# The keys of each question, by the parts of a record that must be shared for them; written by hand.
KEYS = {
    "pain": {"pain"},
    "beside_pain": {"pain"},
    "sit_and_reach": {"flexibility"},
    "massage_response": {"massage", "pain"},
    "activities": {"activities"},
    "pain_extent": {"symptoms", "pain"},
    "goes_with": {"symptoms", "pain"},
    "flares": {"pain"},
    "adherence": {"symptoms", "pain"},
    "symptoms": {"symptoms", "pain"},
    "goals": {"nobody's"},
}


# No answer rests on questionnaires.
OTHERS = [part for part in FIELDS if part != "questionnaires"]


@pytest.mark.parametrize(
    "fields",
    [*few_or_nearly_all(OTHERS), ("questionnaires",), FIELDS],
    ids="+".join,
)
def test_a_scope_leaves_out_what_is_not_shared(fields: tuple[str, ...]) -> None:
    frames, last = RECORDS["everything"][:3], RECORDS["everything"][3]
    scope = Scope(frozenset(fields), Period(day(0), day(last)))
    evidence = answers(*frames, FORTY, day(last), goals(last)[0], scope)
    assert {key for key, value in summary(evidence).items() if value is None} == {
        key for key, needed in KEYS.items() if not needed <= set(fields)
    }
    text = summary_text(evidence)
    assert ("What does a massage do?\nPain is not shared." in text) is (
        "massage" in fields and "pain" not in fields
    )
    assert ("Is it leaving the leg?" in text) is ("symptoms" in fields)
    assert "goal" not in text
