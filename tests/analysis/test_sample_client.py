"""The sample client by hand: sums and sorting over the CSV files give what the summary and the method page say."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from statistics import mean, median
from typing import Any

from tests.invented_records import evidence_from
from tracker import frames
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.progress.summary import summary
from tracker.settings import PROJECT

LAST = date(2025, 6, 29)


def rows(name: str) -> list[dict[str, str]]:
    with (PROJECT / "data" / "sample" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def daily_leg_pain() -> dict[date, float]:
    found = defaultdict(list)
    for row in rows("check-in"):
        if row["leg_pain_nrs"]:
            found[date.fromisoformat(row["on_date"])].append(int(row["leg_pain_nrs"]))
    return {day: mean(values) for day, values in found.items()}


def told() -> dict[str, Any]:
    def held(entry_class):
        dtypes = frames.dtypes_of(entry_class)
        columns = list(dtypes)
        given = [
            tuple(_value(row.get(column, ""), dtypes[column]) for column in columns)
            for row in rows(entry_class.kind)
        ]
        return frames.entry_frame(entry_class, columns, given)

    return summary(
        evidence_from(
            held(CheckIn),
            held(SitAndReachTest),
            held(MassageSession),
            client=Client(client_id="me", version=1),
            period=Period(LAST, LAST),
        )
    )


def _value(text: str, kind: str) -> object:
    if text == "":
        return 0 if kind == frames.YES_NO else None
    if kind == frames.NUMBER:
        return float(text)
    return text in ("true", "1", "yes") if kind in (frames.YES_NO, frames.YES_NO_UNKNOWN) else text


def test_pain_by_hand() -> None:
    pain = daily_leg_pain()
    first = min(pain)
    baseline = [value for day, value in pain.items() if (day - first).days < 14]
    recent = [value for day, value in pain.items() if 0 <= (LAST - day).days < 14]
    leg = told()["pain"]["leg"]
    assert (len(baseline), len(recent)) == (leg["baseline"]["days"], leg["recent"]["days"]) == (13, 13)
    assert round(mean(baseline), 6) == leg["baseline"]["mean"] == 6.692308
    assert round(mean(recent), 6) == leg["recent"]["mean"] == 1.961538
    assert round(mean(recent) - mean(baseline), 6) == leg["change"] == -4.730769
    assert leg["change_percent"] == -70.689655
    better = sum((b > r) + (b == r) / 2 for b in baseline for r in recent)
    assert better / (len(baseline) * len(recent)) == leg["nap"] == 1


def test_the_trend_by_hand() -> None:
    pain = sorted((day, value) for day, value in daily_leg_pain().items() if day > LAST - timedelta(days=84))
    slopes = [(v - u) / (b - a).days for (a, u), (b, v) in combinations(pain, 2)]
    assert (
        round(7 * median(slopes), 5) == round(told()["pain"]["leg"]["trend_per_week"]["slope"], 5) == -0.13549
    )


def test_reach_by_hand() -> None:
    done = [row for row in rows("sit-and-reach") if row["variant"] == "csep_acsm" and row["sit_and_reach_cm"]]
    reach = [float(row["sit_and_reach_cm"]) for row in sorted(done, key=lambda row: row["on_date"])]
    box = next(series for series in told()["sit_and_reach"] if series["variant"] == "csep_acsm")
    assert (box["latest_cm"], box["best_cm"]) == (reach[-1], max(reach)) == (1.5, 2.5)
    assert box["change_cm"] == round(reach[-1] - reach[0], 2) == 8.5


def test_the_page_says_the_same() -> None:
    page = (PROJECT / "docs" / "method.md").read_text(encoding="utf-8")
    part = page.partition("## The sample client by hand")[2].partition("\n## ")[0]
    for number in ("6.692308", "1.961538", "-4.730769", "-70.689655", "-0.13549", "8.5 cm"):
        assert number in part
