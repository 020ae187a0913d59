"""A record as one FHIR R4 Bundle, as far as its reader may see it."""

import json
from typing import TYPE_CHECKING, Protocol

from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.period import ALWAYS, Period
from tracker.domain.red_flags import RedFlagAnswers
from tracker.exchange.fhir.checks import check
from tracker.exchange.fhir.codes import Resource, derived_id
from tracker.exchange.fhir.fair_try import fair_try_observation
from tracker.exchange.fhir.questionnaire import questionnaire, response
from tracker.exchange.fhir.resources import patient, resources_of
from tracker.store.schema.tables import KINDS, instant_text

if TYPE_CHECKING:
    from tracker.analysis.fair_try_answer import TryAnswer


class Shown(Protocol):
    """Whatever gives entries within its reader's rights: a ClientRecord does."""

    def profile(self) -> Client:
        """Return the profile."""

    def entries(self, kinds: tuple[str, ...], period: Period) -> tuple[Entry, ...]:
        """Return entries, latest first."""

    def red_flag_answers(self, period: Period) -> tuple[RedFlagAnswers, ...]:
        """Return answers about warning signs, oldest first."""

    def fair_try_answers(self) -> tuple["TryAnswer", ...]:
        """Return the answers of complete fair tries, latest first."""


def fhir_of(record: Shown, period: Period = ALWAYS) -> bytes:
    """Return a record as a FHIR R4 (4.0.1) Bundle in JSON; the same record gives the same bytes.

    Raises FhirRefused rather than write what cannot be.
    """
    content = check(bundle(record, period))
    # Written a resource at a time: one dump of ten years lets no other thread of the server go on for 0.2 s.
    begun, entries = _json({**content, "entry": []}), ",".join(map(_json, content["entry"]))
    return f"{begun.removesuffix(']}')}{entries}]}}\n".encode()


def _json(value: Resource) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def bundle(record: Shown, period: Period = ALWAYS) -> Resource:
    """Return the bundle as a plain value: the patient, then entries oldest first, complete fair tries, then warning signs."""
    profile = record.profile()
    patient_id = derived_id(profile.client_id, instant_text(profile.created_at))
    resources = [patient(profile, patient_id)]
    for entry in reversed(record.entries(KINDS, period)):
        resources.extend(resources_of(entry, patient_id))
    resources += [
        fair_try_observation(answer, patient_id)
        for answer in reversed(record.fair_try_answers())
        if answer.fair_try.protocol.last_date in period
    ]
    answered = record.red_flag_answers(period)
    if answered:
        resources.append(questionnaire())
        resources.extend(response(answers, patient_id) for answers in answered)
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}
