"""Flares: marked or seen in the numbers, their peak and end, gaps left open, and what was logged before the end."""

import pytest

from tests.invented_records import check_ins, day, massages
from tests.set_clock import SetClock
from tracker.analysis.episodes import flare_episodes
from tracker.frames import daily_pain
from tracker.locales import day_words


def course(values: dict[int, int], marked=(), exercises=None, sessions=(), last=None, back=None):
    rows = (
        {
            "on_date": day(n).isoformat(),
            "leg_pain_nrs": value,
            "back_pain_nrs": (back or {}).get(n),
            "is_flare": int(n in marked),
            "exercises_done": (exercises or {}).get(n),
        }
        for n, value in values.items()
    )
    frame = check_ins(*rows)
    when = massages(*({"on_date": day(n).isoformat(), "minutes": 45} for n in sessions))
    last = max(values, default=0) if last is None else last
    return flare_episodes(daily_pain(frame), frame, when, day(last))


def steady(days: int, level: int = 3) -> dict[int, int]:
    return dict.fromkeys(range(days), level)


def test_a_marked_flare_ends_with_the_first_of_two_calm_days() -> None:
    values = steady(60) | {30: 7, 31: 8, 32: 6, 33: 3, 34: 5, 35: 3, 36: 3}
    (flare,) = course(
        values, marked=(30, 31), exercises={34: "short_walk;bridge", 10: "bird_dog"}, sessions=(33,)
    ).episodes
    assert (flare.first, flare.last, flare.days, flare.ended) == (day(30), day(34), 5, day(35))
    assert (flare.peak, flare.peak_day, flare.usual, flare.is_marked) == (8, day(31), 3, True)
    assert flare.logged_before_end == ("massage session", "Bridge", "Short walk")
    assert "at most 8.0 (usual before: 3.0)" in flare.sentence
    assert "logged in the three days before: massage session, bridge, short walk" in flare.sentence
    assert "does not say what ended it" in flare.sentence


def test_three_high_days_are_found_unmarked_and_two_are_not() -> None:
    three = course(steady(60) | {30: 5, 31: 6, 32: 5})
    assert [(one.first, one.last, one.is_marked) for one in three.episodes] == [(day(30), day(32), False)]
    assert "Calmer from" in three.episodes[0].sentence
    assert course(steady(60) | {30: 5, 31: 6}).episodes == ()
    assert course(steady(60) | dict.fromkeys(range(30, 36), 4)).episodes == ()


def test_a_flare_that_goes_on_has_no_end() -> None:
    now = course(steady(40) | {37: 8, 38: 8, 39: 7}, marked=(37,))
    assert now.is_flare_now
    assert now.episodes[0].ended is None
    assert f"seemed to be on at {day_words(now.as_of)}" in now.sentence
    assert "Two calm days in a row after it are not logged yet" in now.episodes[0].sentence


def test_only_what_is_on_today_is_on_now(monkeypatch: pytest.MonkeyPatch) -> None:
    values = steady(28) | dict.fromkeys(range(28, 33), 7)
    SetClock(monkeypatch).set(day(32))
    assert "seems to be on now" in course(values).sentence
    assert "on now" not in course(values, last=31).sentence
    assert course(values, last=31).is_flare_now


def test_a_gap_leaves_the_end_open() -> None:
    values = dict.fromkeys(range(20), 3) | {20: 8, 21: 8, 22: 8} | dict.fromkeys(range(60, 70), 3)
    result = course(values, marked=(20,))
    assert (result.episodes[0].last, result.episodes[0].ended, result.is_flare_now) == (day(22), None, False)


def test_a_new_level_is_no_endless_flare() -> None:
    result = course(steady(200) | dict.fromkeys(range(100, 200), 7))
    assert len(result.episodes) == 1
    assert result.episodes[0].days == 42
    assert not result.is_flare_now


def test_a_mark_without_numbers_or_history_counts() -> None:
    (flare,) = course({0: 8, 1: 8, 2: 7, 3: 2, 4: 2}, marked=(0, 1)).episodes
    assert (flare.usual, flare.days, flare.ended) == (None, 2, day(2))
    no_number = check_ins({"on_date": day(0).isoformat(), "pain_extent": "foot", "is_flare": 1})
    (silent,) = flare_episodes(daily_pain(no_number), no_number, massages(), day(0)).episodes
    assert (silent.peak, silent.peak_day) == (None, None)
    assert silent.sentence


@pytest.mark.parametrize("values", [{}, {0: 10}, steady(30, 0), steady(30, 10)])
def test_no_flare_is_a_result(values) -> None:
    result = course(values)
    assert (result.episodes, result.is_flare_now) == ((), False)
    assert "No flare" in result.sentence


def test_several_are_counted_and_later_days_left_out() -> None:
    values = steady(120) | dict.fromkeys(range(30, 34), 7) | dict.fromkeys(range(80, 86), 7)
    result = course(values)
    assert [one.days for one in result.episodes] == [4, 6]
    assert "2 spells of higher leg pain, 4 to 6 days long" in result.sentence
    assert len(course(values, last=60).episodes) == 1


def test_an_end_that_is_not_seen_is_not_told_as_no_calm_day() -> None:
    calm = dict.fromkeys(range(60, 160), 3)
    (unseen,) = course(dict.fromkeys(range(20), 3) | {20: 8, 21: 8, 22: 8} | calm, marked=(20,)).episodes
    assert unseen.ended is None
    assert (
        "For 7 days or more after it nothing noted shows how it was, so when it ended is not known"
        in unseen.sentence
    )
    (level,) = course(steady(200) | dict.fromkeys(range(100, 150), 7)).episodes
    assert level.ended is None
    assert "not over after six weeks" in level.sentence
    assert "42 days long or longer" in course(steady(200) | dict.fromkeys(range(100, 150), 7)).sentence
    (one_calm,) = course(steady(40) | {37: 8, 38: 8, 39: 3}, marked=(37,)).episodes
    assert "Two calm days in a row after it are not logged yet" in one_calm.sentence
    for flare in (unseen, level, one_calm):
        assert "No calm" not in flare.sentence


@pytest.mark.parametrize(
    "values", [{}, {0: 10}, {0: 9, 7: 9, 14: 9, 21: 9}, dict.fromkeys(range(0, 200, 7), 8)]
)
def test_where_no_spell_could_be_seen_none_is_said_to_be_missing(values) -> None:
    result = course(values)
    assert "stands out" not in result.sentence
    assert "too little leg pain is noted to see a spell" in result.sentence
    assert result.nothing_words.startswith("None is marked, and too little leg pain")


def test_on_how_few_days_a_spell_could_be_seen_is_told() -> None:
    values = dict.fromkeys(range(12), 3) | dict.fromkeys(range(40, 100, 7), 8)
    assert "stands out on the 5 of 21 days that have enough noted before them" in course(values).sentence
    assert course(steady(60)).sentence.endswith("no spell of higher leg pain stands out.")


@pytest.mark.parametrize("exercises", [None, {70: "bridge"}])
@pytest.mark.parametrize(("before", "start"), [(steady(30), 70), ({}, 0), (steady(3), 3)])
def test_days_after_a_mark_are_not_called_calmer_than_nobody_knows_what(before, start, exercises) -> None:
    after = {start + number: pain for number, pain in enumerate((8, 8, 9, 9, 8))}
    (flare,) = course(before | after, marked=(start,), exercises=exercises).episodes
    assert (flare.usual, flare.days) == (None, 1)
    assert f"at most 8.0. Not marked any more from {day_words(day(start + 1))}" in flare.sentence
    assert "Calmer" not in flare.sentence


@pytest.mark.parametrize(("gap", "usual"), [(0, 3), (21, 3), (22, None), (365, None)])
def test_usual_before_is_that_of_the_four_weeks_before(gap: int, usual: float | None) -> None:
    (flare,) = course(steady(30) | {30 + gap: 8}, marked=(30 + gap,)).episodes
    assert flare.usual == usual
    assert ("usual before" in flare.sentence) is (usual is not None)


def sites(pain: dict[int, tuple[int | None, int | None]], marked=()):
    """The flares of days with leg and back pain, either of them not noted."""
    rows = (
        {
            "on_date": day(n).isoformat(),
            "leg_pain_nrs": leg,
            "back_pain_nrs": back,
            "is_flare": int(n in marked),
        }
        for n, (leg, back) in pain.items()
    )
    frame = check_ins(*rows)
    return flare_episodes(daily_pain(frame), frame, massages(), day(max(pain))).episodes


BEFORE = dict.fromkeys(range(31), (3, 2))


def test_days_on_which_that_pain_is_not_noted_are_not_calm() -> None:
    blank = dict.fromkeys(range(32, 35), (None, 2))
    (flare,) = sites(BEFORE | {31: (8, 2)} | blank, marked=(31,))
    assert (flare.last, flare.ended) == (day(31), None)
    assert "Two calm days in a row after it are not logged yet" in flare.sentence
    # The days that tell are the ones that count, and the first calm one is one of them.
    (flare,) = sites(BEFORE | {31: (8, 2)} | blank | {35: (3, 2), 36: (None, 2), 37: (3, 2)}, marked=(31,))
    assert (flare.last, flare.days, flare.ended) == (day(31), 1, day(35))
    # A mark tells, whatever else is noted.
    (flare,) = sites(BEFORE | {31: (8, 2)} | blank | {35: (3, 2), 36: (3, 2)}, marked=(31, 33))
    assert (flare.last, flare.ended) == (day(33), day(35))


def test_a_spell_that_nobody_marked_needs_the_number_too() -> None:
    high = dict.fromkeys(range(31, 34), (7, 2))
    blank = dict.fromkeys(range(34, 40), (None, 2))
    (spell,) = sites(BEFORE | high | blank)
    assert (spell.is_marked, spell.ended) == (False, None)
    (spell,) = sites(BEFORE | high | blank | {40: (7, 2), 41: (3, 2), 42: (3, 2)})
    assert (spell.last, spell.ended) == (day(40), day(41))


@pytest.mark.parametrize("is_back_noted", [True, False])
@pytest.mark.parametrize(("between", "after"), [((1, 3, 5), (3, 2)), ((2,), None)])
def test_a_spell_begins_whatever_is_noted_between_its_high_days(is_back_noted, between, after) -> None:
    high = {31 + number: (7, 2) for number in range(7) if number not in between}
    blank = {31 + number: (None, 2) for number in between if is_back_noted}
    calm = dict.fromkeys(range(38, 41), after) if after else {}
    spells = sites(dict(sorted((BEFORE | high | blank | calm).items())))
    ended = day(38) if after else None
    assert [(spell.first, spell.last, spell.ended) for spell in spells] == [(day(31), day(37), ended)]


def test_a_calm_or_marked_day_between_begins_no_unmarked_spell() -> None:
    assert sites(BEFORE | {31: (7, 2)} | dict.fromkeys(range(32, 37), (None, 2)) | {37: (7, 2)}) == ()
    highs = {31: (7, 2), 32: (None, 2), 33: (7, 2), 34: (3, 2), 35: (7, 2)}
    assert sites(BEFORE | highs) == ()
    (marked,) = sites(BEFORE | highs | {34: (None, 2)}, marked=(34,))
    assert (marked.is_marked, marked.first) == (True, day(34))


def test_the_other_site_that_flared_must_be_known_to_be_calm() -> None:
    calm_leg = dict.fromkeys(range(33, 37), (3, None))
    (flare,) = sites(BEFORE | {31: (9, 7), 32: (9, 7)} | calm_leg, marked=(31, 32))
    assert (flare.site, flare.last, flare.ended) == ("leg", day(32), None)


@pytest.mark.parametrize("flaring", ["leg", "back"])
def test_it_is_calmer_only_where_both_sites_that_flared_are_known_to_be(flaring: str) -> None:
    """The site that rose most is not noted for days, in which the other flares on and is calm."""
    pairs = (
        BEFORE | {31: (9, 5)} | dict.fromkeys((32, 33), (None, 5)) | dict.fromkeys(range(34, 43), (None, 2))
    )
    if flaring == "back":
        pairs = {number: (back, leg) for number, (leg, back) in pairs.items()}
    (flare,) = sites(pairs, marked=(31,))
    assert (flare.site, flare.last, flare.ended) == (flaring, day(33), None)
    assert "Calmer" not in flare.sentence
    # It is calmer once both are known to be, be that late.
    (flare,) = sites(pairs | dict.fromkeys((38, 39), (2, 2)), marked=(31,))
    assert (flare.last, flare.ended) == (day(33), day(38))
    (flare,) = sites(pairs | dict.fromkeys((34, 35), (2, 2)), marked=(31,))
    assert (flare.last, flare.ended) == (day(33), day(34))


@pytest.mark.parametrize(("without", "is_open"), [(6, False), (7, True), (8, True)])
@pytest.mark.parametrize("is_back_noted", [True, False])
def test_a_week_that_tells_nothing_leaves_the_end_open(
    without: int, is_open: bool, is_back_noted: bool
) -> None:
    between = dict.fromkeys(range(32, 32 + without), (None, 2)) if is_back_noted else {}
    calm = dict.fromkeys(range(32 + without, 90), (3, 2))
    (flare,) = sites(BEFORE | {31: (8, 2)} | between | calm, marked=(31,))
    assert (flare.ended is None) is is_open
    assert ("For 7 days or more after it nothing noted shows how it was" in flare.sentence) is is_open


class TestAMarkedFlareIsOfTheSiteThatRoseMost:
    SPELL = range(30, 35)

    def test_with_its_site_and_its_numbers(self) -> None:
        leg = steady(60, 1) | dict.fromkeys(self.SPELL, 9)
        result = course(leg, marked=self.SPELL, back=steady(60, 6))
        (flare,) = result.episodes
        assert (result.site, flare.site, flare.peak, flare.usual) == ("back", "leg", 9, 1)
        assert "5 days, leg pain at most 9.0 (usual before: 1.0)" in flare.sentence
        assert flare.short_words == f"5 days from {day_words(day(30))}, leg pain at most 9"

    def test_of_the_back_where_the_leg_hurts_more(self) -> None:
        back = steady(60, 1) | dict.fromkeys(self.SPELL, 7)
        (flare,) = course(steady(60, 5), marked=self.SPELL, back=back).episodes
        assert "back pain at most 7.0 (usual before: 1.0)" in flare.sentence

    def test_it_is_not_over_while_its_own_site_hurts(self) -> None:
        leg = steady(60, 1) | dict.fromkeys(self.SPELL, 9)
        (flare,) = course(leg, marked=(30,), back=steady(60, 6)).episodes
        assert (flare.last, flare.ended) == (day(34), day(35))

    def test_it_is_not_over_while_the_other_site_flares_too(self) -> None:
        """Two points at a site are a flare of it; one point there ends nothing later."""
        back = steady(60, 1) | {30: 7}
        for height, last in ((8, 35), (6, 30)):
            leg = steady(60, 5) | dict.fromkeys(range(30, 36), height)
            (flare, *more) = course(leg, marked=(30,), back=back).episodes
            assert (flare.site, flare.peak, flare.last, more) == ("back", 7, day(last), [])

    def test_of_the_main_site_where_neither_rose(self) -> None:
        (flare,) = course(steady(60, 3), marked=self.SPELL, back=steady(60, 6)).episodes
        assert (flare.site, flare.peak) == ("back", 6)

    def test_before_anything_is_usual_of_the_site_that_hurt_most(self) -> None:
        leg = steady(60, 1) | {0: 9, 1: 9}
        (flare,) = course(leg, marked=(0, 1), back=steady(60, 6)).episodes
        assert (flare.site, flare.peak, flare.usual) == ("leg", 9, None)

    def test_what_nobody_marked_is_seen_at_the_main_site_alone(self) -> None:
        leg = steady(60, 1) | dict.fromkeys(self.SPELL, 9)
        assert course(leg, back=steady(60, 6)).episodes == ()
        (spell,) = course(leg, back=steady(60, 6) | dict.fromkeys(self.SPELL, 9)).episodes
        assert (spell.site, spell.is_marked) == ("back", False)
