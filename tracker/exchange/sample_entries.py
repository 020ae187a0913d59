"""The entries of one invented client with left-sided sciatica and tight hamstrings, drawn by chance from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import fmean
from typing import Any
from uuid import UUID

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import ActivityRating, OwnActivity
from tracker.domain.sit_and_reach import SitAndReachTest, variant_named
from tracker.exchange.sample_course import Course, course_of

# From most to least, as one would do them; a flare leaves the gentle ones.
PLAN = (
    "short_walk",
    "hamstring_stretch_strap",
    "calf_stretch",
    "nerve_slider",
    "figure_four_stretch",
    "hip_flexor_stretch",
    "bridge",
    "bird_dog",
)
GENTLE = ("short_walk", "nerve_slider")
NOTES = (
    "Long drive, stiff getting out of the car.",
    "Slept on the sofa, woke up twisted.",
    "Good day. Walked to the market and back.",
    "Sat through meetings all afternoon.",
    "Tight behind the left thigh after the stairs.",
    "First morning in weeks without the pulling feeling.",
    "Put the bins out and felt it in the back.",
    "Stretching felt easier than last week.",
    "Rainy, stayed in, more sitting than I meant to.",
    "Carried the shopping in two trips this time.",
)
FLARE_NOTES = (
    "Down to the calf again after lifting a box.",
    "Could not sit for dinner.",
    "Coughing hurts today.",
)
MASSAGE_NOTES = (
    "Left hamstring very tight, eased towards the end.",
    "Asked for less pressure on the calf.",
    "Felt loose for the rest of the day.",
    "A bit sore, slept well after.",
)
THERAPISTS = ("Robin A.", "Sam K.")
# What they would like to do again, and how much a point of pain takes from it.
ACTIVITIES = {"sit for dinner": 1.3, "tie my shoes": 0.9}
POINTS_A_STEP = 1.5


def sample_entries(seed: int, days: int, last_day: date) -> tuple[Entry, ...]:
    """Return one invented client's entries of the `days` days up to `last_day`, by when they were made.

    The same arguments give the same entries, ids included. Pain (0-10) falls over months with good and
    bad spells and flares, reach (cm) grows; days and a whole week are missing, a few days were filled in later.
    """
    client = _Invented(seed, days, last_day, course_of(seed, days))
    entries = [
        *client.check_ins(),
        *client.tests(),
        *client.massage_sessions(),
        *client.ratings(),
        *client.overall_changes(),
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.created_at, entry.entry_id)))


def sample_activities(seed: int, days: int, last_day: date) -> tuple[OwnActivity, ...]:
    """Return what the invented client of `sample_entries` is asked about, chosen on the first day."""
    chance = Random(f"{seed} activities")  # noqa: S311 - invented data, not a secret
    begun = datetime.combine(last_day - timedelta(days=days - 1), time(8), UTC)
    return tuple(
        OwnActivity(
            words=words,
            activity_id=str(UUID(int=chance.getrandbits(128), version=4)),
            since=begun + timedelta(minutes=number),
        )
        for number, words in enumerate(ACTIVITIES)
    )


@dataclass(frozen=True)
class _Invented:
    seed: int
    days: int
    last_day: date
    course: Course

    def check_ins(self) -> Iterator[CheckIn]:
        chance = self._chance("check-ins")
        for number in range(self.days):
            times = _times_of_a_day(chance)
            # Everything is drawn, then left out: so a missed day does not change the days after it.
            is_logged = chance.random() > 0.13 and not self.course.is_away(number)
            delay = chance.choice((2, 2, 3, 5)) if chance.random() < 0.05 else 0
            for at_time in times:
                entry = self._check_in(chance, number, at_time, delay)
                if is_logged and number + delay < self.days:
                    yield entry

    def tests(self) -> Iterator[SitAndReachTest]:
        chance = self._chance("tests")
        first = chance.randint(2, 6)
        for week, number in enumerate(range(first, self.days, 7)):
            both_legs = week % 8 == 4 and not self.course.is_flare(number)
            tests = [self._test(chance, number, "csep_acsm", None)]
            tests += [
                self._test(chance, number, "back_saver", side) for side in ("left", "right") if both_legs
            ]
            if not self.course.is_away(number):
                yield from tests

    def massage_sessions(self) -> Iterator[MassageSession]:
        chance = self._chance("massage sessions")
        number = chance.randint(5, 9)
        while number < self.days:
            session = self._massage_session(chance, number)
            if not self.course.is_away(number):
                yield session
            number += chance.choice((13, 14, 14, 14, 15, 21))

    def ratings(self) -> Iterator[ActivityRating]:
        chance = self._chance("ratings")
        for number in range(chance.randint(0, 3), self.days, 7):
            for words, points in ACTIVITIES.items():
                rating = ActivityRating(
                    activity=words,
                    ability=_nrs(11 - points * self.course.leg_pain[number] + chance.gauss(0, 0.6)),
                    **self._made(chance, number, time(19, 30), 0),
                )
                # Nothing but pain is asked in a flare.
                if not self.course.is_away(number) and not self.course.is_flare(number):
                    yield rating

    def overall_changes(self) -> Iterator[OverallChange]:
        chance = self._chance("overall changes")
        same = OVERALL_STEPS.index("about the same")
        for number in range(30, self.days, 30):
            begun, now = (fmean(self.course.leg_pain[last - 14 : last]) for last in (14, number))
            steps = round((begun - now) / POINTS_A_STEP)
            answer = OverallChange(
                overall=OVERALL_STEPS[max(0, min(len(OVERALL_STEPS) - 1, same + steps))],
                **self._made(chance, number, time(19, 30), 0),
            )
            if not self.course.is_away(number) and not self.course.is_flare(number):
                yield answer

    def _check_in(self, chance: Random, number: int, at_time: time, delay: int) -> CheckIn:
        evening = at_time.hour >= 15
        felt = self.course.leg_pain[number] + (0.4 if evening else -0.2) + chance.gauss(0, 0.35)
        leg, back = _nrs(felt), _nrs(0.5 * felt + self.course.back_pain[number])
        flare = self.course.is_flare(number)
        brief = flare and chance.random() < 0.6
        done = tuple(
            e for e in PLAN if chance.random() < (0.35 if not flare else 0.5 if e in GENTLE else 0.0)
        )
        more: dict[str, Any] = {
            "tingling": _severity(felt - 2.5 + chance.gauss(0, 0.8)),
            "numbness": _severity(felt - 4.5 + chance.gauss(0, 0.8)),
            "weakness": 0,
            "sleep_quality": max(1, min(5, round(4.6 - 0.4 * felt + chance.gauss(0, 0.6)))),
            "hours_sitting": max(
                0.5, round(2 * chance.gauss(3.5 if self._is_weekend(number) else 6.5, 1.2)) / 2
            ),
            "minutes_active": max(0, 5 * round((60 - 5 * felt + chance.gauss(0, 12)) / 5)),
            "exercises_done": done,
        }
        note = chance.choice(FLARE_NOTES if flare else NOTES) if chance.random() < 0.09 else None
        # Some days only the two numbers are given; a flare is the two-tap check-in.
        detail = chance.random() < 0.75
        return CheckIn(
            leg_pain_nrs=leg,
            back_pain_nrs=back,
            pain_extent=_extent(felt, flare) if leg else "back" if back else "none",
            side="left" if leg else None,
            is_flare=flare and self.course.is_flare_start(number),
            **(more if detail and evening and not brief else {}),
            note=note,
            **self._made(chance, number, at_time, delay),
        )

    def _test(self, chance: Random, number: int, variant: str, side: str | None) -> SitAndReachTest:
        common = self._made(chance, number, time(18, chance.choice((0, 10, 20, 30))), 0)
        foot_line_cm = variant_named(variant).foot_line_cm
        best = (
            foot_line_cm
            + self.course.reach_cm[number]
            + (4.0 if side == "right" else 0.0)
            + chance.gauss(0, 0.5)
        )
        trials = tuple(
            round(2 * (best - short)) / 2 for short in (chance.uniform(1, 2), chance.uniform(0, 1), 0.0)
        )
        warm_up = chance.random() < 0.85
        if self.course.is_flare(number):
            return SitAndReachTest(variant=variant, side=side, skipped_reason="pain", **common)
        return SitAndReachTest(
            variant=variant, side=side, foot_line_cm=foot_line_cm, trials_cm=trials, warm_up=warm_up, **common
        )

    def _massage_session(self, chance: Random, number: int) -> MassageSession:
        before = _nrs(self.course.leg_pain[number] + chance.gauss(0.2, 0.4))
        areas = ["lower_back", "left_buttock", "left_hamstring"]
        areas += [area for area in ("right_hamstring", "left_calf", "left_foot") if chance.random() < 0.4]
        return MassageSession(
            minutes=chance.choice((30, 45, 60, 60)),
            areas=tuple(areas),
            pressure="light" if before >= 6 else chance.choice(("medium", "medium", "firm")),
            pain_before_nrs=before,
            pain_after_nrs=_nrs(before - chance.choice((-1, 0, 1, 1, 2, 2))),
            therapist=chance.choice((THERAPISTS[0], THERAPISTS[0], THERAPISTS[1])),
            note=chance.choice(MASSAGE_NOTES) if chance.random() < 0.4 else None,
            **self._made(chance, number, time(17, chance.choice((0, 15, 30))), 0),
        )

    def _made(self, chance: Random, number: int, at_time: time, delay: int) -> dict[str, Any]:
        on_date = self._day(number)
        moment = datetime.combine(on_date, at_time, UTC) + timedelta(
            days=delay, minutes=chance.randint(1, 40)
        )
        entry_id = str(UUID(int=chance.getrandbits(128), version=4))
        return {
            "entry_id": entry_id,
            "on_date": on_date,
            "at_time": at_time,
            "created_at": moment,
            "source": "sample",
        }

    def _day(self, number: int) -> date:
        return self.last_day - timedelta(days=self.days - 1 - number)

    def _is_weekend(self, number: int) -> bool:
        return self._day(number).weekday() >= 5

    def _chance(self, what: str) -> Random:
        # One stream per kind: more check-ins leave the massage sessions as they were.
        return Random(f"{self.seed} {what}")  # noqa: S311 - invented data, not a secret


def _times_of_a_day(chance: Random) -> tuple[time, ...]:
    morning = time(7, chance.randrange(0, 60, 5))
    evening = time(chance.choice((19, 20, 21)), chance.randrange(0, 60, 5))
    return chance.choices(((evening,), (morning, evening), (morning,)), (60, 25, 15))[0]


def _nrs(felt: float) -> int:
    return max(0, min(10, round(felt)))


def _severity(felt: float) -> int:
    return max(0, min(3, round(felt / 1.5)))


def _extent(felt: float, flare: bool) -> str:
    if flare:
        return "calf"
    steps = ((5.8, "calf"), (3.8, "thigh"), (1.8, "buttock"))
    return next((extent for least, extent in steps if felt >= least), "back")
