"""What waits in the browser goes on the server's own word alone: the scripts of the quick check-in, run without a browser."""

import json
import re
import subprocess
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable
from starlette.testclient import TestClient

from tracker.web.html import STATIC, TEMPLATES
from tracker.web.middleware.headers import OURS

OUR = {OURS: "1"}
ITEM = {
    "account": "ann",
    "entry_id": "e1",
    "fields": {"entry_id": "e1", "on_date": "2026-03-09", "leg_pain_nrs": "7", "note": "fell"},
    "refused": "",
}
KNOWN = {
    "account": "ann",
    "plan": {"short_walk": "Short walk, every day"},
    "alsoPlanned": "A swim",
    "earlier": "What you did in earlier flares: heat",
    "tier": "A",
}
FILLED = {"entry_id": "e1", "leg_pain_nrs": "4", "on_date": "2026-03-09"}
ALONE = {"account": "ann", "plan": {}}
SIGNED_IN = {"status": 200, "headers": OUR, "body": {"account": "ann", "tier": ""}}
SIGNED_OUT = {"status": 401, "headers": OUR, "body": "Please sign in."}
RECEIPT = {"status": 200, "headers": OUR, "body": {"sentence": "", "entry_id": "e1", "deleted": False}}
BODIES: list[Any] = ["<html>Web filter: this page is being checked</html>", "", "null", "[]", {}, {"sentence": "Blocked"}]  # fmt: skip
STATUSES = (401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 502, 503)
# Of somebody else in the server's place: a filter, a page for maintenance, a proxy that asks who one is.
FOREIGN = [
    *({"status": 200, "body": body} for body in BODIES),
    {"status": 200, "body": {"entry_id": "another"}},
    {"status": 200, "headers": OUR, "body": {"entry_id": "another"}},
    *({"status": status, "body": body} for status, body in zip(STATUSES, cycle(BODIES), strict=False)),
    {"status": 204, "body": ""},
    None,
]  # fmt: skip

# The service worker as it is installed: what it keeps where one address is answered in some way and all others by us.
INSTALLED = """
const { text, foreign, headers } = JSON.parse(require("fs").readFileSync(0, "utf8")), kept = {}, listeners = {};
Object.assign(globalThis, {
  addEventListener: (name, listener) => { listeners[name] = listener; }, skipWaiting: () => {},
  caches: { open: async () => ({ put: async (path, answer) => { kept[path] = await answer.text(); } }) },
  fetch: async (path) => path === foreign.path ? new Response(foreign.body, foreign) : new Response("ours", { headers }),
});
new Function(text)();
let installing;
listeners.install({ waitUntil: (promise) => { installing = promise; } });
installing.then(() => true, () => false).then((isInstalled) => console.log(JSON.stringify([isInstalled, kept[foreign.path] ?? null])));
"""


def node(*arguments: str, given: Any) -> Any:
    ran = subprocess.run(
        [compute_driver_executable()[0], *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def runs(*happenings: dict[str, Any]) -> list[dict[str, Any]]:
    """Run scripts to where nothing more happens; return of each what waits, what is known, what was said, where it went."""
    usual = {
        "scripts": str(STATIC), "script": "quick.js", "waiting": [ITEM], "who": KNOWN, "answers": {"/quick/who": SIGNED_IN},
    }  # fmt: skip
    script = str(Path(__file__).parent / "quick_in_node.mjs")
    return node(script, given=[usual | happens for happens in happenings])  # type: ignore[no-any-return]


def run(**happens: Any) -> dict[str, Any]:
    (after,) = runs(happens)
    return after


def test_what_waits_goes_once_the_server_says_that_it_is_in_the_record() -> None:
    after = run(answers={"/quick/who": SIGNED_IN, "/quick": RECEIPT})
    assert after["waiting"] == []
    assert after["said"] == "A check-in that waited is now in your record."


def test_what_waits_stays_whatever_else_answers() -> None:
    asked = [{"answers": {"/quick/who": SIGNED_IN, "/quick": answer}} for answer in FOREIGN]
    for answer, after in zip(FOREIGN, runs(*asked), strict=True):
        assert after["waiting"] == [ITEM], answer
        assert after["said"] == "", answer


def test_what_was_just_saved_waits_whatever_else_answers() -> None:
    asked = [
        {"answers": {"/quick/who": SIGNED_IN, "/quick": answer}, "waiting": [], "filled": FILLED}
        for answer in FOREIGN
    ]
    for answer, after in zip(FOREIGN, runs(*asked), strict=True):
        (item,) = after["waiting"]
        assert (item["entry_id"], item["refused"]) == ("e1", ""), answer
        assert after["moved"] == [], answer
        assert after["said"].startswith("Kept on this phone."), answer


def test_what_was_just_saved_and_taken_leads_to_its_receipt() -> None:
    after = run(answers={"/quick/who": SIGNED_IN, "/quick": RECEIPT}, waiting=[], filled=FILLED)
    assert (after["waiting"], after["moved"]) == ([], ["/quick/saved/e1"])


def waits(entry_id: str, pain: str, *, refused: str = "") -> dict[str, Any]:
    fields = {"entry_id": entry_id, "on_date": "2026-03-09", "leg_pain_nrs": pain}
    return {"account": "ann", "entry_id": entry_id, "fields": fields, "refused": refused}


def receipt(entry_id: str = "e1", **more: Any) -> dict[str, Any]:
    return RECEIPT | {"body": {"sentence": "", "entry_id": entry_id, "deleted": False} | more}


def pains(posted: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(one["entry_id"], one["leg_pain_nrs"]) for one in posted]


TAKEN_BACK = receipt(sentence="It stays out of your record.", deleted=True)
AT_FAULT = {"status": 503, "headers": OUR, "body": {"sentence": "Not now."}}
AT_LAST = {"status": 422, "headers": OUR, "body": {"sentence": "No such day.", "field": "on_date"}}


def test_a_browser_that_keeps_nothing_saves_all_the_same() -> None:
    answers = {"/quick/who": SIGNED_IN, "/quick": RECEIPT}
    after = run(answers=answers, waiting=[], filled=FILLED, keepsNothing=True)
    assert after["moved"] == ["/quick/saved/e1"]


def test_a_browser_of_before_2022_sends_as_well() -> None:
    answers = {"/quick/who": SIGNED_IN, "/quick": RECEIPT}
    assert run(answers=answers, isOld=True)["waiting"] == []
    after = run(answers=answers, waiting=[], filled=FILLED, isOld=True)
    assert after["moved"] == ["/quick/saved/e1"]
    after = run(answers={"/quick/who": SIGNED_IN}, waiting=[], filled=FILLED, isOld=True)
    assert after["said"].startswith("Kept on this phone.")
    assert len(after["fields"]["entry_id"]) == len("0bb43bf9-2871-44aa-b47f-e9ef9b57fc99")


def test_back_from_what_was_saved_the_next_check_in_is_another() -> None:
    after = run(answers={"/quick/who": SIGNED_IN, "/quick": RECEIPT}, waiting=[], filled=FILLED, leaves=True)
    assert after["moved"] == ["/quick/saved/e1"]
    assert after["fields"]["entry_id"] != "e1"
    assert after["fields"]["leg_pain_nrs"] == ""


class TestWhatIsChangedWhileItWaits:
    """Between the list of what waits and the answer lie seconds: what stands then is what counts."""

    def answered(self, *answers: Any, **happens: Any) -> dict[str, Any]:
        return run(answers={"/quick/who": SIGNED_IN, "/quick": list(answers)}, **happens)

    def test_one_corrected_while_another_is_sent_goes_as_it_was_corrected(self) -> None:
        corrected = waits("e2", "3")["fields"]
        after = self.answered(
            receipt("e1"), None, receipt("e2"), waiting=[waits("e1", "5"), waits("e2", "7")], during=[{"save": corrected}],
        )  # fmt: skip
        assert pains(after["sent"]) == [("e1", "5"), ("e2", "3"), ("e2", "3")]
        assert after["waiting"] == []

    def test_one_discarded_while_another_is_sent_is_not_sent(self) -> None:
        after = self.answered(
            receipt("e1"), receipt("e2"), waiting=[waits("e1", "5"), waits("e2", "7")], during=[{"discard": "e2"}],
        )  # fmt: skip
        assert pains(after["sent"]) == [("e1", "5")]
        assert after["said"] == "A check-in that waited is now in your record."

    @pytest.mark.parametrize("answer", [receipt("e1"), AT_FAULT, AT_LAST, TAKEN_BACK, None])
    def test_a_correction_made_while_the_older_one_is_sent_stays_as_it_is(self, answer: Any) -> None:
        after = self.answered(answer, waiting=[waits("e1", "7")], during=[{"put": waits("e1", "3")}])
        assert after["waiting"] == [waits("e1", "3")]

    @pytest.mark.parametrize("answer", [receipt("e1"), AT_FAULT, AT_LAST, None])
    def test_another_tabs_correction_stays_while_this_one_saves(self, answer: Any) -> None:
        after = self.answered(
            answer, waiting=[], filled=waits("e1", "7")["fields"], during=[{"put": waits("e1", "3")}],
        )  # fmt: skip
        assert after["waiting"] == [waits("e1", "3")]

    @pytest.mark.parametrize("answer", [AT_FAULT, AT_LAST, TAKEN_BACK, None])
    def test_one_discarded_while_it_is_sent_does_not_come_back(self, answer: Any) -> None:
        after = self.answered(answer, waiting=[waits("e1", "7")], during=[{"discard": "e1"}])
        assert after["waiting"] == []

    def test_the_older_values_never_arrive_after_the_newer(self) -> None:
        """The save waits for what is on its way of the same check-in, and of no other."""
        corrected = waits("e1", "3")["fields"]
        after = self.answered(
            receipt("e1"), receipt("e1"), waiting=[waits("e1", "7")], during=[{"save": corrected}]
        )
        assert pains(after["sent"]) == [("e1", "7"), ("e1", "3")]
        assert after["together"] == 1
        assert (after["waiting"], after["moved"]) == ([], ["/quick/saved/e1"])


def test_whatever_waits_goes_as_what_may_have_arrived_before() -> None:
    """Its page may have ended between the sending and the answer: a change made elsewhere since then stands."""
    answers = {"/quick/who": SIGNED_IN, "/quick": [receipt("e1"), None]}
    after = run(answers=answers, waiting=[waits("e1", "7"), waits("e2", "5")])
    assert [(posted["entry_id"], posted["again"]) for posted in after["sent"]] == [("e1", "1"), ("e2", "1")]


def test_a_first_save_is_neither_sent_again_nor_mended() -> None:
    after = run(answers={"/quick/who": SIGNED_IN, "/quick": RECEIPT}, waiting=[], filled=FILLED)
    (posted,) = after["sent"]
    assert not {"again", "mended"} & posted.keys()


class TestATabThatIsFrozenInItsTurn:
    """It keeps the turn of its check-in for as long as it is frozen: that one waits, and nothing else does."""

    def test_what_is_saved_is_kept(self) -> None:
        after = run(
            answers={"/quick/who": SIGNED_IN, "/quick": RECEIPT}, waiting=[], filled=FILLED, frozen=["e1"]
        )
        assert (after["sent"], after["moved"]) == ([], [])
        assert [item["entry_id"] for item in after["waiting"]] == ["e1"]
        assert after["said"].startswith("Kept on this phone.")

    def test_the_others_are_sent(self) -> None:
        answers = {"/quick/who": SIGNED_IN, "/quick": receipt("e2")}
        after = run(answers=answers, waiting=[waits("e1", "7"), waits("e2", "5")], frozen=["e1"])
        assert pains(after["sent"]) == [("e2", "5")]
        assert after["waiting"] == [waits("e1", "7")]
        assert after["said"] == "A check-in that waited is now in your record."


class TestTakenBackMeanwhile:
    """What was taken out of the record elsewhere is not said to be in it, and what is new in the form is not lost."""

    def test_one_that_waited_is_not_said_to_be_in_the_record(self) -> None:
        after = run(answers={"/quick/who": SIGNED_IN, "/quick": TAKEN_BACK}, waiting=[waits("e1", "7")])
        assert after["said"] == ""
        assert after["waiting"] == [waits("e1", "7", refused="It stays out of your record.")]

    def test_the_others_are_counted_without_it(self) -> None:
        answers = {"/quick/who": SIGNED_IN, "/quick": [TAKEN_BACK, receipt("e2")]}
        after = run(answers=answers, waiting=[waits("e1", "7"), waits("e2", "5")])
        assert after["said"] == "A check-in that waited is now in your record."

    def test_saved_with_new_numbers_it_is_in_the_form_under_a_new_id(self) -> None:
        after = run(answers={"/quick/who": SIGNED_IN, "/quick": TAKEN_BACK}, waiting=[], filled=FILLED)
        assert (after["waiting"], after["moved"]) == ([], [])
        assert after["said"] == "It stays out of your record."
        assert after["fields"] == FILLED | {"entry_id": after["fields"]["entry_id"]}
        assert after["fields"]["entry_id"] != "e1"


def test_the_servers_own_refusal_is_shown_and_stays() -> None:
    refused = {"status": 422, "headers": OUR, "body": {"sentence": "No such day.", "field": "on_date"}}
    after = run(answers={"/quick/who": SIGNED_IN, "/quick": refused})
    assert [item["refused"] for item in after["waiting"]] == ["No such day."]


def test_nobody_else_says_that_an_account_is_gone() -> None:
    says_gone = {"status": 200, "body": {"gone": ["ann"]}}
    answers = [*FOREIGN, says_gone, says_gone | {"headers": OUR}]
    asked = [
        {"script": "leave.js", "path": "/sign-in", "waiting": [], "answers": {"/quick/gone": answer}}
        for answer in answers
    ]
    assert [after["who"] for after in runs(*asked)] == [ALONE] * (len(answers) - 1) + [None]


def test_nobody_else_says_that_somebody_signed_out() -> None:
    answers = [*FOREIGN, {"status": 200, "body": {"account": None}}]
    for answer, after in zip(
        answers, runs(*({"answers": {"/quick/who": answer}} for answer in answers)), strict=True
    ):
        assert (after["waiting"], after["who"], after["earlier"]) == ([ITEM], KNOWN, KNOWN["earlier"]), answer
        assert after["said"] == "", answer


def test_whoever_is_here_last_has_the_form_without_a_network() -> None:
    """Nothing of who was here before is theirs, and what waits of them stays."""
    ben = {"account": "ben", "name": "ben", "tier": "C"}
    after = run(answers={"/quick/who": SIGNED_IN | {"body": ben}})
    assert (after["who"], after["waiting"], after["moved"]) == (ben | {"plan": {}}, [ITEM], ["again"])


class TestNobodyIsSignedIn:
    """What waits stays, with the account it belongs to; nothing else of the record does."""

    @pytest.mark.parametrize("who", [SIGNED_OUT, {"status": 200, "headers": OUR, "body": {"account": None}}])
    def test_a_page_that_hears_it_forgets_the_record(self, who: dict[str, Any]) -> None:
        after = run(answers={"/quick/who": who})
        assert (after["waiting"], after["who"], after["earlier"]) == ([ITEM], ALONE, "")
        assert after["said"].startswith("You are signed out.")

    def test_a_save_that_hears_it_forgets_the_record(self) -> None:
        after = run(answers={"/quick": SIGNED_OUT}, filled=FILLED | {"entry_id": "e2"})
        assert [one["entry_id"] for one in after["waiting"]] == ["e1", "e2"]
        assert after["who"] == ALONE

    def test_the_page_to_sign_in_forgets_the_record(self) -> None:
        after = run(script="leave.js", path="/sign-in")
        assert (after["waiting"], after["who"]) == ([ITEM], ALONE)

    def test_any_other_page_leaves_it(self) -> None:
        assert run(script="leave.js", path="/password")["who"] == KNOWN


@pytest.mark.parametrize("path", [*sorted(STATIC.glob("*.js")), TEMPLATES / "quick_worker.js"], ids=lambda path: path.name)  # fmt: skip
def test_a_script_that_acts_on_an_answer_knows_whose_it_is(path: Path) -> None:
    """Each that leaves a page, forgets or keeps on a status looks for our header; that the server is there needs none."""
    text = path.read_text("utf-8")
    acts = re.search(r"answer\.ok|status === (?:401|404|410)", text)
    assert not acts or OURS in text or "isOurs(answer)" in text


@pytest.mark.parametrize("path", ["/quick/offline", "/assets/quick.js"])
@pytest.mark.parametrize(
    ("foreign", "is_kept"),
    [
        ({"status": 200, "headers": OUR}, True),
        ({"status": 200}, False),
        ({"status": 503, "headers": OUR}, False),
    ],
)
def test_a_page_of_somebody_else_is_not_kept_for_when_there_is_no_network(
    browser: Callable[[], TestClient], path: str, foreign: dict[str, Any], is_kept: bool
) -> None:
    text = browser().get("/quick/worker.js").text
    foreign = foreign | {"path": path, "body": "a page"}
    installed = node("-e", INSTALLED, given={"text": text, "foreign": foreign, "headers": OUR})
    assert installed == [is_kept, "a page" if is_kept else None]
