"""Thresholds: the published numbers, and a reader that refuses a malformed table."""

import re
import tomllib

import pytest

from tracker.analysis.thresholds import MalformedTable, read_thresholds, threshold
from tracker.settings import PROJECT

# Told in docs/method.md: the paper says nowhere we can read where a start is low or high, so no analysis uses them.
TOLD_ONLY = ["leg_recovered_low_start_points", "leg_recovered_high_start_points"]
GOOD = '[[threshold]]\nid = "a"\nvalue = 2\nunit = "points"\nsource = "S"\nmeaning = "M"\n'


@pytest.mark.parametrize(
    ("threshold_id", "value", "unit", "author"),
    [
        ("nrs_mcid_points", 2, "points", "Ostelo 2008"),
        ("nrs_mcid_percent", 30, "percent", "Ostelo 2008"),
        ("nrs_slight_points", 1, "points", "Salaffi 2004"),
        ("nrs_slight_percent", 15, "percent", "Salaffi 2004"),
        ("reach_mdc_cm", 4, "cm", "Lopez-Minarro 2009"),
        ("window_days", 14, "days", "Convention"),
        ("window_check_in_days", 7, "days", "Convention"),
    ],
)
def test_the_table_holds_the_published_numbers(threshold_id, value, unit, author) -> None:
    found = threshold(threshold_id)
    assert (found.value, found.unit) == (value, unit)
    assert author in found.source


def test_a_well_formed_table_is_read(tmp_path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(GOOD)
    assert read_thresholds(path)["a"].value == 2.0


@pytest.mark.parametrize(
    "content",
    [
        "not toml [",
        "",
        'other = 1\n[[threshold]]\nid = "a"\n',
        "threshold = []",
        "threshold = [1]",
        GOOD.replace("value = 2\n", ""),
        GOOD + "extra = 1\n",
        GOOD.replace("2", "true"),
        GOOD.replace("2", '"2"'),
        GOOD.replace("2", "nan"),
        GOOD.replace("2", "inf"),
        GOOD.replace("2", "0"),
        GOOD.replace("2", "-2"),
        GOOD.replace('"points"', '"miles"'),
        GOOD.replace('"S"', '""'),
        GOOD + GOOD,
    ],
)
def test_a_malformed_table_is_refused_with_its_name(tmp_path, content) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(content)
    with pytest.raises(MalformedTable, match=r"broken\.toml"):
        read_thresholds(path)


def test_every_threshold_of_the_table_is_asked_for() -> None:
    """A number with its source that no analysis uses would be a promise on paper."""
    code = "".join(path.read_text("utf-8") for path in (PROJECT / "tracker").rglob("*.py"))
    asked = [
        re.sub(r"\{\w+\}", r"\\w+", name) for name in re.findall(r"threshold\(f?[\"']([^\"']+)[\"']\)", code)
    ]
    table = tomllib.loads((PROJECT / "tracker/analysis/data/thresholds.toml").read_text("utf-8"))["threshold"]
    unused = [row["id"] for row in table if not any(re.fullmatch(name, row["id"]) for name in asked)]
    assert unused == TOLD_ONLY
