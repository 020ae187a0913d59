"""What a therapist wants to know before a session, one line each: as far as the record's reader may see it, and no further."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from tracker import clock
from tracker.analysis.activities import ActivityCourse
from tracker.analysis.flexibility_trend import reach_words, series_name
from tracker.analysis.medicines import MedicinesTaken
from tracker.analysis.pain_places import MarkedDays, most_often
from tracker.analysis.questionnaire_scores import score_now
from tracker.analysis.wording import counted, latest, listed, tenths
from tracker.domain.check_in import EXTENT_WORDS, SEVERITIES, SLEEP_QUALITIES, SYMPTOMS, CheckIn
from tracker.domain.description import capitalise_first, day_in_words, lower_first
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.fair_try import FairTry
from tracker.domain.fair_try_words import kept_words, state_words, title_of, today_words
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, item_in_words
from tracker.domain.measure import Part
from tracker.domain.own_words import isolated, quoted
from tracker.domain.pain_place import SADDLE
from tracker.domain.period import Period, latest_days
from tracker.domain.questionnaire import QuestionnaireAnswers, of_one_questionnaire
from tracker.locales import day_words, shortest
from tracker.progress import Progress
from tracker.record import ClientRecord

LATEST_DAYS, MEDICINE_DAYS = 14, 28
# One sheet stays one sheet.
MOST_REGULAR = MOST_PLACES = MOST_SCORES = 4
POOR_SLEEP = SLEEP_QUALITIES.index("poor") + 1
Line = tuple[str, str]


def at_a_glance(record: ClientRecord, answers: Progress, period: Period) -> Iterator[Line]:
    """Yield a label and its words for all that is shared; what was not logged is said, what is not shared is absent.

    `period` ends with the latest day that may be read, and so do the 14 days that the lines are about.
    """
    last, recent = period.last, latest_days(LATEST_DAYS, period.last)
    check_ins = record.entries.of(CheckIn, recent)
    yield from _last_entry(record)
    if answers.shares("activities"):
        yield from _activities(answers, last)
    yield from _scores(record)
    if answers.shares("extent"):
        yield "Reaches now", _extent(check_ins, last)
    if _allows(record, Part.PAIN, Part.PLACES) and (record.scope or answers.evidence.pain_places.places):
        yield "Where it hurts", _places(answers.evidence.pain_places.last, last)
    if answers.shares("symptoms"):
        yield "Tingling, numbness, weakness", _symptoms(check_ins)
    if answers.shares("flares"):
        yield "Flares", _flares(answers, last)
    if answers.shares("goes-with"):
        yield "Sleep", _sleep(check_ins, last)
        yield "Sitting", _sitting(check_ins, last)
    if answers.shares("keeping-at-it"):
        yield "Exercises at home", _exercises(record.home_plan.current(), check_ins)
    if _allows(record, Part.MEDICINES) and (record.scope or len(answers.evidence.medicines)):
        yield "Medicines", _medicines(answers.evidence.medicines_taken(MEDICINE_DAYS), record)
    running = (fair_try for fair_try in answers.evidence.fair_tries if fair_try.is_running)
    yield from (("Fair try", _fair_try(fair_try, clock.today())) for fair_try in running)
    if _allows(record, "plans"):
        yield "Goal", _goal(record.goals.shown(), answers.evidence.unit)
        yield "Next massage session", _next_session(record)


def _allows(record: ClientRecord, *names: str) -> bool:
    return record.scope is None or all(record.scope.allows(name) for name in names)


def _in_words(day: date) -> str:
    # Also of days gone by, which end before today.
    return day_in_words(day, clock.today())


def _not_logged(last: date) -> str:
    return f"Not logged in {_latest(last)}"


def _latest(last: date) -> str:
    return latest(f"{LATEST_DAYS} days", last)


def _last_entry(record: ClientRecord) -> Iterator[Line]:
    if any(_allows(record, entry_class.shared_as) for entry_class in ENTRY_CLASSES.values()):
        last = record.entries.last_day()
        ago = (clock.today() - last).days if last else 0
        words = "nothing is logged in what is shared" if last is None else _in_words(last)
        yield "Last entry", capitalise_first(f"{words} ({ago} days ago)" if ago > 1 else words)


def _activities(answers: Progress, last: date) -> Iterator[Line]:
    """What somebody can do comes before how much it hurts; who named nothing has no line of it."""
    courses = answers.evidence.activities.courses
    if courses:
        # A number right after words that are read from the right would be drawn among them, and 2→6 as 6→2.
        yield "Can do again", " and ".join(_course(course, last) for course in courses)
    if overall := answers.evidence.own_much_better.latest:
        day, answer = overall
        yield "Overall", f"{capitalise_first(answer)}{_if_not_lately(day, last)}"


def _scores(record: ClientRecord) -> Iterator[Line]:
    """The score of each questionnaire now and at first; where none was answered, nothing speaks of them."""
    for of_one in islice(of_one_questionnaire(record.entries.of(QuestionnaireAnswers)), MOST_SCORES):
        if now := score_now(of_one):
            yield (
                isolated(of_one[-1].title or ""),
                f"{' '.join(now.sentences)} Answered {day_words(of_one[-1].on_date)}.",
            )


def _course(course: ActivityCourse, last: date) -> str:
    first, now = (shortest(round(rating, 1)) for rating in (course.ratings[0], course.ratings[-1]))
    how = f"{first}\u2192{now}" if course.is_enough else f"so far {now}"
    return f"{how} {quoted(course.words)}{_if_not_lately(course.days[-1], last)}"


def _if_not_lately(day: date, last: date) -> str:
    """Return the day of what is older than the 14 days that the other lines are about."""
    return "" if day in latest_days(LATEST_DAYS, last) else f" ({_in_words(day)})"


def _extent(check_ins: Sequence[CheckIn], last: date) -> str:
    newest = next((check_in for check_in in check_ins if check_in.pain_extent), None)
    if newest is None or newest.pain_extent is None:
        return _not_logged(last)
    sides = {"both": ", both sides", "left": ", left", "right": ", right"}
    return f"{capitalise_first(EXTENT_WORDS[newest.pain_extent])}{sides.get(newest.side or '', '')} ({_in_words(newest.on_date)})"


def _places(marked: MarkedDays, last: date) -> str:
    if not marked.days:
        return f"No place is marked in {_latest(last)}"
    often = most_often(marked)
    named = [f"{place.words} on {marked.by_place[place.name]}" for place in often[:MOST_PLACES]]
    more = [f"{len(often) - len(named)} more"] if len(often) > len(named) else []
    ask = ". Numbness between the legs is a warning sign: ask" if SADDLE in marked.by_place else ""
    return f"Of {counted(marked.days, 'marked day')}: {listed([*named, *more])}{ask}"


def _symptoms(check_ins: Sequence[CheckIn]) -> str:
    words_by_symptom = {}
    for symptom in SYMPTOMS:
        newest = next((check_in for check_in in check_ins if getattr(check_in, symptom) is not None), None)
        words = "not logged" if newest is None else SEVERITIES[getattr(newest, symptom)]
        day = f" ({_in_words(newest.on_date)})" if newest else ""
        words_by_symptom[symptom] = f"{words}{day}"
    # What is the same of all is said once.
    same = set(words_by_symptom.values())
    parts = same if len(same) == 1 else [f"{symptom} {words}" for symptom, words in words_by_symptom.items()]
    return capitalise_first("; ".join(parts))


def _flares(answers: Progress, last: date) -> str:
    flares = answers.evidence.flares
    if not flares.episodes:
        return flares.nothing_words
    on = "One seems to be on. " if last == clock.today() else f"One seemed to be on at {day_words(last)}. "
    now = on if flares.is_flare_now else ""
    count = f"{len(flares.episodes)}, the latest: " if len(flares.episodes) > 1 else ""
    return f"{now}{count}{flares.episodes[-1].sentence}"


def _sleep(check_ins: Sequence[CheckIn], last: date) -> str:
    nights = [check_in.sleep_quality for check_in in check_ins if check_in.sleep_quality is not None]
    if not nights:
        return _not_logged(last)
    poor = sum(quality <= POOR_SLEEP for quality in nights)
    middle = SLEEP_QUALITIES[sorted(nights)[(len(nights) - 1) // 2] - 1]
    how_often = f"poor or worse in {poor} of" if poor else "never poor in"
    return f"Median {middle}; {how_often} {counted(len(nights), 'answer')}"


def _sitting(check_ins: Sequence[CheckIn], last: date) -> str:
    hours = {
        check_in.on_date: check_in.hours_sitting
        for check_in in reversed(check_ins)
        if check_in.hours_sitting is not None
    }
    if not hours:
        return _not_logged(last)
    return f"{tenths(sum(hours.values()) / len(hours))} hours a day on average ({counted(len(hours), 'day')})"


def _exercises(plan: Sequence[PlanItem], check_ins: Sequence[CheckIn]) -> str:
    logged = len({check_in.on_date for check_in in check_ins})
    days = {check_in.on_date for check_in in check_ins if check_in.exercises_done}
    words = f"Ticked on {len(days)} of {counted(logged, 'day')} with a check-in"
    for item in plan:
        if item.exercise_id is None:
            words += f"; {item_in_words(item)}: cannot be ticked"
            continue
        done = len(
            {check_in.on_date for check_in in check_ins if item.exercise_id in check_in.exercises_done}
        )
        words += f"; {item_in_words(item)}: {counted(done, 'day')}"
    return words


def _medicines(medicines: MedicinesTaken, record: ClientRecord) -> str:
    words = [_as_needed(medicines, record)] if medicines.first else []
    if medicines.regular:
        named = [f"{name} since {day_words(began)}" for name, began in medicines.regular[-MOST_REGULAR:]]
        more = len(medicines.regular) - len(named)
        words.append(f"regular: {', '.join([*named, *([f'and {more} more'] if more else [])])}")
    return capitalise_first("; ".join(words)) if words else "None is logged in the days shared"


def _as_needed(medicines: MedicinesTaken, record: ClientRecord) -> str:
    begun = medicines.first if medicines.first != medicines.period.first else None
    days = (
        f"since {day_words(begun)}"
        if begun
        else f"of {latest(f'{MEDICINE_DAYS} days', medicines.period.last)}"
    )
    # Without the check-ins nobody can tell how many days would have had one.
    if not _allows(record, Part.PAIN):
        return f"took an as-needed medicine on {counted(medicines.as_needed_days, 'day')} {days}"
    return (
        f"took an as-needed medicine on {medicines.as_needed_days} of {counted(medicines.logged_days, 'day')} with an entry, "
        f"{days}"
    )


def _fair_try(fair_try: FairTry, today: date) -> str:
    part = today_words(fair_try, today)
    sentences = (
        f"{title_of(fair_try.protocol)}.",
        part,
        kept_words(fair_try, today),
        state_words(fair_try, today),
    )
    return " ".join(filter(None, sentences))


def _goal(goal: Goal | None, unit: str) -> str:
    if goal is None:
        return "None is set"
    if goal.kind == "pain":
        return f"{capitalise_first(goal.site or '')} pain of {tenths(goal.target)} or less by {day_words(goal.by_date)}"
    reach, test = (
        reach_words(goal.target, unit, goal.variant),
        series_name(goal.variant or "", goal.side, unit),
    )
    return f"A reach {reach} ({lower_first(test)}) by {day_words(goal.by_date)}"


def _next_session(record: ClientRecord) -> str:
    planned = record.planned_massages.next()
    if planned is None:
        return "None is planned"
    minutes = f", {planned.minutes} minutes" if planned.minutes else ""
    return f"{capitalise_first(_in_words(planned.on_date))} at {planned.at_time:%H:%M}{minutes}"
