"""Apple Health's export.xml, or the export.zip that holds it: read as a stream, in constant memory.

The parser is expat without a tree. Entities are refused as they are declared, so none is ever expanded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from time import thread_time
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, Source
from tracker.exchange.importers.days import moment_in
from tracker.exchange.importers.health_days import (
    HOURS_ASLEEP,
    MINUTES_ACTIVE,
    SEVERAL_DEVICES,
    STEPS,
    HealthDays,
    night_of,
)
from tracker.exchange.importers.health_xml import mended
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.text_table import MOST_ROWS

NAME = "apple-health"
WORDS = "Apple Health (export.zip or export.xml)"
_ROOT = b"<HealthData"
SEVERITIES = {"NotPresent": "not present", "Mild": "mild", "Moderate": "moderate", "Severe": "severe"}
_CODES = {"0": "Unspecified", "1": "NotPresent", "2": "Mild", "3": "Moderate", "4": "Severe"}
_SEVERITY = "HKCategoryValueSeverity"
_BACK_PAIN = "HKCategoryTypeIdentifierLowerBackPain"
_STEPS = "HKQuantityTypeIdentifierStepCount"
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
# In bed or awake is no sleep; until iOS 15 there was one kind of it, since then three.
_ASLEEP = "HKCategoryValueSleepAnalysisAsleep"
_OF_A_DAY = {_STEPS: STEPS, "HKQuantityTypeIdentifierAppleExerciseTime": MINUTES_ACTIVE, _SLEEP: HOURS_ASLEEP}
_PREFIX = re.compile(
    r"^HK(?:Category|Quantity|Workout|Correlation|Data)?(?:TypeIdentifier|Type|ActivityType)?"
)
_MINUTES = {"min": 1.0, "s": 1 / 60, "sec": 1 / 60, "hr": 60.0, "h": 60.0}
_CHUNK = 1 << 18
# An element longer than this is kept by the parser as a whole: no record is nearly so long.
_LONGEST_ELEMENT = 2_000_000
_MOST_TYPES, _LONGEST_TYPE = 2_000, 100
# Apple's own come to 5 levels, some 40 elements with 120 attributes, and 10 kB before the first of them. The parser
# keeps every name and every open element, and looks at all declared attributes at each element.
_DEEPEST, _MOST_NAMES, _MOST_DECLARED, _LONGEST_PROLOG = 50, 2_000, 1_000, 1_000_000


def recognises(start: Start) -> bool:
    """Return whether a file is XML, or a zip with a health export, whatever the phone's language calls it."""
    return start.is_xml or _export_in(start) is not None


def read(file: IncomingFile) -> Arrival:
    """Return the symptoms with a severity, the workouts and each day's activity; the rest is counted by its type."""
    reading = _Reading(file.most_seconds)
    if not file.stream.read(2).startswith(b"PK"):
        reading.feed(mended(_pieces(file.stream)))
        return reading.arrival()
    name = _export_in(file.start)
    if name is None:
        raise ImportRefused("The zip holds no export.xml.")
    with file.zip() as archive, archive.open(name) as stream:
        reading.feed(mended(zip_members.guarded(stream, archive.getinfo(name).compress_size, _CHUNK)))
    return reading.arrival()


def _export_in(start: Start) -> str | None:
    """Return the XML file with the records: by its content, since its name is in the phone's language."""
    by_content = next((name for name, head in start.xml_starts if _ROOT in head), None)
    return by_content or next((name for name in start.members if name.split("/")[-1] == "export.xml"), None)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece


class _Reading:
    def __init__(self, most_seconds: float) -> None:
        self.until = thread_time() + most_seconds
        self.rows: list[Row] = []
        self.left_out: list[LeftOut] = []
        self.counts: Counter[str] = Counter()
        self.days = HealthDays()
        self.is_health_data = False
        self.depth = self.declared = 0
        self.names: set[str] = set()
        self.parser = expat.ParserCreate()
        self.parser.EndElementHandler = self._end
        self.parser.StartElementHandler = self._element
        self.parser.AttlistDeclHandler = self._attribute
        self.parser.EntityDeclHandler = self._entity
        self.parser.UnparsedEntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._entity

    def feed(self, pieces: Iterable[bytes]) -> None:
        fed = 0
        try:
            for piece in pieces:
                self.parser.Parse(piece, False)
                fed += len(piece)
                if fed - self.parser.CurrentByteIndex > _LONGEST_ELEMENT:
                    self._refuse("an element is far too long.")
                if not self.is_health_data and fed > _LONGEST_PROLOG:
                    self._refuse("this is XML, but not an Apple Health export.")
                if thread_time() > self.until:
                    raise ImportRefused("The file takes too long to read here. The command line reads it.")
            self.parser.Parse(b"", True)
        except (LookupError, ValueError):
            raise ImportRefused("the XML is in an encoding that is not read here.", 1) from None
        except expat.ExpatError as error:
            raise ImportRefused(
                "the XML is broken or cut off here, so nothing of the file was taken.", error.lineno
            ) from None

    def arrival(self) -> Arrival:
        counted = tuple(
            Source(_plain(name), count) for name, count in self.counts.most_common() if name not in _OF_A_DAY
        )
        names = {name for row in self.rows for name, _ in row.values}
        proposed = {"Workout": Choice("minutes_active")} if "Workout" in names else {}
        rows = (*self.rows, *self.days.rows())
        remarks = (SEVERAL_DEVICES,) if self.days.has_several_sources else ()
        return Arrival(
            NAME,
            rows,
            left_out=tuple(self.left_out),
            proposed=proposed,
            counted=counted,
            remarks=remarks,
            overlap=frozenset((STEPS, MINUTES_ACTIVE, "Workout")),
            is_health_data=not self.rows,
        )

    def _refuse(self, sentence: str) -> NoReturn:
        raise ImportRefused(sentence, self.parser.CurrentLineNumber)

    def _entity(self, *_: object) -> int:
        self._refuse("the XML declares entities, which a health export never does.")

    def _attribute(self, _element: str, _name: str, _kind: str, default: str | None, _required: int) -> None:
        # A default is copied into every element that lacks it: a small file then takes the machine for hours.
        if default is not None:
            self._refuse("the XML declares default values, which a health export never does.")
        self.declared += 1
        if self.declared > _MOST_DECLARED:
            self._refuse("the XML declares more attributes than a health export has.")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.names.add(name)
        self.names.update(attributes)
        if self.depth > _DEEPEST or len(self.names) > _MOST_NAMES:
            self._refuse("the XML is nested deeper, or has more kinds of elements, than a health export.")
        if not self.is_health_data:
            if name != "HealthData":
                self._refuse("this is XML, but not an Apple Health export.")
            self.is_health_data = True
        elif name == "Record":
            self._record(attributes)
        elif name == "Workout":
            self._workout(attributes)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _record(self, attributes: dict[str, str]) -> None:
        kind, value = attributes.get("type", ""), attributes.get("value", "")
        if kind == _BACK_PAIN and value in _CODES:
            value = _SEVERITY + _CODES[value]
        is_new = kind not in self.counts and len(self.counts) >= _MOST_TYPES
        if len(kind) > _LONGEST_TYPE or (is_new and not value.startswith(_SEVERITY)):
            self._refuse("a record has no type that Apple Health has.")
        if kind in _OF_A_DAY:
            self.counts[kind] += 1
            self._count_in_day(kind, attributes)
            return
        if not value.startswith(_SEVERITY):
            self.counts[kind] += 1
            return
        severity = SEVERITIES.get(value.removeprefix(_SEVERITY))
        where = f"Line {self.parser.CurrentLineNumber}"
        if value == f"{_SEVERITY}Unspecified":
            self._leave_out(where, "a symptom without its severity")
            return
        flaw = "" if severity else f"{value[:60]!r} is not a severity that Apple Health has."
        self._keep(where, _plain(kind), severity or value, attributes, flaw)

    def _count_in_day(self, kind: str, attributes: dict[str, str]) -> None:
        start = moment_in(attributes.get("startDate", ""), "ymd")
        end = moment_in(attributes.get("endDate", ""), "ymd")
        if start is None or end is None or start.instant is None or end.instant is None:
            return
        source = attributes.get("sourceName", "")
        if kind == _SLEEP:
            if attributes.get("value", "").startswith(_ASLEEP):
                night = night_of(*(datetime.combine(at.on_date, at.at_time or time()) for at in (start, end)))
                self.days.asleep(night, source, start.instant, end.instant)
            return
        amount = number_in(attributes.get("value", ""))
        factor = 1.0 if kind == _STEPS else _MINUTES.get(attributes.get("unit", "min"), 0.0)
        if amount is not None and amount >= 0:
            self.days.add(_OF_A_DAY[kind], start.on_date, source, amount * factor)

    def _workout(self, attributes: dict[str, str]) -> None:
        where = f"Line {self.parser.CurrentLineNumber}"
        factor = _MINUTES.get(attributes.get("durationUnit", "min"))
        try:
            minutes = float(attributes.get("duration", "")) * (factor or 0)
        except ValueError:
            minutes = 0.0
        if not factor or not 0 < minutes <= 1440:
            self._leave_out(where, "a workout without a duration")
            return
        self._keep(where, "Workout", f"{minutes:.2f}".rstrip("0").rstrip("."), attributes)

    def _leave_out(self, where: str, reason: str) -> None:
        if len(self.left_out) >= 4 * MOST_ROWS:
            raise ImportRefused(f"{where}: there are more than {4 * MOST_ROWS:,} rows that say nothing.")
        self.left_out.append(LeftOut(where, reason))

    def _keep(self, where: str, name: str, value: str, attributes: dict[str, str], flaw: str = "") -> None:
        started = attributes.get("startDate", "")
        moment = moment_in(started, "ymd")
        if moment is None:
            raise ImportRefused(
                f"{where}: startDate {started[:40]!r} is not a moment such as 2016-04-18 08:25:32 -0700."
            )
        if len(self.rows) >= MOST_ROWS:
            raise ImportRefused(f"{where}: there are more than {MOST_ROWS:,} symptoms and workouts.")
        self.rows.append(
            Row(
                where,
                moment.on_date,
                moment.at_time,
                ((name, value),),
                None,
                _instant(attributes.get("creationDate", "")),
                moment.instant,
                flaw=flaw,
            )
        )


def _plain(kind: str) -> str:
    """Return a type's own name: LowerBackPain."""
    return _PREFIX.sub("", kind) or kind


def _instant(text: str) -> datetime | None:
    moment = moment_in(text, "ymd")
    return moment.instant if moment else None
