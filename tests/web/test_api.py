"""The interface for other programs: the same record and refusals as the pages, by tokens that do little and end."""

import json
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.practice import client_account
from tests.web.stand_in import HERE, app
from tracker import clock
from tracker.access.accounts import disable
from tracker.access.api_tokens import PREFIX, READ, make_api_token
from tracker.access.sharing import withdraw_consent
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.api_token import DAYS_GOOD, ENTRIES, LOG, SCOPES, SUMMARY
from tracker.domain.check_in import CheckIn
from tracker.domain.entry_kinds import ENTRY_CLASSES, KINDS
from tracker.errors import InvalidEntry
from tracker.exchange.entry_json import entry_to_json, writable
from tracker.exchange.openapi import BASE, COLLECTIONS, ONE_OF, RECEIPT, openapi
from tracker.installation import installation
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.store.store import Store
from tracker.web.routes import api

GIVEN: dict[str, dict[str, Any]] = {
    "check-ins": {
        "leg_pain_nrs": 4,
        "pain_extent": "thigh",
        "pain_places": ["lower_back aching", "left_calf burning 6"],
        "exercises_done": ["bridge"],
        "hours_sitting": 6.5,
    },
    "sit-and-reach-tests": {"variant": "csep_acsm", "foot_line_cm": 26, "trials_cm": [21.5, 23]},
    "massage-sessions": {"minutes": 45, "areas": ["left_calf"], "pain_before_nrs": 5, "pain_after_nrs": 3},
    "activity-ratings": {"activity": "Tie my shoes", "ability": 0},
    "overall-changes": {"overall": "much better"},
    "events": {"words": "New job"},
    "medicines": {
        "name": "Naproxen",
        "dose": "250 mg",
        "use": "regular",
        "until_date": clock.today().isoformat(),
    },
}


@pytest.fixture
def ann(practice: Store) -> Account:
    return client_account(practice, "ann")


def record_of(store: Store, account: Account) -> ClientRecord:
    return ClientRecord(store, actor_of(account), account.account_id, needs_consent=True)


def program(store: Store, account: Account, *scopes: str) -> TestClient:
    """Another program, as curl would ask: a token, and nothing that a browser says."""
    token = make_api_token(record_of(store, account), "test", scopes or tuple(SCOPES), 30)
    return TestClient(app(), base_url=HERE, headers={"authorization": f"Bearer {token}"})


def end_turn(turn: Future[None], whose: str) -> None:
    """Leave a place of the interface, or the queue for it."""
    api.ASKING.give_up(turn, whose)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_entry_is_logged_read_changed_and_taken_out(
    practice: Store, ann: Account, collection: str
) -> None:
    asking, path = program(practice, ann), f"{BASE}/{collection}"
    made = asking.post(path, json=GIVEN[collection])
    assert made.status_code == 201, made.text
    entry = made.json()
    assert GIVEN[collection].items() <= entry.items()
    assert (entry["version"], entry["source"], entry["on_date"]) == (1, "api", clock.today().isoformat())
    assert entry["at_time"] is not None
    here = f"{path}/{entry['entry_id']}"
    assert asking.get(here).json() == entry
    assert asking.get(f"{BASE}/entries").json() == {"entries": [entry]}
    changed = asking.patch(f"{here}?version=1", json={"note": "by hand"}).json()
    assert changed == entry | {"note": "by hand", "version": 2}
    late = asking.delete(f"{here}?version=1")
    assert (late.status_code, late.json()["entry"]) == (409, changed)
    assert asking.delete(f"{here}?version=2").status_code == 204
    assert asking.get(here).status_code == 404
    again = asking.post(path, json=GIVEN[collection] | {"entry_id": entry["entry_id"]})
    assert (again.status_code, again.json()["sentence"]) == (410, api.TAKEN_OUT)


def test_the_same_entry_id_is_the_same_entry(practice: Store, ann: Account) -> None:
    asking, entry_id = program(practice, ann), str(uuid4())
    answers = [
        asking.post(
            f"{BASE}/check-ins", json={"entry_id": entry_id, "leg_pain_nrs": 4, "on_date": "2026-01-05"}
        )
        for _ in range(3)
    ]
    assert [one.status_code for one in answers] == [201, 200, 200]
    assert len(record_of(practice, ann).entries.all()) == 1


def test_todays_entry_lies_in_the_zone_that_is_said(practice: Store, ann: Account) -> None:
    asking = program(practice, ann)
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        made = asking.post(f"{BASE}/check-ins", json={"leg_pain_nrs": 1}, headers={"time-zone": zone}).json()
        clock.use_zone(zone)
        assert made["on_date"] == clock.today().isoformat()
        clock.use_zone(None)
    refused = asking.post(f"{BASE}/check-ins", json={"leg_pain_nrs": 1}, headers={"time-zone": "Berlin"})
    assert (refused.status_code, refused.json()["field"]) == (422, "Time-Zone")


@pytest.mark.parametrize(
    ("collection", "body", "field"),
    [
        ("check-ins", {}, "leg_pain_nrs"),
        ("check-ins", {"leg_pain_nrs": 11}, "leg_pain_nrs"),
        ("check-ins", {"leg_pain_nrs": "4"}, "leg_pain_nrs"),
        ("check-ins", {"leg_pain_nrs": True}, "leg_pain_nrs"),
        ("check-ins", {"leg_pain_nrs": 4, "on_date": "2999-01-01"}, "on_date"),
        ("check-ins", {"leg_pain_nrs": 4, "on_date": "2026-02-30"}, "on_date"),
        ("check-ins", {"leg_pain_nrs": 4, "on_date": 20260101}, "on_date"),
        ("check-ins", {"leg_pain_nrs": 4, "at_time": "7:30"}, "at_time"),
        ("check-ins", {"leg_pain_nrs": 4, "exercises_done": [{}]}, "exercises_done"),
        ("check-ins", {"leg_pain_nrs": 4, "pain_places": ["elbow"]}, "pain_places"),
        ("check-ins", {"leg_pain_nrs": 4, "pain_places": [{}]}, "pain_places"),
        ("check-ins", {"leg_pain_nrs": 4, "pain_places": "saddle"}, "pain_places"),
        ("check-ins", {"leg_pain_nrs": 4, "entry_id": 7}, "entry_id"),
        ("check-ins", {"leg_pain_nrs": 4, "source": "form"}, "source"),
        ("check-ins", {"leg_pain_nrs": 4, "version": 3}, "version"),
        ("check-ins", [], "body"),
        ("check-ins", "x", "body"),
        ("sit-and-reach-tests", {"trials_cm": [1]}, "foot_line_cm"),
        ("sit-and-reach-tests", {"foot_line_cm": 26, "trials_cm": [[]]}, "trial_1_cm"),
        ("massage-sessions", {"minutes": 0}, "minutes"),
        ("massage-sessions", {}, "minutes"),
        ("activity-ratings", {"activity": "Walk"}, "ability"),
        ("overall-changes", {"overall": 6}, "overall"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_nothing(
    practice: Store, ann: Account, collection: str, body: Any, field: str
) -> None:
    refused = program(practice, ann).post(f"{BASE}/{collection}", json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text
    assert refused.json()["sentence"].endswith((".", "?"))
    assert record_of(practice, ann).entries.all() == ()


@pytest.mark.parametrize("body", [b"", b"{", b'{"leg_pain_nrs": 4, "leg_pain_nrs": 5}', b'{"leg_pain_nrs": NaN}', b"\xff", b"[" * 9000])  # fmt: skip
def test_what_is_no_json_object_is_refused_in_a_sentence(practice: Store, ann: Account, body: bytes) -> None:
    refused = program(practice, ann).post(f"{BASE}/check-ins", content=body)
    assert (refused.status_code, refused.json()["field"]) == (422, "body")


@pytest.mark.parametrize("name", ["\\ud800", "a\\udfff", "\\u0000"])
def test_a_name_that_no_text_can_hold_is_refused_in_a_sentence(
    practice: Store, ann: Account, name: str
) -> None:
    """Half a letter cannot be written into an answer as it came."""
    body = f'{{"leg_pain_nrs": 4, "{name}": 1}}'.encode()
    refused = program(practice, ann).post(f"{BASE}/check-ins", content=body)
    assert refused.status_code == 422, refused.text
    assert "is not a field of a check-in" in refused.json()["sentence"]


class TestTokens:
    @pytest.mark.parametrize("scope", SCOPES)
    def test_each_opens_what_it_was_made_for_and_nothing_else(
        self, practice: Store, ann: Account, scope: str
    ) -> None:
        entry = program(practice, ann).post(f"{BASE}/check-ins", json={"leg_pain_nrs": 1}).json()
        here = f"{BASE}/check-ins/{entry['entry_id']}"
        asking = program(practice, ann, scope)
        statuses = {
            LOG: asking.post(f"{BASE}/check-ins", json={"leg_pain_nrs": 2}).status_code,
            "change": asking.patch(f"{here}?version=1", json={"leg_pain_nrs": 3}).status_code,
            "out": asking.delete(f"{here}?version=2").status_code,
            SUMMARY: asking.get(f"{BASE}/summary").status_code,
            ENTRIES: asking.get(f"{BASE}/entries").status_code,
            "one": asking.get(here).status_code,
        }
        may = {
            LOG: {LOG: 201, "change": 200, "out": 204},
            SUMMARY: {SUMMARY: 200},
            ENTRIES: {SUMMARY: 200, ENTRIES: 200, "one": 200},
        }[scope]
        assert statuses == {name: may.get(name, 403) for name in statuses}

    def test_a_program_changes_only_what_programs_logged(self, practice: Store, ann: Account) -> None:
        entry = record_of(practice, ann).entries.add(CheckIn(leg_pain_nrs=3, note="mine")).entry
        asking, here = program(practice, ann, LOG), f"{BASE}/check-ins/{entry.entry_id}?version=1"
        for answer in (asking.patch(here, json={"leg_pain_nrs": 9}), asking.delete(here)):
            assert (answer.status_code, "mine" in answer.text) == (404, False)
        assert record_of(practice, ann).entries.all() == (entry,)

    @pytest.mark.parametrize("leg_pain_nrs", [3, 9])
    def test_a_program_logs_nothing_over_what_the_person_entered(
        self, practice: Store, ann: Account, leg_pain_nrs: int
    ) -> None:
        entry = record_of(practice, ann).entries.add(CheckIn(leg_pain_nrs=3, note="mine")).entry
        body = {"entry_id": entry.entry_id, "leg_pain_nrs": leg_pain_nrs}
        answer = program(practice, ann).post(f"{BASE}/check-ins", json=body)
        assert (answer.status_code, answer.json()) == (409, {"sentence": api.NOT_YOURS})
        assert record_of(practice, ann).entries.all() == (entry,)

    @pytest.mark.parametrize("scopes", [(LOG,), (LOG, SUMMARY), (LOG, ENTRIES)])
    @pytest.mark.parametrize("is_undone", [False, True])
    def test_what_the_person_changed_stays_and_is_told_to_who_may_read(
        self, practice: Store, ann: Account, scopes: tuple[str, ...], is_undone: bool
    ) -> None:
        asking, record, entry_id = program(practice, ann, *scopes), record_of(practice, ann), str(uuid4())
        logged = {"entry_id": entry_id, "leg_pain_nrs": 4}
        assert asking.post(f"{BASE}/check-ins", json=logged).status_code == 201
        (first,) = record.entries.of(CheckIn)
        by_hand = record.entries.edit(replace(first, leg_pain_nrs=8, note="mine"), 1)
        if is_undone:
            by_hand = record.entries.undo(by_hand)
        again = asking.post(f"{BASE}/check-ins", json=logged | {"note": "a program's"})
        here = f"{BASE}/check-ins/{entry_id}?version={by_hand.version}"
        refused = [
            asking.patch(here, json={"leg_pain_nrs": 1}),
            asking.patch(f"{here[:-1]}1", json={}),
            asking.delete(here),
        ]
        assert record.entries.all() == (by_hand,)
        assert [(answer.status_code, answer.json()["sentence"]) for answer in refused] == [
            (409, api.BY_HAND)
        ] * 3
        whole, receipt = entry_to_json(by_hand), {name: entry_to_json(by_hand)[name] for name in RECEIPT}
        assert again.status_code == 200
        assert again.json() == (whole if ENTRIES in scopes else receipt)
        for answer in refused:
            assert answer.json().get("entry") == (whole if ENTRIES in scopes else None)

    def test_an_entry_that_was_there_is_told_only_to_who_may_read(
        self, practice: Store, ann: Account
    ) -> None:
        """What another program wrote is no business of one that only logs."""
        entry = (
            program(practice, ann)
            .post(f"{BASE}/check-ins", json={"leg_pain_nrs": 4, "note": "theirs"})
            .json()
        )
        asking, here = program(practice, ann, LOG), f"{BASE}/check-ins/{entry['entry_id']}"
        receipt = {"kind": "check-in", "entry_id": entry["entry_id"], "version": 2}
        changed = asking.patch(f"{here}?version=1", json={"leg_pain_nrs": 5})
        assert (changed.status_code, changed.json()) == (200, receipt)
        for late in (asking.patch(f"{here}?version=1", json={}), asking.delete(f"{here}?version=1")):
            assert (late.status_code, late.json().keys()) == (409, {"sentence"})
        same = {"entry_id": entry["entry_id"], "leg_pain_nrs": 5, "note": "theirs"}
        again = asking.post(f"{BASE}/check-ins", json=same)
        assert (again.status_code, again.json()) == (200, receipt)
        (stored,) = record_of(practice, ann).entries.all()
        assert (stored.note, stored.version) == ("theirs", 2)

    def test_programs_change_what_programs_wrote_again_and_again(self, practice: Store, ann: Account) -> None:
        one, another, body = program(practice, ann), program(practice, ann), {"entry_id": str(uuid4())}
        here = f"{BASE}/check-ins/{body['entry_id']}"
        assert one.post(f"{BASE}/check-ins", json=body | {"leg_pain_nrs": 1}).json()["version"] == 1
        assert another.patch(f"{here}?version=1", json={"leg_pain_nrs": 2}).json()["version"] == 2
        assert one.post(f"{BASE}/check-ins", json=body | {"leg_pain_nrs": 3}).json()["version"] == 3
        assert another.delete(f"{here}?version=3").status_code == 204

    def test_only_its_hash_is_kept_and_the_audit_knows(self, practice: Store, ann: Account) -> None:
        record = record_of(practice, ann)
        token = make_api_token(record, "Watch", (ENTRIES,), 30)
        assert token.startswith(PREFIX)
        assert token not in str(practice.read("SELECT * FROM api_token")[1])
        asking = TestClient(app(), base_url=HERE, headers={"authorization": f"Bearer {token}"})
        for _ in range(3):
            assert asking.get(f"{BASE}/entries").status_code == 200
        (known,) = record.api_tokens.all()
        assert known.last_used_at == clock.utc_now()
        record.api_tokens.end(known.token_id)
        assert not record.api_tokens.end(known.token_id)
        assert asking.get(f"{BASE}/entries").status_code == 401
        actions = [line.action for line in practice.audit.of_client(ann.account_id)]
        assert actions[:3] == ["token ended", READ, "token made"]

    def test_every_no_is_the_same_answer(
        self, practice: Store, ann: Account, browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good = program(practice, ann)
        unknown = TestClient(app(), base_url=HERE, headers={"authorization": f"Bearer {PREFIX}x"})
        answers = [unknown.get(f"{BASE}/entries"), browser("ann").get(f"{BASE}/entries")]
        for header in ("", "Basic x", "Bearer", "Bearer ", "bearer !"):
            asked = TestClient(app(), base_url=HERE, headers={"authorization": header})
            answers.append(asked.post(f"{BASE}/check-ins", content=b"x" * 10))
        now = clock.utc_now()
        with monkeypatch.context() as later:
            later.setattr(clock, "utc_now", lambda: now + timedelta(days=30))
            answers.append(good.get(f"{BASE}/entries"))
        assert good.get(f"{BASE}/entries").status_code == 200
        disable(practice, OPERATOR, ann.account_id)
        answers.append(good.get(f"{BASE}/entries"))
        assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
        assert answers[0].headers["www-authenticate"] == "Bearer"

    def test_withdrawn_consent_ends_it(self, practice: Store, ann: Account) -> None:
        asking = program(practice, ann)
        withdraw_consent(practice, actor_of(ann), ann.account_id)
        assert asking.get(f"{BASE}/entries").status_code == 401
        assert record_of(practice, ann).api_tokens.all() == ()

    def test_what_a_token_must_say(self, practice: Store, ann: Account) -> None:
        record = record_of(practice, ann)
        for label, scopes, days in (
            ("", (LOG,), 30),
            ("x", (), 30),
            ("x", ("erase",), 30),
            ("x", (LOG,), 31),
        ):
            with pytest.raises(InvalidEntry):
                make_api_token(record, label, scopes, days)
        for _ in range(20):
            make_api_token(record, "x", (LOG,), DAYS_GOOD[0])
        with pytest.raises(InvalidEntry, match="end one"):
            make_api_token(record, "x", (LOG,), DAYS_GOOD[0])

    def test_it_asks_only_so_often(
        self, practice: Store, ann: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api, "MOST_AN_HOUR", 2)
        asking, more = program(practice, ann), program(practice, ann)
        answers = [one.get(f"{BASE}/entries") for one in (asking, more, asking, more)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert answers[2].headers["retry-after"] == "3600"
        assert answers[2].json() == {"sentence": api.TOO_OFTEN}
        other = program(practice, client_account(practice, "bob"))
        assert other.get(f"{BASE}/entries").status_code == 200

    def test_one_persons_tokens_take_no_more_places_than_one(self, practice: Store, ann: Account) -> None:
        places = api.ASKING.each + api.ASKING.each_waiting
        with ExitStack() as taken:
            for _ in range(places):
                taken.callback(end_turn, api.ASKING.enter(ann.account_id), ann.account_id)
            for token in range(3):
                answer = program(practice, ann, LOG, *(ENTRIES,) * token).get(f"{BASE}/entries")
                assert (answer.status_code, answer.json()) == (429, {"sentence": api.TOO_MANY})
            bob = client_account(practice, "bob")
            assert program(practice, bob).get(f"{BASE}/entries").status_code == 200

    def test_a_queue_that_others_fill_is_no_fault_of_who_comes(self, practice: Store, ann: Account) -> None:
        with ExitStack() as taken:
            for number in range(api.ASKING.at_once + api.ASKING.waiting):
                taken.callback(end_turn, api.ASKING.enter(f"person {number}"), f"person {number}")
            answer = program(practice, ann).get(f"{BASE}/entries")
        assert (answer.status_code, answer.json()) == (503, {"sentence": api.FULL})
        assert int(answer.headers["retry-after"]) > 0


def test_no_page_of_another_site_writes_with_a_token(practice: Store, ann: Account) -> None:
    asking, body = program(practice, ann), {"leg_pain_nrs": 4}
    for headers in (
        {"origin": "https://elsewhere.test"},
        {"sec-fetch-site": "cross-site"},
        {"host": "elsewhere.test"},
    ):
        assert asking.post(f"{BASE}/check-ins", json=body, headers=headers).status_code in (403, 421)
    assert record_of(practice, ann).entries.all() == ()
    asked = asking.options(f"{BASE}/check-ins", headers={"origin": "https://elsewhere.test"})
    assert not [name for name in asked.headers if name.startswith("access-control")]


def test_personal_mode_has_tokens_too(up_to_date, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "personal.db")))
    store = installation().store
    asking = TestClient(app(), base_url=HERE)
    assert asking.get(f"{BASE}/entries").status_code == 401
    token = make_api_token(personal_record(store), "Shortcut", (LOG,), 365)
    asking.headers["authorization"] = f"Bearer {token}"
    assert asking.post(f"{BASE}/check-ins", json={"leg_pain_nrs": 0}).status_code == 201
    store.driver.close()


def test_the_summary_is_that_of_the_command_line(practice: Store, ann: Account) -> None:
    asking = program(practice, ann)
    assert asking.get(f"{BASE}/summary").json().keys() >= {"as_of"}
    assert asking.get(f"{BASE}/summary?as_of=2999-01-01").status_code == 422


DESCRIPTION = openapi(HERE)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in DESCRIPTION["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_every_route_is_described_and_the_other_way_round() -> None:
    described = {(path, method.upper()) for path, method, _ in operations()}
    routed = {
        (one.path, method)
        for one in api.routes()
        if isinstance(one, Route)
        for method in one.methods or ()
        if method != "HEAD"
    }
    assert routed - described == {(f"{BASE}/openapi.json", "GET")}
    assert described <= routed
    for schema in DESCRIPTION["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for kind in KINDS:
        assert set(writable(kind)) <= set(json.dumps(DESCRIPTION).split('"'))


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("rest", ["check-ins", "check-ins/", "check-ins/%2F", "check-ins/a/b", "", "nothing"])
def test_another_address_or_method_is_answered_as_json(
    practice: Store, ann: Account, method: str, rest: str
) -> None:
    answer = program(practice, ann).request(method, f"{BASE}/{rest}", follow_redirects=False)
    is_collection = rest == "check-ins"
    assert answer.status_code == (405 if is_collection else 404)
    assert answer.headers.get("allow") == ("POST" if is_collection else None)
    assert answer.json().keys() == {"sentence"}


def resolved(schema: Any) -> Any:
    """A schema that stands alone, with the components it points at."""
    return {**schema, "components": DESCRIPTION["components"]}


@pytest.mark.parametrize(("collection", "kind"), COLLECTIONS.items())
def test_what_an_entry_cannot_do_without_is_in_the_description(
    practice: Store, ann: Account, collection: str, kind: str
) -> None:
    name = ENTRY_CLASSES[kind].__name__
    new, changed = (
        Draft202012Validator(resolved(DESCRIPTION["components"]["schemas"][f"{begin}{name}"]))
        for begin in ("New", "Changed")
    )
    asking, nothing = program(practice, ann), {"note": "nothing else"}
    assert not new.is_valid(nothing)
    assert changed.is_valid(nothing)
    assert asking.post(f"{BASE}/{collection}", json=nothing).status_code == 422
    for one in ({}, *({name: GIVEN[collection].get(name)} for name in ONE_OF.get(kind, ()))):
        given = {
            key: value for key, value in GIVEN[collection].items() if key not in ONE_OF.get(kind, ())
        } | one
        assert new.is_valid(given) == (asking.post(f"{BASE}/{collection}", json=given).status_code == 201), (
            given
        )


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(sorted({name for kind in KINDS for name in writable(kind)}))
BODIES = st.dictionaries(NAMES, ANY, max_size=5) | ANY


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_asked_is_answered_as_described(
    practice: Store, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    """Every operation with invented bodies, parameters and ids: no failure of ours, and answers of the described form."""
    monkeypatch.setattr("tracker.record.api_tokens.MOST_TOKENS", 1_000)
    asking = program(practice, practice.accounts.named("ann") or client_account(practice, "ann"))
    for path, method, operation in operations():
        chosen = data.draw(st.sampled_from([str(uuid4()), "x", "%00", "/", data.draw(st.text(max_size=5))]))
        query = {
            one["name"]: str(data.draw(st.text(max_size=10) | st.integers(0, 3) | st.dates()))
            for one in operation.get("parameters", [])
            if one["in"] == "query" and data.draw(st.booleans())
        }
        named = next((kind for name, kind in COLLECTIONS.items() if f"/{name}" in path), None)
        body = data.draw(st.just(GIVEN.get(path.rpartition("/")[2])) | BODIES) if named else None
        answer = asking.request(
            method.upper(), path.replace("{entry_id}", _quoted(chosen)), params=query,
            content=json.dumps(body).encode() if "requestBody" in operation else None,
        )  # fmt: skip
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, (method, path, answer.status_code, answer.text)
        if "content" in described:
            schema = described["content"]["application/json"]["schema"]
            Draft202012Validator(resolved(schema)).validate(answer.json())


def _quoted(text: str) -> str:
    return quote(text, safe="%") or "x"
