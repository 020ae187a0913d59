"""FHIR: what leaves is R4 as its own schema has it, says nothing that is not so, and keeps to a link's rights."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft6Validator
from jsonschema.exceptions import ValidationError

from tests.invented_questionnaires import FOUR, ONE, TWENTY_FOUR, answers_to
from tests.whole_records import ANSWERED, ENTRIES, PROFILES
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import ALWAYS, Period
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.domain.share_link import ShareLink
from tracker.domain.sit_and_reach import VARIANT_NAMES, SitAndReachTest
from tracker.exchange.fhir.bundle import FhirContent, FhirRefused, bundle, check, written
from tracker.exports import fhir_of
from tracker.record import ClientRecord

SCHEMA = json.loads(gzip.decompress((Path(__file__).parent / "r4_schema.json.gz").read_bytes()))
R4 = Draft6Validator(SCHEMA)
DAY = date(2026, 3, 9)
MADE = datetime(2026, 3, 9, 20, tzinfo=UTC)
ID = "0d7d8c0a-4d06-4a3e-9d2f-4f1f3f1f0a01"


def shown(
    *entries: Entry, answered: tuple[RedFlagAnswers, ...] = (), client: Client | None = None
) -> FhirContent:
    """A record of given values, all of it shown."""
    profile = client or Client(client_id="me", created_at=MADE)
    return FhirContent(profile=profile, entries=entries[::-1], warning_signs=answered)


def only(kind: str, *entries: Entry, **more: Any) -> list[dict[str, Any]]:
    content = json.loads(written(shown(*entries, **more)))
    R4.validate(content)
    return [one["resource"] for one in content["entry"] if one["resource"]["resourceType"] == kind]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ENTRIES, max_size=6, unique_by=lambda one: one.entry_id),
    st.lists(ANSWERED, max_size=2, unique_by=lambda one: one.answers_id),
    PROFILES,
)
def test_every_record_is_r4_by_the_official_schema_and_by_the_model_library(
    entries: list[Entry], answered: list[RedFlagAnswers], profile: Client
) -> None:
    from fhir.resources.R4B.bundle import Bundle

    data = written(shown(*entries, answered=tuple(answered), client=profile))
    R4.validate(json.loads(data))
    Bundle.model_validate_json(data)
    assert written(shown(*entries, answered=tuple(answered), client=profile)) == data


def test_the_schema_here_does_refuse() -> None:
    content = bundle(shown(CheckIn(on_date=DAY, leg_pain_nrs=4)))
    for name, value in (
        ("resourceType", "Parcel"), ("status", "nonsense"),
        ("effectiveDateTime", "9 March"), ("issued", "2026-03-09"), ("occurrencePeriod", {}), ("id", "a b"),
    ):  # fmt: skip
        broken = json.loads(json.dumps(content))
        broken["entry"][1]["resource"][name] = value
        with pytest.raises(ValidationError):
            R4.validate(broken)


def test_a_check_in_is_one_observation_for_each_pain_given() -> None:
    entry = CheckIn(
        entry_id=ID, on_date=DAY, at_time=time(7, 30), leg_pain_nrs=4, back_pain_nrs=0, side="left", note="stiff",
        created_at=MADE,
    )  # fmt: skip
    leg, back = only("Observation", entry)
    assert leg["code"]["coding"] == [{"system": "http://loinc.org", "code": "72514-3"}]
    assert leg["valueQuantity"] == {
        "value": 4, "unit": "score", "system": "http://unitsofmeasure.org", "code": "{score}",
    }  # fmt: skip
    assert (leg["bodySite"]["text"], back["bodySite"]["text"]) == ("Leg, left", "Low back")
    assert back["valueQuantity"]["value"] == 0, "no pain is a value"
    assert (leg["status"], leg["effectiveDateTime"], leg["issued"]) == (
        "final",
        "2026-03-09",
        "2026-03-09T20:00:00Z",
    )
    assert leg["category"][0]["coding"][0]["code"] == "survey"
    assert leg["extension"][0]["valueTime"] == "07:30:00"
    assert leg["note"] == [{"text": "stiff"}]
    assert "note" not in back
    assert len(only("Observation", CheckIn(on_date=DAY, back_pain_nrs=3))) == 1, "blank is not 0"
    assert [one["id"] for one in only("Observation", entry)] == [leg["id"], back["id"]], "ids are stable"
    assert only("Observation", replace(entry, version=2))[0]["status"] == "amended"


def test_what_somebody_can_do_and_how_they_are_are_observations_with_their_words() -> None:
    rating = ActivityRating(
        entry_id=ID, on_date=DAY, activity="Tie my\u2003shoes", ability=0, note="with help"
    )
    (ability,) = only("Observation", rating)
    assert ability["code"]["text"] == "Tie my shoes: 0 cannot, 10 as before"
    assert ability["valueQuantity"]["value"] == 0, "cannot is a value"
    assert ability["category"][0]["coding"][0]["code"] == "survey"
    assert (ability["id"], ability["note"]) == (ID, [{"text": "with help"}])
    (overall,) = only("Observation", OverallChange(entry_id=ID, on_date=DAY, overall="much better"))
    assert overall["valueCodeableConcept"]["text"] == "Much better"
    assert overall["valueCodeableConcept"]["coding"][0]["code"] == "much-better"


def test_answers_leave_as_a_response_in_the_groups_of_their_questionnaire() -> None:
    entry = replace(
        answers_to(FOUR, bed="a1", tub="a2", shoes="a0"),
        entry_id=ID,
        on_date=DAY,
        note="after a walk",
        created_at=MADE,
    )
    (response,) = only("QuestionnaireResponse", entry)
    assert (response["id"], response["questionnaire"], response["status"]) == (
        ID,
        "urn:example:four|1",
        "completed",
    )
    group, bed = response["item"]
    assert [item["linkId"] for item in group["item"]] == ["stairs", "shoes", "bath"]
    assert "answer" not in group["item"][0], "left out"
    assert group["item"][1]["answer"] == [{"valueCoding": {"code": "a0", "display": "easy"}}]
    assert group["item"][2]["item"][0]["answer"] == [{"valueCoding": {"code": "a2", "display": "not at all"}}]
    assert (bed["text"], bed["answer"][0]["valueCoding"]["code"]) == ("And the bed?", "a1")
    told = {one["url"].rpartition(":")[2]: one for one in response["extension"]}
    assert told["score"]["valueDecimal"] == 1
    assert told["on-date"]["valueDate"] == "2026-03-09"
    assert told["note"]["valueString"] == "after a walk"
    blank = replace(answers_to(FOUR, bed="a1"), version=2)
    (response,) = only("QuestionnaireResponse", blank)
    assert response["status"] == "amended"
    assert "score" not in repr(response["extension"])
    (number,) = only("QuestionnaireResponse", answers_to(ONE, far=0))
    assert number["item"][0]["answer"] == [{"valueInteger": 0}]
    (ticks,) = only("QuestionnaireResponse", answers_to(TWENTY_FOUR, s2=False))
    assert ticks["item"][1]["answer"] == [{"valueBoolean": False}]


def test_a_massage_that_a_therapist_logged_says_who_recorded_it() -> None:
    (procedure,) = only("Procedure", MassageSession(on_date=DAY, minutes=30, logged_by="Robin\u2003A."))
    assert procedure["recorder"] == {"display": "Robin A."}


def test_a_medicine_is_a_statement_with_its_name_as_text_alone() -> None:
    taken = MedicineTaken(
        entry_id=ID, on_date=DAY, at_time=time(7, 30), name="Ibuprofen", dose="400 mg", use=AS_NEEDED, note="after a walk",
        created_at=MADE,
    )  # fmt: skip
    (once,) = only("MedicationStatement", taken)
    assert (once["id"], once["status"], once["effectiveDateTime"]) == (ID, "completed", "2026-03-09")
    assert once["medicationCodeableConcept"] == {"text": "Ibuprofen"}, "no code can be told from a name"
    assert once["dosage"] == [{"asNeededBoolean": True, "text": "400 mg"}]
    assert once["note"] == [{"text": "after a walk"}]
    regular = MedicineTaken(on_date=DAY, name="Naproxen", use=REGULAR)
    (running,) = only("MedicationStatement", regular)
    assert (running["status"], running["effectivePeriod"]) == ("active", {"start": "2026-03-09"})
    assert running["dosage"] == [{"asNeededBoolean": False}], "no dose is not a dose"
    (over,) = only("MedicationStatement", replace(regular, until_date=date(2026, 3, 20)))
    assert (over["status"], over["effectivePeriod"]["end"]) == ("completed", "2026-03-20")


def test_an_event_is_an_observation_in_the_persons_words() -> None:
    (event,) = only("Observation", Event(entry_id=ID, on_date=DAY, words="New job", created_at=MADE))
    assert (event["id"], event["valueString"], event["effectiveDateTime"]) == (ID, "New job", "2026-03-09")
    assert event["code"]["text"] == "Event in the person's own words"


def test_a_reach_has_its_variant_as_method_and_centimetres() -> None:
    test = SitAndReachTest(
        entry_id=ID,
        on_date=DAY,
        variant="back_saver",
        side="left",
        foot_line_cm=26,
        trials_cm=(20, 21.5),
        warm_up=True,
    )
    (reach,) = only("Observation", test)
    assert reach["id"] == ID
    assert reach["method"]["coding"][0]["code"] == "sit-and-reach-back_saver"
    assert reach["valueQuantity"] == {
        "value": -4.5,
        "unit": "cm",
        "system": "http://unitsofmeasure.org",
        "code": "cm",
    }
    assert reach["code"]["coding"][0]["code"] == "sit-and-reach"
    assert [one["code"]["text"] for one in reach["component"]] == [
        "Foot line", "Trial 1", "Trial 2", "Warm-up before the test",
    ]  # fmt: skip
    methods = {
        only("Observation", SitAndReachTest(on_date=DAY, variant=name, skipped_reason="pain"))[0]["method"][
            "text"
        ]
        for name in VARIANT_NAMES
    }
    assert len(methods) == len(VARIANT_NAMES)


def test_a_skipped_test_has_a_reason_and_no_value() -> None:
    (skipped,) = only("Observation", SitAndReachTest(on_date=DAY, skipped_reason="pain"))
    assert skipped["status"] == "cancelled"
    assert skipped["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert "valueQuantity" not in skipped


def test_a_massage_session_is_a_procedure_with_the_pains_around_it() -> None:
    session = MassageSession(
        entry_id=ID, on_date=DAY, minutes=45, areas=("left_calf",), pressure="firm", pain_before_nrs=5,
        pain_after_nrs=3, therapist="Robin",
    )  # fmt: skip
    (procedure,) = only("Procedure", session)
    assert (procedure["status"], procedure["performedDateTime"], procedure["id"]) == (
        "completed",
        "2026-03-09",
        ID,
    )
    assert procedure["bodySite"][0]["text"] == "Left calf"
    assert procedure["performer"] == [{"actor": {"display": "Robin"}}]
    assert procedure["extension"][0]["valueDuration"]["value"] == 45
    before, after = only("Observation", session)
    assert (before["valueQuantity"]["value"], after["valueQuantity"]["value"]) == (5, 3)
    assert before["partOf"] == [{"reference": f"urn:uuid:{ID}"}]


def test_warning_signs_are_answers_to_a_questionnaire_that_is_there() -> None:
    answered = RedFlagAnswers(
        answers={"saddle": "yes", "bowel": "no"}, on_date=DAY, created_at=MADE, answers_id=ID
    )
    (response,) = only("QuestionnaireResponse", answered=(answered,))
    (asked,) = only("Questionnaire", answered=(answered,))
    assert response["questionnaire"] == asked["url"]
    assert {one["linkId"] for one in response["item"]} <= {one["linkId"] for one in asked["item"]}
    told = {one["linkId"]: one["answer"][0].get("valueCoding", {}).get("code") for one in response["item"]}
    assert {name: told[name] for name in FLAG_IDS} == {
        **dict.fromkeys(FLAG_IDS, "unknown"), "saddle": "yes", "bowel": "no",
    }  # fmt: skip
    assert "lifted" not in told
    lifted = replace(answered, lifted="seen")
    (response,) = only("QuestionnaireResponse", answered=(lifted,))
    assert response["item"][-1]["answer"][0]["valueCoding"]["code"] == "seen"
    assert only("Questionnaire", CheckIn(on_date=DAY, leg_pain_nrs=1)) == []


def test_what_was_filled_in_later_says_so() -> None:
    late = CheckIn(on_date=DAY, leg_pain_nrs=4, back_pain_nrs=2, created_at=MADE + timedelta(days=4))
    (provenance,) = only("Provenance", late)
    assert provenance["target"] == [
        {"reference": f"urn:uuid:{one['id']}"} for one in only("Observation", late)
    ]
    assert provenance["recorded"] == "2026-03-13T20:00:00Z"
    assert only("Provenance", CheckIn(on_date=DAY, leg_pain_nrs=4, created_at=MADE)) == []
    assert only("Provenance", replace(late, source="bearable")) == [], "nobody knows when that was written"


def test_the_patient_is_the_profile_and_no_day_of_birth_is_made_up() -> None:
    ana = Client(client_id="me", label="Ana", birth_year=1980, sex="female", created_at=MADE)
    (patient,) = only("Patient", client=ana)
    assert (patient["name"], patient["gender"], patient["birthDate"]) == ([{"text": "Ana"}], "female", "1980")
    (blank,) = only("Patient")
    assert set(blank) == {"resourceType", "id"}


def test_only_r4_words_are_used() -> None:
    session = MassageSession(on_date=DAY, minutes=45, pain_before_nrs=1)
    text = written(shown(session)).decode()
    assert "performedDateTime" in text
    for later in (
        "occurrenceDateTime",
        "bodyStructure",
        "instantiates",
        "triggeredBy",
        '"reported"',
        "valueReference",
    ):
        assert later not in text


def test_spaces_that_fhir_does_not_allow_become_plain() -> None:
    (pain,) = only("Observation", CheckIn(on_date=DAY, leg_pain_nrs=1, note="a\u00a0b\u2028c\ufeffd\te\nf"))
    assert pain["note"][0]["text"] == "a b c d\te\nf"


# ---- our own checks -----------------------------------------------------------------------------------------


def of(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: next(
        one["resource"] for one in content["entry"] if one["resource"]["resourceType"] == kind
    )


def value(number: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: of("Observation")(content)["valueQuantity"].update(value=number)


def field(kind: str, **changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: of(kind)(content).update(changes)


BROKEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pain 42": value(42),
    "pain -1": value(-1),
    "pain 4.5": value(4.5),
    "pain as text": value("4"),
    "pain NaN": value(float("nan")),
    "pain true": value(True),
    "a status that is none": field("Observation", status="nonsense"),
    "a procedure that is done": field("Procedure", status="done"),
    "value and reason": field("Observation", dataAbsentReason={"text": "x"}),
    "neither": lambda content: of("Observation")(content).pop("valueQuantity"),
    "cancelled with a value": field("Observation", status="cancelled"),
    "a unit of nobody": lambda content: of("Observation")(content)["valueQuantity"].update(code="cm"),
    "a subject elsewhere": field("Observation", subject={"reference": "urn:uuid:nobody"}),
    "a gender": field("Patient", gender="f"),
    "another's name": lambda content: content["entry"][0].update(fullUrl="urn:uuid:x"),
    "an id twice": lambda content: content["entry"].append(content["entry"][1]),
    "a component of itself": field(
        "Observation", component=[{"code": {"coding": [{"code": "72514-3"}]}, "valueBoolean": True}]
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_our_checks_refuse_what_the_structure_lets_through(name: str) -> None:
    content = bundle(shown(CheckIn(on_date=DAY, leg_pain_nrs=4), MassageSession(on_date=DAY, minutes=45)))
    assert check(content) is content
    broken = json.loads(json.dumps(content))
    BROKEN[name](broken)
    with pytest.raises(FhirRefused, match="cannot be written"):
        check(broken)


# ---- rights ---------------------------------------------------------------------------------------------------


def everything(record: ClientRecord) -> Iterator[date]:
    record.profile.edit(Client(client_id=record.client_id, label="Ana", birth_year=1980, sex="female"), 1)
    for days in (40, 3):
        day = clock.today() - timedelta(days=days)
        record.entries.add(CheckIn(on_date=day, leg_pain_nrs=4, note=f"secret {days}"))
        record.entries.add(SitAndReachTest(on_date=day, foot_line_cm=26, trials_cm=(20,)))
        record.entries.add(MassageSession(on_date=day, minutes=45, therapist="Robin"))
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=day))
        yield day


def kinds_in(record: ClientRecord, period: Period = ALWAYS) -> Counter[str]:
    content = json.loads(fhir_of(record, period))
    return Counter(one["resource"]["resourceType"] for one in content["entry"])


def holder_of(record: ClientRecord, **scope: Any) -> ClientRecord:
    share = ShareLink(client_id=record.client_id, **scope)
    return ClientRecord(
        record._access.store, Actor(share.share_id, Role.HOLDER), record.client_id, share=share
    )


def test_a_link_shows_in_fhir_what_it_names_and_no_more(record: ClientRecord) -> None:
    long_ago, lately = everything(record)
    assert kinds_in(record) == {
        "Patient": 1, "Observation": 4, "Procedure": 2, "Questionnaire": 1, "QuestionnaireResponse": 2, "Provenance": 6,
    }  # fmt: skip
    pain = holder_of(record, fields=("pain",))
    text = fhir_of(pain).decode()
    assert kinds_in(pain) == {"Patient": 1, "Observation": 2, "Provenance": 2}
    for hidden in ("secret", "1980", "female", "Robin", "sit-and-reach", "saddle"):
        assert hidden not in text
    assert "Robin" in fhir_of(holder_of(record, fields=("massage",))).decode()
    last = holder_of(record, fields=("pain", "symptoms", "notes"), rolling_days=7)
    assert kinds_in(last)["QuestionnaireResponse"] == kinds_in(last)["Observation"] == 1
    assert "secret 3" in fhir_of(last).decode()
    assert "secret 40" not in fhir_of(last).decode()
    assert kinds_in(record, Period(long_ago, long_ago))["Observation"] == 2
    assert kinds_in(last, Period(long_ago, long_ago)) == {"Patient": 1}
    assert lately.isoformat() in fhir_of(last).decode()
