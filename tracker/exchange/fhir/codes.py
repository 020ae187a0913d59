"""Codes: LOINC for pain, UCUM for units, and our own where no standard one was found.

LOINC 72514-3 is "Pain severity - 0-10 verbal numeric rating [Score] - Reported"; LOINC is copyright Regenstrief
Institute (loinc.org/license). No code for a floor sit-and-reach test was found. SNOMED CT is not used: it
needs a licence in most countries.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
# A name, not an address: nobody promises to answer there.
LOCAL = "urn:recovery-tracker:code"
EXTENSION = "urn:recovery-tracker:extension"
QUESTIONNAIRE = "urn:recovery-tracker:questionnaire:warning-signs"
# Under it, ids for resources that no entry has an id for; never change it.
IDS = UUID("2f1c9a52-58d7-4c0f-8d0c-3f4f6f1f9b70")

Resource = dict[str, Any]


def derived_id(*parts: str) -> str:
    """Return an id that is the same every time for the same parts."""
    return str(uuid5(IDS, " ".join(parts)))


def local(code: str, text: str) -> Resource:
    """Return a concept under our own code, with its words."""
    return {"coding": [{"system": LOCAL, "code": code, "display": text}], "text": text}


def standard(system: str, code: str, text: str) -> Resource:
    """Return a concept under a standard code; the display is left to the standard, the words are ours."""
    return {"coding": [{"system": system, "code": code}], "text": text}


def quantity(value: float, unit: str, code: str) -> Resource:
    """Return a value with its UCUM unit."""
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def extension(name: str, **value: Any) -> Resource:
    """Return an extension of ours with one `value...`."""
    return {"url": f"{EXTENSION}:{name}", **value}


def reference(resource_id: str) -> Resource:
    """Return a reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{resource_id}"}


def instant(at: datetime) -> str:
    """Return a UTC instant as FHIR writes it."""
    # Said thousands of times in a file, and strftime is slow.
    return f"{at.replace(tzinfo=None).isoformat()}Z"


def plain_text(text: str) -> str:
    """Return text with a plain space for every space but tab and line break: FHIR's strings allow no others."""
    return "".join(
        " " if (c.isspace() and c not in " \n\t") or c == "\N{ZERO WIDTH NO-BREAK SPACE}" else c for c in text
    )
