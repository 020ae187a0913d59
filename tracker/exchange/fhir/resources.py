"""Each entry as FHIR resources: Procedure for a massage session, MedicationStatement for a medicine, else Observation."""

from collections.abc import Iterator

from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.description import humanise
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.domain.overall_change import OVERALL_QUESTION, OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.pain_place import PainPlace
from tracker.domain.questionnaire import QuestionnaireAnswers, read_answers
from tracker.domain.sit_and_reach import SitAndReachTest, variant_named
from tracker.exchange.fhir.codes import (
    ABSENT,
    CATEGORY,
    LOINC,
    Resource,
    derived_id,
    extension,
    instant,
    local,
    plain_text,
    quantity,
    reference,
    standard,
)
from tracker.exchange.fhir.questionnaire import nested_items

PAIN, ABILITY = "72514-3", "own-activity"
SITES = {"leg": "Leg", "back": "Low back"}
SIDES = {"left": "left", "right": "right", "both": "both sides"}


def patient(client: Client, patient_id: str) -> Resource:
    """Return a profile as Patient: the name as typed, sex, and the year of birth alone."""
    return {
        "resourceType": "Patient",
        "id": patient_id,
        **({"name": [{"text": plain_text(client.label)}]} if client.label else {}),
        **({"gender": client.sex} if client.sex else {}),
        **({"birthDate": f"{client.birth_year:04d}"} if client.birth_year else {}),
    }


def resources_of(entry: Entry, patient_id: str) -> Iterator[Resource]:
    """Yield what an entry is in FHIR, and where it was made more than a day late, the Provenance that says so."""
    resources: list[Resource] = []
    if isinstance(entry, CheckIn):
        resources = list(_pains(entry, patient_id))
    elif isinstance(entry, SitAndReachTest):
        resources = [_reach(entry, patient_id)]
    elif isinstance(entry, MassageSession):
        resources = list(_massage(entry, patient_id))
    elif isinstance(entry, ActivityRating):
        resources = [_ability(entry, patient_id)]
    elif isinstance(entry, OverallChange):
        resources = [_overall(entry, patient_id)]
    elif isinstance(entry, Event):
        resources = [_event(entry, patient_id)]
    elif isinstance(entry, MedicineTaken):
        resources = [_medicine(entry, patient_id)]
    elif isinstance(entry, QuestionnaireAnswers):
        resources = [_answered(entry, patient_id)]
    yield from resources
    if entry.is_back_filled:
        yield _provenance(entry, resources, patient_id)


def _observation(entry: Entry, resource_id: str, patient_id: str, category: str) -> Resource:
    about: Resource = {
        "resourceType": "Observation",
        "id": resource_id,
        # The day alone is known in the person's own calendar: a time would need an offset nobody noted.
        **({"extension": _local_time(entry)} if entry.at_time else {}),
        "status": "amended" if entry.version > 1 else "final",
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "subject": reference(patient_id),
        "effectiveDateTime": entry.on_date.isoformat(),
        "issued": instant(entry.created_at),
        "performer": [reference(patient_id)],
    }
    return about


def _local_time(entry: Entry) -> list[Resource]:
    return [extension("local-time", valueTime=entry.at_time.strftime("%H:%M:%S"))] if entry.at_time else []


def _note(entry: Entry) -> Resource:
    return {"note": [{"text": plain_text(entry.note)}]} if entry.note else {}


def _pain(entry: Entry, resource_id: str, patient_id: str, words: str, score: int) -> Resource:
    return {
        **_observation(entry, resource_id, patient_id, "survey"),
        "code": standard(LOINC, PAIN, words),
        "valueQuantity": quantity(score, "score", "{score}"),
    }


def _pains(entry: CheckIn, patient_id: str) -> Iterator[Resource]:
    note = _note(entry)
    for site, score in (("leg", entry.leg_pain_nrs), ("back", entry.back_pain_nrs)):
        if score is None:
            continue
        words = f"{SITES[site]} pain, 0 to 10"
        pain = _pain(entry, derived_id(entry.entry_id, site), patient_id, words, score)
        is_sided = site == "leg" and entry.side is not None
        text = f"{SITES[site]}, {SIDES[entry.side or '']}" if is_sided else SITES[site]
        site_code = local("low-back" if site == "back" else site, SITES[site])
        yield {**pain, "bodySite": {**site_code, "text": text}, **note}
        note = {}  # said once
    if entry.pain_places:
        yield _places(entry, patient_id)


def _places(entry: CheckIn, patient_id: str) -> Resource:
    """Return the marked places as one Observation with a component each: its kind in words, or its number."""
    return {
        **_observation(entry, derived_id(entry.entry_id, "places"), patient_id, "survey"),
        "code": local("pain-places", "Places marked on a body map"),
        "valueString": ", ".join(marked.words for marked in entry.marked_places),
        "component": [component for marked in entry.marked_places for component in _place(marked)],
    }


def _place(marked: PainPlace) -> Iterator[Resource]:
    # A component has one value; a place has a kind, a number, both or neither. No code of a standard is sure.
    code, words = marked.place.name.replace("_", "-"), marked.place.words.capitalize()
    if marked.kind or marked.pain_nrs is None:
        yield _component(f"{code}-kind", f"{words}: kind of pain", valueString=marked.kind or "not said")
    if marked.pain_nrs is not None:
        score = quantity(marked.pain_nrs, "score", "{score}")
        yield _component(f"{code}-pain", f"{words}: pain, 0 to 10", valueQuantity=score)


def _reach(entry: SitAndReachTest, patient_id: str) -> Resource:
    observation = _observation(entry, entry.entry_id, patient_id, "exam")
    observation["code"] = local("sit-and-reach", "Sit-and-reach test")
    observation["method"] = local(f"sit-and-reach-{entry.variant}", variant_named(entry.variant).title())
    if entry.side:
        observation["bodySite"] = local(f"{entry.side}-leg", f"{entry.side.capitalize()} leg")
    observation |= _note(entry)
    if entry.sit_and_reach_cm is None:
        # Cancelled is FHIR's word for a measurement that was not started.
        absent = standard(ABSENT, "not-performed", f"Not done: {entry.skipped_reason}")
        return {**observation, "status": "cancelled", "dataAbsentReason": absent}
    observation["valueQuantity"] = quantity(entry.sit_and_reach_cm, "cm", "cm")
    observation["component"] = list(_conditions(entry))
    return observation


def _conditions(entry: SitAndReachTest) -> Iterator[Resource]:
    if entry.foot_line_cm is not None:
        yield _component("foot-line", "Foot line", valueQuantity=quantity(entry.foot_line_cm, "cm", "cm"))
    for number, trial in enumerate(entry.trials_cm, start=1):
        yield _component(f"trial-{number}", f"Trial {number}", valueQuantity=quantity(trial, "cm", "cm"))
    if entry.warm_up is not None:
        yield _component("warm-up", "Warm-up before the test", valueBoolean=entry.warm_up)


def _component(code: str, text: str, **value: object) -> Resource:
    return {"code": local(code, text), **value}


def _massage(entry: MassageSession, patient_id: str) -> Iterator[Resource]:
    dose = [extension("minutes", valueDuration=quantity(entry.minutes or 0, "min", "min"))]
    if entry.pressure:
        dose.append(extension("pressure", valueCode=entry.pressure))
    dose += _local_time(entry)
    yield {
        "resourceType": "Procedure",
        "id": entry.entry_id,
        "extension": dose,
        "status": "completed",
        "code": local("massage-session", "Massage session"),
        "subject": reference(patient_id),
        "performedDateTime": entry.on_date.isoformat(),
        # A name is all that is known of who else logged it.
        "recorder": {"display": plain_text(entry.logged_by)} if entry.logged_by else reference(patient_id),
        **({"performer": [{"actor": {"display": plain_text(entry.therapist)}}]} if entry.therapist else {}),
        **({"bodySite": [_area(area) for area in entry.areas]} if entry.areas else {}),
        **_note(entry),
    }
    for moment, score in (("before", entry.pain_before_nrs), ("after", entry.pain_after_nrs)):
        if score is not None:
            words = f"Pain just {moment} a massage session, 0 to 10"
            pain = _pain(entry, derived_id(entry.entry_id, moment), patient_id, words, score)
            yield {**pain, "partOf": [reference(entry.entry_id)]}


def _ability(entry: ActivityRating, patient_id: str) -> Resource:
    words = plain_text(entry.activity or "")
    return {
        **_observation(entry, entry.entry_id, patient_id, "survey"),
        # One code for every activity; which one it is, only the person's own words say.
        "code": {**local(ABILITY, "Own activity"), "text": f"{words}: 0 cannot, 10 as before"},
        "valueQuantity": quantity(entry.ability or 0, "score", "{score}"),
        **_note(entry),
    }


def _overall(entry: OverallChange, patient_id: str) -> Resource:
    answer = entry.overall or ""
    return {
        **_observation(entry, entry.entry_id, patient_id, "survey"),
        "code": local("overall-change", OVERALL_QUESTION),
        "valueCodeableConcept": local(answer.replace(" ", "-"), answer.capitalize()),
        **_note(entry),
    }


def _area(area: str) -> Resource:
    return local(area.replace("_", "-"), humanise(area).capitalize())


def _event(entry: Event, patient_id: str) -> Resource:
    # What happened is known in the person's words alone: it may be a treatment, a move or a journey.
    return {
        **_observation(entry, entry.entry_id, patient_id, "social-history"),
        "code": local("event", "Event in the person's own words"),
        "valueString": plain_text(entry.words or ""),
        **_note(entry),
    }


def _medicine(entry: MedicineTaken, patient_id: str) -> Resource:
    began, is_as_needed = entry.on_date.isoformat(), entry.use == AS_NEEDED
    period = {"start": began} | ({"end": entry.until_date.isoformat()} if entry.until_date else {})
    dosage = {"asNeededBoolean": is_as_needed} | ({"text": plain_text(entry.dose)} if entry.dose else {})
    return {
        "resourceType": "MedicationStatement",
        "id": entry.entry_id,
        **({"extension": _local_time(entry)} if entry.at_time else {}),
        "status": "completed" if is_as_needed or entry.until_date else "active",
        # The name as typed: no code can be told from it.
        "medicationCodeableConcept": {"text": plain_text(entry.name or "")},
        "subject": reference(patient_id),
        **({"effectiveDateTime": began} if is_as_needed else {"effectivePeriod": period}),
        "dateAsserted": instant(entry.created_at),
        "informationSource": reference(patient_id),
        "dosage": [dosage],
        **_note(entry),
    }


def _answered(entry: QuestionnaireAnswers, patient_id: str) -> Resource:
    """Return answers with their questions' words; the questionnaire itself is its owner's to give."""
    score = entry.score
    return {
        "resourceType": "QuestionnaireResponse",
        "id": entry.entry_id,
        "extension": [
            extension("on-date", valueDate=entry.on_date.isoformat()),
            *_local_time(entry),
            extension("questionnaire-title", valueString=plain_text(entry.title or "")),
            *([] if score is None else [extension("score", valueDecimal=score)]),
            *([extension("note", valueString=plain_text(entry.note))] if entry.note else []),
        ],
        "questionnaire": entry.questionnaire,
        "status": "amended" if entry.version > 1 else "completed",
        "subject": reference(patient_id),
        "authored": instant(entry.created_at),
        "author": reference(patient_id),
        "source": reference(patient_id),
        "item": nested_items(read_answers(entry.answers or "")[1]),
    }


def _provenance(entry: Entry, targets: list[Resource], patient_id: str) -> Resource:
    return {
        "resourceType": "Provenance",
        "id": derived_id(entry.entry_id, "back-filled"),
        "target": [reference(target["id"]) for target in targets],
        "recorded": instant(entry.created_at),
        "activity": local("back-filled", "Filled in from memory, more than a day later"),
        "agent": [{"who": reference(patient_id)}],
    }
