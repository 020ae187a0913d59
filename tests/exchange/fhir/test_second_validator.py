"""A validator that shares nothing with ours, Medplum's with HL7's StructureDefinitions, finds no error in what leaves.

`make fhir` fetches it; without it these tests are skipped, and with TRACKER_REQUIRE_FHIR_VALIDATOR=1 they fail.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tracker.exchange.csv_files import entries_of
from tracker.exports import fhir_of
from tracker.record import ClientRecord
from tracker.settings import PROJECT

VALIDATOR = Path(__file__).with_name("validator")
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    not (NODE and (VALIDATOR / "node_modules").is_dir())
    and not os.environ.get("TRACKER_REQUIRE_FHIR_VALIDATOR"),
    reason="make fhir fetches the validator",
)


def errors(*resources: Any) -> list[list[str]]:
    assert NODE is not None
    done = subprocess.run(
        [NODE, str(VALIDATOR / "validate.mjs")],
        input=json.dumps(resources),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.fixture
def bundle(record: ClientRecord) -> dict[str, Any]:
    for path in sorted((PROJECT / "data" / "sample").glob("*.csv")):
        record.imports.bring_in(entries_of(path.read_bytes()))
    content: dict[str, Any] = json.loads(fhir_of(record))
    return content


def test_the_bundle_and_each_of_its_resources_are_without_error(bundle: dict[str, Any]) -> None:
    resources = [one["resource"] for one in bundle["entry"]]
    assert len({one["resourceType"] for one in resources}) > 1
    assert errors(bundle, *resources) == [[]] * (len(resources) + 1)


def test_what_is_wrong_is_found_by_it(bundle: dict[str, Any]) -> None:
    observation = next(
        one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Observation"
    )
    for wrong in (
        {**observation, "status": None},
        {**observation, "status": ["final"]},
        {key: value for key, value in observation.items() if key != "code"},
        {**observation, "effectiveDateTime": "9 March"},
        {**observation, "painLevel": 7},
        # obs-6: a reason for no value beside a value
        {**observation, "valueInteger": 3, "dataAbsentReason": {"text": "unknown"}},
    ):
        assert errors(wrong)[0] != [], wrong
