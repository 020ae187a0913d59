"""Choosing what becomes of a source: what is certain is proposed, the rest is asked, and --map is read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker import clock
from tracker.domain.check_in import PAIN
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, Chosen, Source, column_of
from tracker.exchange.importers.calendar_words import names_calendar
from tracker.exchange.importers.days import readings
from tracker.exchange.importers.numerals import minutes_named, name_apart
from tracker.exchange.importers.scale import (
    COMBINING,
    EXERCISE_IDS,
    FIELDS,
    NO_SCALE,
    ROLES,
    SAME,
    check,
    is_of_steps,
)

NONE = "none"
# A 1 is no minute of these; of hours of sitting it may be one.
COUNTED_IN_MINUTES = ("minutes", "minutes_active")
_FIRST_IN = {"ymd": "year", "dmy": "day", "mdy": "month"}
ONE_COLUMN_ROLES = ("on_date", "at_time", "names", "values")
MAKES_AN_ENTRY = (*PAIN, "minutes", "sit_and_reach_cm", "medicine")
_PAIN = re.compile(
    r"pain|ache|hurt|sciatica|schmerz|dolor|douleur|dolore|\bdor\b|pijn|smerte|b\u00f3l\b|\u75db|\bnrs\b",
    re.IGNORECASE,
)
# Not "leggero", tailbone, breastbone and collarbone in German, feedback, the back of a hand, nor "dor dos joelhos".
_LEG = re.compile(
    r"leg(?=s?(?:[^a-z]|pain|ache|$))|sciatic|hamstring|thigh|calf|pierna|jambe|gamba|perna"
    r"|(?<!stei\u00df)(?<!steiss)(?<!brust)(?<!schl\u00fcssel)bein",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?<!feed)back(?!\s+of\b)|lumbar|r\u00fccken|espalda|\bdos\b(?!\s+[^\W\d_])|schiena|costas|lumbago",
    re.IGNORECASE,
)
_BODY_AND_PAIN = re.compile("|".join(pattern.pattern for pattern in (_PAIN, _LEG, _BACK)), re.IGNORECASE)
# What may stand beside pain and its place where a name asks how bad it is: a side, the day, the rating, small words.
# Any other word may make it how long, how often, what it keeps from, or somebody else's: then it is asked. The first line
# is what languages put behind "pain" and "leg" in one word.
_WORDS_OF_HOW_BAD = """
    s es e n en er a al i in ing y ies
    left right both side l r lt rt lower low upper back nerve muscle muscles leg cheek
    today day morning evening noon afternoon night am pm daily date this end
    level levels score rating ratings rate rated scale intensity severity severe
    bad strong strength point points numeric numerical nrs vas mm
    how much is was are do does did you your my i me have feel feels felt feeling the of from to on at and or with for please out
    links rechts linke linker linkes linken rechte rechter rechtes rechten unten oben unterer unteren untere oberer oberen beide beiden
    heute tag morgen morgens abend abends mittag mittags nachts nacht
    stärke wie stark starke groß hoch skala wert niveau punkt
    punkte ist sind war waren ihr ihre dein deine mein meine im der die das dem den des und von vom bis zu auf für
    gauche droite droit bas haut inférieur inférieure aujourd hui matin soir midi échelle intensité forte
    fort est quelle quel votre mes mon la le les une un au aux du de et à d
    izquierda izquierdo derecha derecho baja bajo hoy noche tarde nivel intensidad escala cuánto
    cuál es su tu el los las en y lo
    sinistra sinistro destra destro bassa basso oggi mattina sera intensità livello scala quanto della del di il alla
    esquerda esquerdo direita direito hoje manhã noite mañana qual sua seu ao na da das do
    value nprs vnrs lbp spine buttock radiating during midday bedtime reading reported self intense
    painful ful what would enter select indicate imaginable possible
    intensität stufe grad höhe würden würdest sie du bewerten einschätzen schmerzt vorstellbarer
    dans nas nos izq der duele sx dx
    onder vandaag ochtend avond hoe erg uw mijn het een van tot schaal cijfer
"""
# Of which moment, or of how many, a rating is: the worst, the usual and the present pain of a day are not one rating.
_OF_WHICH_MOMENT = tuple(
    frozenset(words.split())
    for words in (
        """worst max maximum highest peak strongest stärkste stärkster schlimmste schlimmster maximal maximale pire peor máximo
        máxima""",
        """average avg mean overall general typical durchschnitt gesamt insgesamt moyenne media""",
        """now current currently present jetzt aktuell aktuelle aktueller maintenant actuel actuelle ahora actual ora attuale agora
        atual nu""",
    )
)
_HOW_BAD = frozenset(_WORDS_OF_HOW_BAD.split()).union(*_OF_WHICH_MOMENT)
# A scale the right way up, as names explain it, "(0 = no pain, 10 = worst imaginable)"; and one upside down.
_ENDS = re.compile(
    r"\b0\W{0,3}(?:none|no pain|no|kein\w* schmerz\w*|keine?|sin dolor|aucune douleur|pas de douleur|nessun dolore|sem dor|geen pijn)\b"
    r"|\b10\W{0,3}(?:(?:the )?worst(?: possible| imaginable)?(?: pain)?|max\w*|unbearable|extreme|st\u00e4rkste\w*(?: vorstellbar\w*)?(?: schmerz\w*)?|unertr\u00e4glich\w*"
    r"|(?:el )?peor\w*(?: dolor)?(?: imaginable| posible)?|pire|pior)\b",
    re.IGNORECASE,
)
_UPSIDE_DOWN = re.compile(
    r"\b(?:100?|1)\s?[=:]\s?(?:no|kein|sin\b|aucun|pas\b|nessun|nenhum|sem\b|geen|best)"
    r"|\b0\s?[=:]\s?(?:worst|max|unbear|schlimm|unertr|peor|pire|pior)",
    re.IGNORECASE,
)
# What a name says of its scale: "(0-100)", "/5", "out of 4", "7 = worst"; a percentage and millimetres go up to 100.
_TOP = re.compile(
    r"(?:\b[01]\s*(?:-|\N{EN DASH}|to|bis|\.\.|a|\u00e0|al|tot|til|till|do)\s*|/\s*|\b(?:of|von|sur|max\.?)\s+(?![01]\b))[0-9]+"
    r"|[0-9]+(?=\s?=|[-\s]?(?:point|punkt|stufig))",
    re.IGNORECASE,
)
_HUNDREDTHS = re.compile(r"%|\bmm\b|\bvas\b", re.IGNORECASE)
# A column of pain that never went above this could as well be on a shorter scale: then it is asked.
SURELY_TO_TEN = 6


def proposed_for(sources: Iterable[Source]) -> dict[str, Choice]:
    """Return what is certain by name and range: pain of leg or back in whole numbers that use most of 0-10.

    Where several sources are pain of the same place, left and right, either all of them are proposed or none; none
    where their names differ in a number or weekday alone, as columns of one day each do, or where one is of the worst
    and one of the usual or the present pain.
    """
    chosen: dict[str, Choice] = {}
    listed = list(sources)
    for field in PAIN:
        of_field = [
            source for source in listed if pain_field(source.name) == field and _is_within_ten(source)
        ]
        if max(Counter(_but_for_its_day(source.name) for source in of_field).values(), default=0) > 1:
            continue
        alike = [source for source in of_field if _asks_how_bad(source.name)]
        are_of_one_moment = len({_moment_named(source.name) for source in alike}) == 1
        if are_of_one_moment and any(is_nrs(source) for source in alike):
            chosen |= {source.name: Choice(field, SAME) for source in alike}
    return chosen


def _but_for_its_day(name: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W\d_]+", name.casefold())
    # A letter alone is a side, "L" or "R", sooner than a weekday.
    return tuple(word for word in words if len(word) == 1 or not names_calendar(word))


def _moment_named(name: str) -> tuple[bool, ...]:
    # "10 = worst" and "max 10" are of the scale.
    plain = _TOP.sub(" ", _ENDS.sub(" ", name_apart(name)))
    words = set(re.findall(r"[^\W\d_]+", plain.casefold()))
    return tuple(not words.isdisjoint(of_moment) for of_moment in _OF_WHICH_MOMENT)


def pain_field(name: str) -> str | None:
    """Return which pain a name speaks of, when it speaks of leg or back and not of both."""
    leg, back = bool(_LEG.search(name)), bool(_BACK.search(name))
    if leg == back or not (_PAIN.search(name)):
        return None
    return PAIN[0] if leg else PAIN[1]


def is_nrs(source: Source) -> bool:
    """Whether values are whole numbers within 0-10 and reach high enough that no shorter scale fits."""
    return _is_within_ten(source) and source.high is not None and source.high >= SURELY_TO_TEN


def _top_named(name: str) -> str | None:
    """Return the top of the scale that a name speaks of; None when it speaks of none."""
    if tops := [int(re.findall(r"[0-9]+", top)[-1]) for top in _TOP.findall(name)]:
        return str(max(tops))
    return "100" if _HUNDREDTHS.search(name) else None


def _asks_how_bad(name: str) -> bool:
    """Whether a name says pain, where, and how bad it is, and nothing else."""
    rest = _BODY_AND_PAIN.sub(" ", _ENDS.sub(" ", name_apart(name))).casefold()
    return not _UPSIDE_DOWN.search(name) and _HOW_BAD.issuperset(re.findall(r"[^\W\d_]+", rest))


def _is_within_ten(source: Source) -> bool:
    top = _top_named(source.name)
    if source.low is None or source.high is None or top not in (None, "10"):
        return False
    if top is None and minutes_named(source.name) is not None:
        return False
    return source.is_whole and source.low >= 0 and source.high <= 10


def with_choices(arrival: Arrival, choices: Iterable[str]) -> dict[str, Choice]:
    """Return what is proposed, changed by choices written SOURCE=FIELD[:scale]; raises ImportRefused.

    Columns are chosen first: with a column of names and one of values, the names are what the other choices speak of.
    """
    chosen = dict(arrival.proposed)
    texts = list(choices)
    columns = {source.name for source in arrival.sources} | set(arrival.table.header if arrival.table else ())
    later = [text for text in texts if _source_in(text, columns) is None]
    for text in texts:
        if text not in later:
            _choose(text, columns, chosen, arrival)
    names = columns | {source.name for source in arrival.sources_under(chosen)}
    if names > columns:
        inner = [source for source in arrival.sources_under(chosen) if source.name not in columns]
        chosen = {**proposed_for(inner), **chosen}
    for text in later:
        _choose(text, names, chosen, arrival)
    _refuse_two_of_a_role(chosen)
    return with_day_order(arrival, chosen)


def with_day_order(arrival: Arrival, chosen: Chosen) -> dict[str, Choice]:
    """Return a mapping whose day column has its order, where only one is possible and nobody has said it."""
    ordered = dict(chosen)
    for name, choice in chosen.items():
        if arrival.table is not None and choice == Choice("on_date") and name in arrival.table.header:
            ways = readings(arrival.table.column(name), clock.latest_day())
            # A column that is no days in any order is refused by its first cell that is none.
            order = NO_SCALE if len(ways) > 1 else ways[0].order if ways else "ymd"
            ordered[name] = Choice("on_date", order)
    return ordered


def _choose(text: str, names: set[str], chosen: dict[str, Choice], arrival: Arrival) -> None:
    name = _source_in(text, names)
    if name is None:
        source_name = text.partition("=")[0]
        some = ", ".join(repr(name_known) for name_known in sorted(names)[:12])
        raise ImportRefused(
            f"There is no {source_name[:60]!r} in this file; there is: {some or 'nothing to map'}."
        )
    field, _, scale = text[len(name) + 1 :].partition(":")
    if field in ("", NONE):
        chosen.pop(name, None)
        return
    check(name, field, scale)
    if field in ONE_COLUMN_ROLES:
        # What is chosen takes the place of what was only proposed.
        for other in [
            chosen_source
            for chosen_source, choice in chosen.items()
            if choice.field == field and arrival.proposed.get(chosen_source) == choice
        ]:
            del chosen[other]
    chosen[name] = Choice(field, scale)


def _source_in(text: str, names: set[str]) -> str | None:
    # A source's name may itself hold = and :, so the longest name that is one counts.
    return max(
        (text[:at] for at, sign in enumerate(text) if sign == "=" and text[:at] in names),
        key=len,
        default=None,
    )


def _refuse_two_of_a_role(chosen: Chosen) -> None:
    for role in ONE_COLUMN_ROLES:
        columns = [name for name, choice in chosen.items() if choice.field == role]
        if len(columns) > 1:
            raise ImportRefused(
                f"{columns[0][:60]!r} and {columns[1][:60]!r} are both chosen as {role}: choose one, and none for the other."
            )


class Missing(NamedTuple):
    """What still has to be chosen: said to anybody, and how the command line is told."""

    sentence: str
    how: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.how}"


def missing(arrival: Arrival, chosen: Chosen) -> Missing | None:
    """Return what still has to be chosen before anything can come in; None when nothing is."""
    if arrival.ready or not (arrival.rows or arrival.table):
        return None
    if arrival.table is not None and (wanting := _day_missing(arrival, chosen)) is not None:
        return wanting
    sources = arrival.sources_under(chosen)
    if (wanting := _amount_missing(sources, chosen) or _counted_twice(arrival, chosen)) is not None:
        return wanting
    if any(choice.field in MAKES_AN_ENTRY or arrival.is_health_data for choice in chosen.values()):
        return None
    # A file without pain, such as a watch's, is for the days that the record has already.
    is_chosen = any(
        choice.field not in ROLES and arrival.proposed.get(name) != choice for name, choice in chosen.items()
    )
    if is_chosen and not any(_PAIN.search(source.name) for source in sources):
        return None
    names = [
        source.name
        for source in sources
        if source.name not in chosen or chosen[source.name].field not in ROLES
    ]
    return Missing(
        "Nothing in this file is certainly pain from 0 to 10: choose what is pain, a reach or a massage.",
        f"For example {_example([source for source in sources if source.name in names])}. It holds: {', '.join(map(repr, names[:8]))}.",
    )


def _day_missing(arrival: Arrival, chosen: Chosen) -> Missing | None:
    day = column_of(chosen, "on_date")
    if day is not None and chosen[day].scale == NO_SCALE:
        column = arrival.table.column(day) if arrival.table else ()
        orders = [way.order for way in readings(column, clock.latest_day())]
        maps = " or ".join(f"--map '{day}=on_date:{order}'" for order in orders)
        return Missing(
            f"The dates in {day!r} could be read in {'two' if len(orders) < 3 else 'three'} ways:"
            f" {' or '.join(_FIRST_IN[order] for order in orders)} first.",
            f"Choose {maps}.",
        )
    if day is not None:
        return None
    if arrival.day_columns:
        named = " and ".join(repr(name) for name in arrival.day_columns[:4])
        how = " or ".join(f"--map '{name}=on_date'" for name in arrival.day_columns[:4])
        return Missing(
            f"The columns {named} hold different days: which one is the day it is about?",
            f"Choose it with {how}.",
        )
    return Missing("Which column is the day?", "Choose it with --map 'COLUMN=on_date:ymd' (or :dmy, :mdy).")


def _amount_missing(sources: Iterable[Source], chosen: Chosen) -> Missing | None:
    for source in sources:
        choice = chosen.get(source.name)
        if choice and choice.field in COUNTED_IN_MINUTES and not choice.scale and source.is_ticked:
            each = "does such a massage session take" if choice.field == "minutes" else "of activity is each"
            return Missing(
                f"{source.name!r} is a tick: how many minutes {each}?",
                f"Choose --map '{source.name}={choice.field}:yes=45' with your usual minutes.",
            )
    return None


def _counted_twice(arrival: Arrival, chosen: Chosen) -> Missing | None:
    active = sorted(name for name, choice in chosen.items() if choice.field == "minutes_active")
    both = [name for name in active if name in arrival.overlap]
    if arrival.is_health_data and len(both) < 2 and any(map(is_of_steps, active)):
        # The steps of a watch were taken in the minutes that it counts.
        both = active
    if len(both) < 2:
        return None
    return Missing(
        f"{both[0]!r} and {both[1]!r} count the same minutes: choose one of them as minutes active.",
        f"Leave one out with --map '{both[0]}=none'.",
    )


def combined(chosen: Chosen) -> Iterator[str]:
    """Yield, for each field that several sources become, what happens where a row has several of them."""
    by_field: dict[str, list[str]] = {}
    for name, choice in chosen.items():
        by_field.setdefault(choice.field, []).append(name)
    for field, names in by_field.items():
        if len(names) > 1 and field in COMBINING:
            listed = ", ".join(name[:40] for name in names)
            yield f"{FIELDS[field].words} comes from {listed}: where there are several, {COMBINING[field]}."


def _example(sources: Iterable[Source]) -> str:
    """Return a --map to copy: of what is called pain, if anything is, and in words' own case without a number."""
    named = next((source for source in sources if _PAIN.search(source.name)), None)
    field = pain_field(named.name) or PAIN[0] if named else PAIN[0]
    if named is not None and named.mixed is not None:
        numbers = ",".join(f"{word}=N" for word in named.mixed.words)
        return f"--map '{named.name}={field}:0-10,{numbers}', with a number from 0 to 10 for each N"
    if named is None or named.low is not None or not named.words:
        name = named.name if named else "SOURCE"
        top = _top_named(name) or (100 if named and (named.high or 0) > 10 else 10)
        return f"--map '{name}={field}:0-{top}', or :0-4 for another range"
    numbers = ",".join(f"{word}=N" for word in named.words)
    return f"--map '{named.name}={field}:{numbers}', with a number from 0 to 10 for each N"


def exercise_named(name: str) -> str | None:
    """Return the exercise whose name a habit or activity bears exactly."""
    plain = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    return plain if plain in EXERCISE_IDS else None
