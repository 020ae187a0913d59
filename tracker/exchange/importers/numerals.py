"""Durations, ratings, and words for yes, no and nothing, as other apps and spreadsheets write them; None for what is not one."""

import re

from tracker.domain.numerals import number_in

_DURATION = re.compile(r"(-?)([0-9]{1,6}):(-?)([0-9]{1,2}):(-?)([0-9]{1,2})")
_HOURS_MINUTES = re.compile(
    r"([0-9]{1,3}):([0-5][0-9])(\s?(?:h|hrs?|hours?|std|stunden?)\.?)?", re.IGNORECASE
)
_WITH_UNITS = re.compile(
    r"(?:(?P<hours>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?(?:h|hrs?|hours?|std|stunden?)\.?)?"
    r"(?:\s?(?P<minutes>[0-9]{1,4})\s?(?:m|mins?|minutes?|minuten)\.?)?"
    r"(?:\s?(?P<seconds>[0-9]{1,5})\s?(?:s|secs?|seconds?|sek|sekunden)\.?)?",
    re.IGNORECASE,
)
# What the name of a column says of the unit of its numbers: a letter alone only in brackets or at the end.
# Strava counts elapsed and moving time in seconds, Oura the time of each activity, as it spells it; both say so nowhere.
_UNIT_NAMED = re.compile(
    r"\b(?:(?P<hours>hours|hrs?|std|stunden|heures|horas|ore|uren|timmar|godz|saat)"
    r"|(?P<minutes>mins?(?!/)|minutes?|minuten|minutos|minuti|minuter|minut|dakika|dk)"
    r"|(?P<seconds>secs?|seconds|sek|sekunden|secondes|segundos|secondi|(?:elapsed|moving) time|(?-i:(?:Low|Medium|High) Activity Time))"
    r"|(?P<thousandths>milliseconds|millis|(?<=[(\[])ms(?=[)\]])|(?<=duration )ms))\b"
    r"|(?<=[(\[, ])(?:(?P<h>h)|(?P<m>m)|(?P<s>s))[)\]]?$",
    re.IGNORECASE,
)
# So Oura's programs spell the same; with blanks between the words it may be a column of somebody's own.
_SECONDS_OF_OURA = re.compile(r"\b(?:low|medium|high)_activity_time\b")
_MINUTES_OF = {"h": 60.0, "m": 1.0, "s": 1 / 60, "t": 1 / 60_000}
_CM_OF = {
    "cm": 1.0, "mm": 0.1, "m": 100.0, "in": 2.54, '"': 2.54, "\N{DOUBLE PRIME}": 2.54, "zo": 2.54, "pu": 2.54, "po": 2.54, "du": 2.54,
    "ft": 30.48, "fe": 30.48, "fo": 30.48,
}  # fmt: skip
_LENGTH = re.compile(
    r"(?P<number>.+?)\s?(?P<unit>cm|mm|m|in(?:ch(?:es)?)?|zoll|pulgadas?|pouces?|pollici|duim|f(?:ee|oo)?t|\"|\N{DOUBLE PRIME})\.?",
    re.IGNORECASE,
)
# "in" and "m" may be words, too: "reach in cm".
_LENGTH_NAMED = re.compile(
    r"\b(?:cm|mm|inch|inches|zoll|pulgadas?|pouces?|pollici|duim|feet|ft)\b|(?<=[(\[])(?:in|m|\"|\N{DOUBLE PRIME})(?=[)\]])"
    r"|(?<= )in$",
    re.IGNORECASE,
)
# "7/10", "7 of 10", "70%" and "70 mm" say the top of their scale with the number.
_OF_TOP = re.compile(
    r"(?P<number>[^/%]{1,12}?)\s?(?:(?:/|\b(?:out )?of\b|\b(?:von|sur|de|su|van|av)\b)\s?(?P<top>10|100|[1-9])|%|mm)",
    re.IGNORECASE,
)
# What people and spreadsheets write where nothing was rated. "None" and "nil" are not among them: of pain they say 0.
_NOTHING = frozenset(
    ("", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "n/a", "na", "n.a.", "n.a", "#n/a", "#na", "#nv", "#n/d",
     "nan", "null", ".", "k.a.", "k. a.", "<na>", "(blank)", "?")
)  # fmt: skip

# What a tick says, by hand and in spreadsheets, which write TRUE and FALSE in the language of the machine.
YES = frozenset(
    ("yes", "true", "1", "y", "x", "ja", "oui", "sí", "si", "sì", "sim", "tak", "да", "✓", "✔", "☑", "checked", "done",
     "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "prawda", "pravda", "igaz", "adevărat", "sant", "sand",
     "sann", "tosi", "истина", "істина", "doğru", "kyllä", "joo", "jah", "ano", "igen", "evet", "jā", "taip", "jo", "так", "ναι",
     "はい", "是", "有", "예", "네")
)  # fmt: skip
NO = frozenset(
    ("no", "false", "0", "n", "nein", "non", "não", "nee", "nej", "nie", "нет", "☐", "unchecked",
     "falsch", "faux", "falso", "onwaar", "fałsz", "nepravda", "hamis", "fals", "falskt", "falsk", "usann", "epätosi",
     "ложь", "хибність", "yanlış", "yanliş", "nei", "ei", "ne", "nem", "nē", "ni", "ні", "hayır", "hayir", "όχι", "không",
     "いいえ", "否", "아니요", "아니오", "tidak")
)  # fmt: skip
# What stands where a medicine's name would, when none was taken.
NOT_TAKEN = NO | frozenset(
    ("none", "nothing", "nil", "not taken", "didn't take", "skipped", "missed", "no meds", "no medication", "no medicine", "no painkillers",
     "keine", "keins", "kein", "nichts", "nicht genommen", "ausgelassen", "keine medikamente", "aucun", "aucune", "rien", "pas pris",
     "ninguno", "ninguna", "nada", "nessuno", "nessuna", "niente", "nenhum", "nenhuma", "geen", "niets", "ingen", "inga", "intet",
     "żadne", "brak", "nic", "ничего", "не принимал", "не принимала", "yok",
     "not today", "none today", "nothing today", "no need", "not needed", "didn't need any", "did not take", "did not take any", "forgot", "forgotten",
     "heute nicht", "nicht heute", "heute keine", "heute nichts", "nicht nötig", "vergessen", "nein danke", "pas aujourd'hui", "pas besoin", "oublié",
     "hoy no", "no tomé", "no hoy", "hoje não", "não tomei", "oggi no", "non oggi", "non presa", "non preso", "niet vandaag", "vandaag niet",
     "niet genomen", "inte idag", "inte tagit", "ikke i dag", "ikke tatt", "ikke taget", "nie dzisiaj", "nie brałem", "nie brałam", "ei tänään",
     "en ottanut", "dnes ne", "nevzal", "nevzala", "ma nem", "bugün yok", "almadım", "сегодня нет", "нет необходимости", "今天没有", "飲まなかった", "hiç", "无", "無", "没有", "なし", "없음", "لا", "لا شيء", "אין", "هیچ")
)  # fmt: skip


# "0,5 mg" has a comma too.
_BETWEEN_COMMAS = re.compile(r"[,;、，](?![0-9])|(?<![0-9])[,;、，]")


def name_apart(name: str) -> str:
    """Return a column's name with its words apart: "TotalSteps" and "sit_reach_in" as people would write them."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace("_", " "))


def parts_not_taken(text: str) -> list[bool]:
    """Return of each part of a cell, between commas, whether it says that no medicine was taken."""
    words = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
    parts = [part.strip(" .!") for part in _BETWEEN_COMMAS.split(words)]
    return [part in NOT_TAKEN for part in parts if part]


def says_nothing(text: str) -> bool:
    """Return whether a cell is blank, or says in so many words that there is no value."""
    return text.strip().casefold() in _NOTHING


def rating_in(text: str) -> tuple[float, int | None] | None:
    """Return a number and the top of its scale, where the text has it: 7, 7/10, 7 of 10, 70%, 70 mm."""
    if (number := number_in(text)) is not None:
        return number, None
    match = _OF_TOP.fullmatch(text.strip())
    number = number_in(match["number"]) if match else None
    return (number, int(match["top"] or 100)) if match and number is not None else None


def minutes_in(text: str) -> float | None:
    """Return the minutes of a duration written H:MM:SS (parts may be negative), H:MM, H:MM h, 1 h 30 min, 90 min or 45 s."""
    if match := _HOURS_MINUTES.fullmatch(text.strip()):
        return int(match[1]) * 60 + int(match[2])
    if (match := _WITH_UNITS.fullmatch(text.strip())) and text.strip():
        seconds = int(match["seconds"] or 0)
        return (number_in(match["hours"] or "0") or 0) * 60 + int(match["minutes"] or 0) + seconds / 60
    if not (match := _DURATION.fullmatch(text.strip())):
        return None
    hours, minutes, seconds = (
        -int(digits) if sign else int(digits)
        for sign, digits in zip(*[iter(match.groups())] * 2, strict=True)
    )
    # The sign of the hours is that of the whole unless the other parts carry their own.
    if match[1] and not match[3] and not match[5]:
        minutes, seconds = -minutes, -seconds
    return hours * 60 + minutes + seconds / 60


def minutes_named(name: str) -> float | None:
    """Return how many minutes a number in a column of this name stands for; None when it names no unit, or two."""
    units = {(match.lastgroup or "")[0] for match in _UNIT_NAMED.finditer(name_apart(name))}
    if not units and _SECONDS_OF_OURA.search(name):
        return _MINUTES_OF["s"]
    return _MINUTES_OF[units.pop()] if len(units) == 1 else None


def is_hours_minutes(text: str) -> bool:
    """Return whether a duration is written with one colon and no unit, which may stand between minutes and seconds as well."""
    match = _HOURS_MINUTES.fullmatch(text.strip())
    return match is not None and not match[3]


def cm_in(text: str, name: str) -> float | None:
    """Return a length in cm: in the unit behind the number, else in that of the column's name, else in cm."""
    match = _LENGTH.fullmatch(text.strip())
    number = number_in(match["number"] if match else text)
    units = [match["unit"]] if match else _LENGTH_NAMED.findall(name_apart(name))
    factors = {_CM_OF[unit.casefold()[:2]] for unit in units} or {1.0}
    return round(number * factors.pop(), 2) if number is not None and len(factors) == 1 else None
