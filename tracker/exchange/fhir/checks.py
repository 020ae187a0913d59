"""Our own checks of a bundle, for what a model of FHIR's structure lets through."""

import math
from collections.abc import Iterator
from typing import Any

from tracker.errors import TrackerError
from tracker.exchange.fhir.codes import UCUM, Resource
from tracker.exchange.fhir.fair_try import FAIR_TRY
from tracker.exchange.fhir.resources import ABILITY, PAIN

STATUSES = {
    "Observation": {
        "registered",
        "preliminary",
        "final",
        "amended",
        "corrected",
        "cancelled",
        "entered-in-error",
        "unknown",
    },
    "Procedure": {
        "preparation",
        "in-progress",
        "not-done",
        "on-hold",
        "stopped",
        "completed",
        "entered-in-error",
        "unknown",
    },
    "MedicationStatement": {
        "active",
        "completed",
        "entered-in-error",
        "intended",
        "stopped",
        "on-hold",
        "unknown",
        "not-taken",
    },
    "Questionnaire": {"draft", "active", "retired", "unknown"},
    "QuestionnaireResponse": {"in-progress", "completed", "amended", "entered-in-error", "stopped"},
}
GENDERS = {"male", "female", "other", "unknown"}
LONGEST_REACH_CM = 300
HIGHEST_SCORE = 10
SCORES = {PAIN: "a pain", ABILITY: "an ability"}
# The only fields of ours that hold references; walking through everything takes as long as writing it.
POINTING = (
    "subject",
    "performer",
    "partOf",
    "recorder",
    "author",
    "source",
    "informationSource",
    "target",
    "agent",
)


class FhirRefused(TrackerError):
    """A bundle would say something that cannot be; nothing of it is given out."""

    def __init__(self, resource: Resource, why: str) -> None:
        super().__init__(
            f"The FHIR file cannot be written: {resource.get('resourceType')} {resource.get('id')} {why}."
        )


def check(bundle: Resource) -> Resource:
    """Return a bundle that keeps the rules; raises FhirRefused with the first that it breaks."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    ids = {f"urn:uuid:{resource_of_bundle['id']}" for resource_of_bundle in resources}
    for entry, resource in zip(bundle["entry"], resources, strict=True):
        for why in _problems(resource, ids):
            raise FhirRefused(resource, why)
        if entry["fullUrl"] != f"urn:uuid:{resource['id']}":
            raise FhirRefused(resource, "is not named by its own id")
    if len(ids) != len(resources):
        raise FhirRefused(bundle, "holds an id twice")
    return bundle


def _problems(resource: Resource, ids: set[str]) -> Iterator[str]:
    kind = resource["resourceType"]
    if kind in STATUSES and resource.get("status") not in STATUSES[kind]:
        yield f"has the status {resource.get('status')!r}"
    if kind == "Patient" and resource.get("gender", "unknown") not in GENDERS:
        yield "has a gender that FHIR does not know"
    if kind == "Observation":
        yield from _observation_problems(resource)
    if any(
        reference not in ids
        for name in POINTING
        if name in resource
        for reference in _references(resource[name])
    ):
        yield "points to something that is not in the bundle"


def _observation_problems(resource: Resource) -> Iterator[str]:
    if resource.get("valueString"):
        return
    value, code = resource.get("valueQuantity"), resource["code"]["coding"][0]["code"]
    has_reason = "dataAbsentReason" in resource
    if (
        value is not None or "valueCodeableConcept" in resource
    ) == has_reason:  # obs-6, and one of the two must be there
        yield "needs either a value or a reason why it is absent"
    if has_reason != (resource["status"] == "cancelled"):
        yield "is cancelled without a reason, or has a reason without being cancelled"
    if value is None:
        return
    yield from _value_problems(value, code)
    if any(code == component["code"]["coding"][0]["code"] for component in resource.get("component", ())):
        yield "has a component with its own code"  # obs-7


def _value_problems(value: Any, code: str) -> Iterator[str]:
    number = value["value"]
    if type(number) not in (int, float) or not math.isfinite(number) or value["system"] != UCUM:
        yield "has a value that is not a number with a unit"
    elif code in SCORES and (type(number) is not int or not 0 <= number <= 10 or value["code"] != "{score}"):
        yield f"has {SCORES[code]} that is not a whole number from 0 to 10"
    elif code == FAIR_TRY and value["code"] == "{score}":
        if abs(number) > 2 * HIGHEST_SCORE:
            yield "has a difference of scores that none has"
    elif code not in SCORES and (abs(number) > LONGEST_REACH_CM or value["code"] != "cm"):
        yield "has a reach that nobody has"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)
