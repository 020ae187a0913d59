"""What a record holds as one FHIR R4 Bundle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.red_flags import RedFlagAnswers
from tracker.exchange.fhir.checks import check
from tracker.exchange.fhir.codes import Resource, derived_id
from tracker.exchange.fhir.fair_try import fair_try_observation
from tracker.exchange.fhir.questionnaire import questionnaire, response
from tracker.exchange.fhir.resources import patient, resources_of
from tracker.store.schema.tables import instant_text

if TYPE_CHECKING:
    from tracker.analysis.fair_try_answer import TryAnswer


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
