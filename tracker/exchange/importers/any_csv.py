"""Any other CSV: its day column, day order and shape are guessed where there is one reading only, else asked."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from tracker import clock
from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, Chosen, LeftOut, Row, long_form, named_value
from tracker.exchange.importers.choosing import pain_field, proposed_for
from tracker.exchange.importers.days import (
    DAY_ORDERS,
    Moment,
    Reading,
    clock_in,
    is_of_several_days,
    may_be_of_iran,
    moment_in,
    readings,
    words_of,
)
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import rating_in, says_nothing
from tracker.exchange.importers.scale import NO_SCALE, ROLES
from tracker.exchange.importers.text_table import TextTable

NAME = "any-csv"
WORDS = "a CSV of another app, or of your own"
_NOTES = frozenset(
    (
        "note",
        "notes",
        "comment",
        "comments",
        "commenttext",
        "remark",
        "remarks",
        "notiz",
        "notizen",
        "bemerkung",
        "bemerkungen",
        "kommentar",
        "kommentare",
        "anmerkung",
        "anmerkungen",
        "nota",
        "notas",
        "commentaire",
        "commentaires",
        "comentario",
        "comentarios",
        "notities",
        "opmerking",
        "opmerkingen",
        "anteckning",
        "notat",
        "uwagi",
        "notatka",
        "memo",
        "remarque",
        "remarques",
        "observations",
        "observaciones",
        "observação",
        "observações",
        "huomautus",
        "poznámka",
        "poznámky",
        "megjegyzés",
        "jegyzet",
        "not",
        "notlar",
        "заметка",
        "заметки",
        "примечание",
        "комментарий",
        "нотатки",
        "σημειώσεις",
        "ملاحظات",
        "ملاحظة",
        "הערות",
        "备注",
        "備註",
        "備考",
        "メモ",
        "메모",
        "비고",
    )
)
# Sleep of 7:30 looks like a time of day: a column of times is taken for the time only if it is called so.
_TIME = re.compile(
    r"^(?:time|time of day|start time|uhrzeit|zeit|hora|heure|ora|tijd|tid|tidspunkt|klokkeslett|godzina|czas|kello|aika|saat|время|час|čas|idő)$",
    re.IGNORECASE,
)
# Columns of names and of values in exports of one row a value, HabitBull's among them.
_NAMES = frozenset(
    ("habitname", "habit name", "featurename", "habit", "tracker", "feature", "symptom", "variable", "metric", "item", "attribute",
     "trackable_name", "question text")
)  # fmt: skip
_VALUES = frozenset(("value", "rating", "amount", "wert", "trackable_value", "answered yes", "completed"))
# Whose rows they are; "name" alone may be that of an entry.
_PEOPLE = re.compile(
    r"(?:patient|client|customer|invitee|respondent|user|participant|person|kunde|kundin|klient|patientin|teilnehmer|benutzer|utilisateur|paciente|paziente|cliente"
    r"|usuario|utente|usu\u00e1rio|pati\u00ebnt|\u60a3\u8005)[\s_-]?(?:(?:first|last|full)[\s_-]?)?(?:name|id|code|email|nr\.?|no\.?)?"
    r"|(?:subject|first|last|full|family)[\s_-]?(?:name|id)|e-?mail(?:[\s_-]?address|-adresse)?|vorname|nachname|pr\u00e9nom",
    re.IGNORECASE,
)
# A number of the person in research and at a practice; of the entry where each row has its own.
_NUMBERS_OF_PEOPLE = re.compile(r"(?:record|study|pat|pt)[\s_-]?id|pid|mrn", re.IGNORECASE)
# Who gave a massage may be several.
_STAFF = re.compile(
    r"staff|therap|provider|practitioner|host|organi[sz]er|behandl|praticien|profesional", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\.[^\s@.]{2,30}")
_DAY = re.compile(
    r"(?:day|date|datum|tag|fecha|d\u00eda|data|dia|jour|giorno|dag|\u65e5\u671f)",
    re.IGNORECASE,
)
_TOTALS = frozenset(
    (
        "total",
        "totals",
        "sum",
        "average",
        "avg",
        "mean",
        "median",
        "min",
        "max",
        "minimum",
        "maximum",
        "count",
        "summe",
        "gesamt",
        "mittelwert",
        "durchschnitt",
        "anzahl",
        "somme",
        "moyenne",
        "suma",
        "promedio",
        "media",
        "totale",
        "somma",
        "gemiddelde",
        "totaal",
        "medel",
        "średnia",
        "razem",
        "итого",
        "среднее",
    )
)
# Days since 1900, seconds or milliseconds since 1970, or a day without its signs.
_COUNTED_DAY = re.compile(
    r"[2-5][0-9]{4}(?:[.,][0-9]+)?|1[0-9]{9}(?:[0-9]{3})?(?:\.[0-9]+)?|(?:19|20)[0-9]{6}"
)
# A day's letters and a year's, as English, German, French and Italian spell them.
_SPELLED = (("dd", "yy"), ("tt", "jj"), ("jj", "aa"), ("gg", "aa"))
_ORDERS_SPELLED = {
    order: re.compile(
        "|".join(rf"\b{form.format(day=day, year=f'(?:{year}){{1,2}}')}\b" for day, year in _SPELLED),
        re.IGNORECASE,
    )
    for order, form in (
        ("ymd", r"{year}\W?mm\W?{day}"),
        ("dmy", r"{day}\W?mm\W?{year}"),
        ("mdy", r"mm\W?{day}\W?{year}"),
    )
}
# What a practice's list says of an appointment that was none.
_CALLED_OFF = frozenset(
    ("cancelled", "canceled", "no show", "no-show", "noshow", "no_show", "late cancel", "declined", "abgesagt", "storniert",
     "nicht erschienen", "annulé", "cancelado", "cancelada", "annullato", "geannuleerd", "avbokad", "odwołane")
)  # fmt: skip
_FIRST_ROWS = 200
# What is 2026 here is 1404 or 1405 in Iran, 1447 in Arabia and 2569 in Thailand.
_YEARS_OF_OTHER_CALENDARS = (range(1300, 1500), range(2400, 2700))
# Nothing, or a number from 0 on, where a day is wanted: days count from these on inside spreadsheets and programs.
_YEARS_OF_NOTHING = (1899, 1900, 1904)
_DAYS_OF_NOTHING = (date(1, 1, 1), date(1970, 1, 1))
_MIDNIGHT = re.compile(
    r"[T ](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)\s*(?:Z|[-+][0-9:]+)?\s*$", re.IGNORECASE
)
A_TOTAL = "a line of totals, not of a day"
_IN_UTC = re.compile(r"(?:Z|UTC|GMT)$")
_AN_OFFSET = re.compile(r"(?:UTC|GMT)[-+][0-9]{1,2}:?(?:[0-9]{2})?")
AN_ASIDE = "nothing beside its first cell"


def recognises(start: Start) -> bool:
    """Return whether a file is a table of any kind: this importer comes last."""
    return bool(start.header)


def read(file: IncomingFile) -> Arrival:
    """Return the table with what is certain about its columns; raises ImportRefused when no column is a day."""
    table, asides = _without_asides(*_without_totals(file.table))
    if not table.rows:
        raise ImportRefused("there is a header and no row under it.", table.header_line)
    days = _day_columns(table)
    if not days:
        _refuse_without_days(table)
    _refuse_unlike_a_table(table, days)
    almost = [name for name in table.header if name not in days and _is_almost_days(table.column(name))]
    roles = _roles(table, days, is_asked=bool(almost))
    arrival = Arrival(NAME, table=table, left_out=asides, proposed=roles, remarks=_remarks(table, days))
    sources = arrival.sources_under(roles)
    pains = proposed_for(source for source in sources if source.name not in roles)
    are_several = len(days) + len(almost) > 1 and all(choice.field != "on_date" for choice in roles.values())
    return Arrival(
        NAME,
        table=table,
        left_out=asides,
        proposed={**roles, **pains},
        remarks=arrival.remarks,
        day_columns=tuple(name for name in table.header if name in days or name in almost)
        if are_several
        else (),
    )


def dated_rows(table: TextTable, chosen: Chosen) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """Return a table's rows with their days, and those without anything to bring in; raises ImportRefused."""
    day, at = _column(chosen, "on_date"), _column(chosen, "at_time")
    if day is None:
        raise ImportRefused("No column was chosen as the day.")
    order = chosen[day].scale
    words = words_of(table.column(day))
    # Programs write a day without a time as midnight.
    is_timeless = at is None and all(_MIDNIGHT.search(cell) for cell in table.column(day))
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line, cells in table.cells():
        moment = moment_in(cells[day], order, words)
        if moment is None:
            raise ImportRefused(_no_day(day, cells[day], order), line)
        if why := _why_no_day_of_a_diary(cells[day], moment.on_date, order):
            raise ImportRefused(f"column {day[:40]!r}: {cells[day][:40]!r} {why}.", line)
        values = _values(cells, chosen)
        rated = tuple(value for value in values if not says_nothing(value[1]))
        note = "\n".join(
            dict.fromkeys(
                cells[name].strip()
                for name, choice in chosen.items()
                if choice.field == "note" and cells[name].strip()
            )
        )
        if rated:
            at_time = moment.at_time if at is None or not cells[at].strip() else _time(at, cells[at], line)
            # Earlier versions of this app took such a midnight for the time: it still tells rows apart.
            identity = (moment.on_date.isoformat(), "00:00:00", note or None) if is_timeless else None
            rows.append(
                Row(
                    f"Line {line}",
                    moment.on_date,
                    None if is_timeless else at_time,
                    rated,
                    note or None,
                    instant=_instant(moment, at),
                    identity=identity,
                )
            )
        else:
            blank = all(not value for _, value in values)
            words_for_nothing = sorted({value for _, value in values if value})
            reason = (
                "blank in every column that was chosen"
                if blank
                else f"nothing was rated: {', '.join(words_for_nothing)}"
            )
            left_out.append(LeftOut(f"Line {line}", reason))
    return tuple(rows), tuple(left_out)


def _values(cells: dict[str, str], chosen: Chosen) -> tuple[tuple[str, str], ...]:
    values = [
        (name, cell.strip())
        for name, cell in cells.items()
        if name in chosen and chosen[name].field not in ROLES
    ]
    if columns := long_form(chosen):
        name, value = named_value(cells, columns)
        values += [(name, value)] if name else []
    return tuple(values)


def _instant(moment: Moment, at: str | None) -> datetime | None:
    return moment.instant if at is None else None


def _time(column: str, cell: str, line: int) -> time:
    at_time = clock_in(cell)
    if at_time is None:
        raise ImportRefused(
            f"column {column[:40]!r}: {cell[:40]!r} is not a time such as 14:30 or 8:30 am.", line
        )
    return at_time


def _without_totals(table: TextTable) -> tuple[TextTable, tuple[LeftOut, ...]]:
    """Take away the lines at the end that a spreadsheet adds up in."""
    rows = list(table.rows)
    totals: list[LeftOut] = []
    while rows and next((cell.strip(" :").casefold() for cell in rows[-1][1] if cell.strip()), "") in _TOTALS:
        totals.append(LeftOut(f"Line {rows.pop()[0]}", A_TOTAL))
    if not totals:
        return table, ()
    return replace(table, rows=tuple(rows)), tuple(totals[::-1])


def _without_asides(table: TextTable, totals: tuple[LeftOut, ...]) -> tuple[TextTable, tuple[LeftOut, ...]]:
    """Take away rows that only their first cell is filled of: months between the days, footnotes, days to be filled in."""
    asides = {
        line
        for line, row in table.rows
        if row[0].strip() and not any(cell.strip() for cell in row[1:]) and number_in(row[0]) is None
    }
    if len(table.header) == 1 or len(asides) == len(table.rows):
        return table, totals
    rows = tuple(row for row in table.rows if row[0] not in asides)
    for line, row in table.rows:
        if line in asides and line < rows[-1][0] and pain_field(row[0]):
            raise ImportRefused(
                f"{row[0][:40]!r} stands above the rows that follow, as over a table of its own: put each table in a file of"
                " its own.",
                line,
            )
    left_out = tuple(LeftOut(f"Line {line}", AN_ASIDE) for line in sorted(asides))
    return replace(table, rows=rows), (*left_out, *totals)


def _day_columns(table: TextTable) -> dict[str, list[Reading]]:
    ways_of_column = {
        name: readings(table.column(name), clock.latest_day())
        for name in table.header
        # "7 out of 10" is a day of October in Portuguese.
        if any(rating_in(cell) is None for cell in table.column(name)[:_FIRST_ROWS])
    }
    return {name: ways for name, ways in ways_of_column.items() if ways}


def _is_almost_days(cells: list[str]) -> bool:
    """Whether most of the first cells are days, in one order: it may be the day, with a slip in it."""
    first = cells[:_FIRST_ROWS]
    return any(2 * len(_not_days(first, order)) < len(first) for order in DAY_ORDERS)


def _not_days(cells: list[str], order: str) -> list[int]:
    words = words_of(cells)
    return [
        index for index, cell in enumerate(cells) if moment_in(cell, order, words) is None or rating_in(cell)
    ]


def _is_of_one_day(days: dict[str, list[Reading]]) -> bool:
    """Whether the only days are the same in every row, as a birthday is, and are not simply called the day."""
    name, ways = next(iter(days.items()))
    moments = ways[0].moments
    is_the_same = len(moments) > 2 and len(set(moments)) == 1 and not moments[0].at_time
    return len(days) == 1 and is_the_same and not _DAY.fullmatch(name.strip())


def _refuse_unlike_a_table(table: TextTable, days: dict[str, list[Reading]]) -> None:
    """Refuse a table of several people, one without names above its columns, and two side by side."""
    for name in table.header:
        if _is_of_several_people(name, table, days):
            raise ImportRefused(
                f"column {name[:40]!r} holds several people, and a record is of one: leave only one person's rows in the file.",
                table.header_line,
            )
    for name, ways in days.items():
        if moment_in(name, ways[0].order) is not None:
            raise ImportRefused(
                f"{name[:40]!r} is a day where the name of a column is wanted: put a line with names above the entries.",
                table.header_line,
            )
        if name in table.repeated and len({ways[0].moments for ways in days.values()}) > 1:
            raise ImportRefused(
                f"column {name[:40]!r} is there twice with other days, as in two tables side by side: put each in a file of"
                " its own.",
                table.header_line,
            )


def _is_of_several_people(name: str, table: TextTable, days: Iterable[str]) -> bool:
    """Whether a column says of whom each row is, and they are several: by its name, or as every cell is an address."""
    cells = [cell.strip().casefold() for cell in table.column(name)]
    distinct = {cell for cell in cells if cell}
    if len(distinct) < 2:
        return False
    if _NUMBERS_OF_PEOPLE.fullmatch(name):
        # The rows of one entry share its number, and its day.
        pairs = [
            {(cell, day) for cell, day in zip(cells, table.column(column), strict=True) if cell}
            for column in days
        ]
        return len(distinct) < sum(map(bool, cells)) and all(len(distinct) < len(pair) for pair in pairs)
    is_of_addresses = all(map(_ADDRESS.fullmatch, distinct)) and not _STAFF.search(name)
    return is_of_addresses or _PEOPLE.fullmatch(name) is not None


def _roles(table: TextTable, days: dict[str, list[Reading]], *, is_asked: bool) -> dict[str, Choice]:
    roles: dict[str, Choice] = {}
    others = [name for name in table.header if name not in days]
    times = [name for name in others if _TIME.match(name.strip()) and _is_time(table.column(name))]
    names = [name for name in others if name.casefold() in _NAMES]
    values = [name for name in others if name.casefold() in _VALUES]
    is_one_day = _is_of_one_day(days) and not times and not (names and values)
    day = None if is_asked or is_one_day else _the_day(days, has_times=len(times) == 1)
    if day is not None:
        roles[day] = Choice("on_date", _order(day, [way.order for way in days[day]]))
    # Beside days with their time, a column called time is more likely how long it took.
    if len(times) == 1 and (day is None or not _times_in(days[day])):
        roles[times[0]] = Choice("at_time")
    roles |= {name: Choice("note") for name in others if name.casefold() in _NOTES}
    if len(names) == len(values) == 1 and all(cell.strip() for cell in table.column(names[0])):
        roles |= {names[0]: Choice("names"), values[0]: Choice("values")}
    return roles


def _order(name: str, orders: list[str]) -> str:
    """Return the only order of a column's days, or the one that its name spells: "Date MM/DD/YYYY"."""
    spelled = [order for order in orders if _ORDERS_SPELLED[order].search(name)]
    return orders[0] if len(orders) == 1 else spelled[0] if len(spelled) == 1 else NO_SCALE


def _the_day(days: dict[str, list[Reading]], *, has_times: bool) -> str | None:
    """Return the column of days, where there is one, or where all say the same; else which one it is must be asked.

    Of those that say the same, the one with a time counts, unless the times are in a column of their own.
    """
    if len(days) == 1:
        return next(iter(days))
    if any(len(ways) > 1 for ways in days.values()):
        return None
    readings_of_days = {tuple(moment.on_date for moment in ways[0].moments) for ways in days.values()}
    if len(readings_of_days) > 1:
        return None
    return (min if has_times else max)(days, key=lambda name: _times_in(days[name]))


def _times_in(ways: list[Reading]) -> int:
    return sum(1 for moment in ways[0].moments if moment.at_time)


def _remarks(table: TextTable, days: dict[str, list[Reading]]) -> tuple[str, ...]:
    cells_of = {name: [cell.strip() for cell in table.column(name)] for name in table.header}
    in_utc = [name for name in days if all(_IN_UTC.search(cell) for cell in cells_of[name])]
    is_strava = {"Activity ID", "Activity Date"} <= set(table.header)
    in_utc += ["Activity Date"] if is_strava else []
    offsets = [name for name, cells in cells_of.items() if all(map(_AN_OFFSET.fullmatch, cells))]
    called_off = [
        name for name, cells in cells_of.items() if _CALLED_OFF & {cell.casefold() for cell in cells}
    ]
    return (
        *table.remarks,
        *(
            f"Of some rows {name[:40]!r} says that they were called off, and they are read like the others: take them out of the file first."
            for name in called_off
        ),
        *(f"The days in {name[:40]!r} are written in UTC, and are taken as they are." for name in in_utc),
        *(
            f"Days and times are taken as they are; they are not moved by the offsets in {name[:40]!r}."
            for name in offsets
        ),
    )


def _refuse_without_days(table: TextTable) -> None:
    """Refuse the first cell that is no day in the column that is almost one, or a table that has none."""
    for name in table.header:
        column = table.column(name)
        for order in DAY_ORDERS:
            wrong = _not_days(column, order)
            if 2 * len(wrong) <= len(table.rows):
                if wrong:
                    raise ImportRefused(_no_day(name, column[wrong[0]], order), table.rows[wrong[0]][0])
                _refuse_days_out_of_bounds(table, name, order)
        words = words_of(column)
        for (line, _), cell in zip(table.rows, column, strict=True):
            if is_of_several_days(cell, words):
                raise ImportRefused(_no_day(name, cell, ""), line)
        if all(_COUNTED_DAY.fullmatch(cell.strip()) for cell in column):
            raise ImportRefused(
                f"column {name[:40]!r} holds numbers such as {column[0].strip()[:20]}, as spreadsheets count days inside"
                " and programs seconds: give the column a date format there and save the file again.",
                table.rows[0][0],
            )
    raise ImportRefused(
        "no column under this header holds days, such as 2026-03-09 or 09.03.2026.", table.header_line
    )


def _refuse_days_out_of_bounds(table: TextTable, name: str, order: str) -> None:
    column = table.column(name)
    words = words_of(column)
    for (line, _), cell in zip(table.rows, column, strict=True):
        moment = moment_in(cell, order, words)
        if moment is None or EARLIEST_DAY <= moment.on_date <= clock.latest_day():
            continue
        what = "is a day to come" if moment.on_date > EARLIEST_DAY else f"is a day before {EARLIEST_DAY.year}"
        what = _why_no_day_of_a_diary(cell, moment.on_date, order) or what
        if any(moment.on_date.year in years for years in _YEARS_OF_OTHER_CALENDARS):
            what = "has a year of another calendar: write the days as 2026-03-09"
        raise ImportRefused(f"column {name[:40]!r}: {cell[:40]!r} {what}.", line)


def _why_no_day_of_a_diary(cell: str, on_date: date, order: str) -> str:
    """Return why what reads as a day is rather none, or one of another calendar; empty where it is a day."""
    if on_date.year in _YEARS_OF_NOTHING or on_date in _DAYS_OF_NOTHING:
        return (
            "is what spreadsheets and programs show for an empty cell or a small number: write the row's day"
        )
    if order == "ymd" and may_be_of_iran(cell, on_date, clock.latest_day()):
        return f"may be a day of {on_date.year} or of Iran's calendar: write the days as 2026-03-09"
    return ""


def _no_day(column: str, cell: str, order: str) -> str:
    if not cell.strip():
        return f"column {column[:40]!r} is blank, so this row has no day: write its day, or take the row out."
    if is_of_several_days(cell):
        return f"column {column[:40]!r}: {cell[:60]!r} is more than one day: write the one day that the row is about."
    wanted = {"ymd": "2026-03-09", "dmy": "09.03.2026 (day first)", "mdy": "03/09/2026 (month first)"}
    return f"column {column[:40]!r}: {cell[:40]!r} is not a day written {wanted.get(order, order)}."


def _is_time(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(clock_in(cell) for cell in filled)


def _column(chosen: Chosen, role: str) -> str | None:
    return next((name for name, choice in chosen.items() if choice.field == role), None)
