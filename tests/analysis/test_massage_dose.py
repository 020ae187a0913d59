"""Massage dose: counted in the period, pairs only where both numbers are given, no cause claimed."""

import re

from tests.invented_records import day, massages
from tracker.analysis.massage_dose import massage_dose
from tracker.domain.period import Period

MARCHED = (
    {"on_date": day(0).isoformat(), "minutes": 60, "pain_before_nrs": 6, "pain_after_nrs": 3},
    {"on_date": day(5).isoformat(), "minutes": 30, "pain_before_nrs": 4, "pain_after_nrs": 0},
    {"on_date": day(6).isoformat(), "minutes": 45, "pain_before_nrs": 10},
    {"on_date": day(30).isoformat(), "minutes": 45, "pain_before_nrs": 9, "pain_after_nrs": 9},
)


def test_sessions_of_the_period_are_counted_and_pairs_averaged() -> None:
    dose = massage_dose(massages(*MARCHED), Period(day(0), day(29)))
    assert (dose.sessions, dose.minutes, dose.pairs) == (3, 135, 2)
    assert (dose.pain_before_mean, dose.pain_after_mean) == (5.0, 1.5)
    assert dose.sentence.startswith("3 massage sessions, 135 minutes together. In the 2 with both numbers")


def test_without_pairs_and_without_sessions_there_is_still_a_sentence() -> None:
    unpaired = massage_dose(massages(MARCHED[2]), Period(day(0), day(29)))
    assert (unpaired.pairs, unpaired.pain_before_mean) == (0, None)
    assert "None has pain noted both before and after" in unpaired.sentence
    nothing = massage_dose(massages(), Period(day(0), day(29)))
    assert (nothing.sessions, nothing.minutes) == (0, 0)
    assert nothing.sentence == "No massage session is logged in this period."


def test_one_session_reads_well_and_nothing_claims_a_cause() -> None:
    one = massage_dose(massages(MARCHED[0]), Period(day(0), day(0))).sentence
    assert one.startswith("1 massage session, 60 minutes together. In it, pain was 6.0 before and 3.0 after.")
    some = massage_dose(massages(*MARCHED[:3]), Period(day(0), day(9))).sentence
    for sentence in (one, some):
        assert "does not show what the massage did" in sentence
        assert not re.search(r"caus|because|thanks to|helped|worked", sentence)
