"""What a record holds as one FHIR R4 Bundle; and our own checks of it, for what a model of its structure lets through."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.red_flags import RedFlagAnswers
from tracker.errors import TrackerError
from tracker.exchange.fhir.codes import UCUM, Resource, derived_id
from tracker.exchange.fhir.fair_try import FAIR_TRY, fair_try_observation
from tracker.exchange.fhir.questionnaire import questionnaire, response
from tracker.exchange.fhir.resources import ABILITY, PAIN, patient, resources_of
from tracker.store.schema.tables import instant_text

if TYPE_CHECKING:
    from tracker.analysis.fair_try_answer import TryAnswer

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


@dataclass(frozen=True, kw_only=True)
class FhirContent:
    """What a bundle tells of a record: entries oldest first, complete fair tries oldest first, answers in the order given."""

    profile: Client
    entries: Sequence[Entry] = ()
    fair_tries: Sequence["TryAnswer"] = ()
    warning_signs: Sequence[RedFlagAnswers] = ()


def written(content: FhirContent) -> bytes:
    """Return what a record holds as a FHIR R4 (4.0.1) Bundle in JSON; the same content gives the same bytes.

    Raises FhirRefused rather than write what cannot be.
    """
    checked = check(bundle(content))
    # Written a resource at a time: one dump of ten years lets no other thread of the server go on for 0.2 s.
    begun, entries = _json({**checked, "entry": []}), ",".join(map(_json, checked["entry"]))
    return f"{begun.removesuffix(']}')}{entries}]}}\n".encode()


def _json(value: Resource) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def bundle(content: FhirContent) -> Resource:
    """Return the bundle as a plain value: the patient, then entries, fair tries and warning signs."""
    profile = content.profile
    patient_id = derived_id(profile.client_id, instant_text(profile.created_at))
    resources = [patient(profile, patient_id)]
    for entry in content.entries:
        resources.extend(resources_of(entry, patient_id))
    resources += [fair_try_observation(answer, patient_id) for answer in content.fair_tries]
    if content.warning_signs:
        resources.append(questionnaire())
        resources.extend(response(answers, patient_id) for answers in content.warning_signs)
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


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
