"""Norms: the published cells, straight lines between them, nothing outside, and a reader that refuses a malformed table."""

from pathlib import Path

import pytest

from tracker.analysis import norm_table
from tracker.analysis.flexibility_norms import norm_band, reach_percentile
from tracker.analysis.norm_table import own_table, read_norms
from tracker.analysis.thresholds import MalformedTable
from tracker.domain.sit_and_reach import VARIANT_NAMES

OWN = (Path(norm_table.__file__).parent / "data" / "flexibility_norms.toml").read_text()


@pytest.mark.parametrize(
    ("sex", "age", "cm", "percentile"),
    [
        ("male", 20, 8.9, 5),
        ("male", 24, 24.6, 50),
        ("male", 42, 14.9, 20),
        ("male", 69, 33.1, 95),
        ("female", 20, 14.4, 5),
        ("female", 37, 30.7, 50),
        ("female", 52, 41.1, 90),
        ("female", 65, 43.8, 95),
        ("male", 40, (20.6 + 23.3) / 2, 45),
    ],
)
def test_published_cells_and_the_line_between(sex, age, cm, percentile) -> None:
    found = reach_percentile(cm - 26, "csep_acsm", sex, age)
    assert found.percentile == pytest.approx(percentile)
    assert found.place == "inside"
    assert f"about {round(percentile)} in 100" in found.sentence


def test_beyond_the_columns_nothing_is_guessed() -> None:
    below = reach_percentile(8.3 - 26, "csep_acsm", "male", 40)
    assert (below.percentile, below.place) == (None, "below")
    assert "fewer than 5 in 100" in below.sentence
    above = reach_percentile(37.9 - 26, "csep_acsm", "male", 40)
    assert (above.percentile, above.place) == (None, "above")
    assert "more than 95 in 100" in above.sentence


def test_the_cell_that_is_missing_stays_missing() -> None:
    band = norm_band("csep_acsm", "female", 52)
    assert band.percentiles[-1] == 90
    above = reach_percentile(41.2 - 26, "csep_acsm", "female", 52)
    assert (above.percentile, above.place) == (None, "above")
    assert "more than 90 in 100" in above.sentence


@pytest.mark.parametrize(
    ("sex", "age", "word"),
    [
        ("male", 19, "20 to 69"),
        ("male", 70, "20 to 69"),
        (None, 40, "your sex"),
        ("male", None, "your birth year"),
        (None, None, "your birth year and sex"),
    ],
)
def test_outside_the_table_it_says_why(sex, age, word) -> None:
    found = reach_percentile(0.0, "csep_acsm", sex, age)
    assert (found.percentile, found.place) == (None, "none")
    assert word in found.sentence


def test_only_the_two_box_tests_are_compared() -> None:
    compared = {name for name in VARIANT_NAMES if norm_band(name, "male", 40)}
    assert compared == {"csep_acsm", "presidents"}
    assert "fair to compare" in reach_percentile(0.0, "chair", "male", 40).sentence
    # 24.6 on the 26 cm box is 21.6 on the 23 cm box, by their foot lines.
    assert reach_percentile(21.6 - 23, "presidents", "male", 22).percentile == pytest.approx(50)


def test_inches_read_as_centimetres_would_show() -> None:
    # 17 in on a tape with the heels at 15 in is 5.1 cm past the soles; read as cm it would be far short of them.
    assert reach_percentile((17 - 15) * 2.54, "csep_acsm", "male", 22).percentile > 70
    assert reach_percentile(17 - 26.0, "csep_acsm", "male", 22).percentile < 25


def test_the_table_says_where_it_is_from() -> None:
    table = own_table()
    assert table.ages == (20, 69)
    assert len(table.bands) == 20
    assert "Hoffmann 2019" in table.source
    assert table.licence == "Statistics Canada Open Licence"
    assert "Adapted from Statistics Canada" in table.notice


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name =", "name = ["),
        ('licence = "Statistics Canada Open Licence"\n', ""),
        ('unit = "cm"', 'unit = "in"'),
        ('unit = "cm"', 'unit = ""'),
        ("foot_line_cm = 26", "foot_line_cm = true"),
        ("percentiles = [5, 10, 20", "percentiles = [5, 20, 10"),
        ("percentiles = [5, 10, 20", "percentiles = [0, 10, 20"),
        ("percentiles = [5, 10, 20", "percentiles = [10, 20"),
        ("[8.9, 11.7, 15.5", "[8.9, 15.5, 11.7"),
        ("[8.9, 11.7, 15.5", "[8.9, nan, 15.5"),
        ("[8.9, 11.7, 15.5", '[8.9, "11.7", 15.5'),
        ("[8.9, 11.7, 15.5", "[8.9, 15.5"),
        ("ages = [20, 24]", "ages = [20, 23]"),
        ("ages = [20, 24]", "ages = [24, 20]"),
        ("ages = [20, 24]", "ages = [20]"),
        ("ages = [20, 24]", "ages = [20, 24.5]"),
        ('sex = "male"', 'sex = "other"'),
        ('sex = "male"', 'sexes = "male"'),
        ("missing = [95]", "missing = [94]"),
        ("missing = [95]", "missing = 95"),
        ('sex = "female"', 'sex = "male"'),
    ],
)
def test_a_malformed_table_is_refused_with_its_name(tmp_path, old, new) -> None:
    assert old in OWN
    path = tmp_path / "broken.toml"
    path.write_text(OWN.replace(old, new))
    with pytest.raises(MalformedTable, match=r"broken\.toml"):
        read_norms(path)


def test_a_table_without_rows_is_refused(tmp_path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(OWN.partition("[[norm]]")[0] + "norm = []\n")
    with pytest.raises(MalformedTable, match="norm"):
        read_norms(path)
