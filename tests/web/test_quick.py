"""The quick check-in over plain HTTP: the same record, refusals and warning signs as the Streamlit page."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from starlette.testclient import TestClient

from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.accounts import disable, erase
from tracker.access.sharing import keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.bounded import BoundedPool
from tracker.domain import safety_words
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.entry import new_entry_id
from tracker.domain.exercise import EXERCISES
from tracker.domain.home_plan import PlanItem
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.earlier_flares import earlier_flares
from tracker.errors import ImportRefused
from tracker.exchange.csv_files import entries_of
from tracker.record import ClientRecord
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store
from tracker.web.forms import FROM_ANYBODY, HASHING, SAVING
from tracker.web.quick_form import EXTENTS
from tracker.web.routes.quick import MOST_ACCOUNTS

HTML = {"accept": "text/html"}
SCRIPT = {"accept": "application/json"}
NEEDS_A_NUMBER = "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."


@pytest.fixture
def ann(practice: Store, browser) -> TestClient:
    client_account(practice, "ann")
    return browser("ann")


def account_id(store: Store, username: str = "ann") -> str:
    return store.accounts.named(username).account_id


def record(store: Store, username: str = "ann") -> ClientRecord:
    account = store.accounts.named(username)
    return ClientRecord(store, actor_of(account), account.account_id)


def check_ins(store: Store, username: str = "ann") -> list[CheckIn]:
    return [one for one in record(store, username).entries.all((CheckIn.kind,)) if isinstance(one, CheckIn)]


def form_of(text: str) -> dict[str, str]:
    """What a browser would send of the form as it was shown: text fields and what is ticked."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and (("radio" not in tag and "checkbox" not in tag) or " checked" in tag):
            fields[name[1]] = value[1] if value else "on"
    fields["note"] = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1]
    return fields


def hidden_in(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))


def sent(who: TestClient, store: Store, **fields: str):
    """Post as the page's script does."""
    base = {"account": account_id(store), "entry_id": new_entry_id(), "zone": "Europe/London"}
    return who.post("/quick", data={**base, **fields}, headers=SCRIPT)


@contextmanager
def full(pool: BoundedPool) -> Iterator[None]:
    """A pool with no place left, and none to wait in."""
    turns = [pool.enter() for _ in range(pool.at_once + pool.waiting)]
    try:
        yield
    finally:
        for turn in reversed(turns):
            pool.give_up(turn)


class TestWithoutAScript:
    def test_a_number_and_save_are_a_check_in_with_a_page_that_says_so(self, practice: Store, ann) -> None:
        fields = form_of(ann.get("/quick").text)
        answer = ann.post("/quick", data=fields | {"leg_pain_nrs": "0", "zone": "Europe/London"})
        assert answer.status_code == 303
        (saved,) = check_ins(practice)
        assert (saved.leg_pain_nrs, saved.back_pain_nrs, saved.pain_extent) == (0, None, None)
        assert (saved.source, saved.entry_id) == ("quick", fields["entry_id"])
        assert saved.at_time is not None
        receipt = ann.get(answer.headers["location"]).text
        assert "Saved" in receipt
        assert "leg pain 0." in receipt
        assert all(f'href="{path}"' in receipt for path in ("/history", "/quick", "/progress"))

    def test_every_field_is_kept(self, practice: Store, ann) -> None:
        fields = form_of(ann.get("/quick").text) | {
            "leg_pain_nrs": "10", "back_pain_nrs": "3", "pain_extent": "calf", "did_bridge": "on", "did_calf_stretch": "on",
            "note": "Läng <day> 🙂", "on_date": "2026-03-09", "at_time": "07:30", "is_flare": "on",
        }  # fmt: skip
        assert ann.post("/quick", data=fields).status_code == 303
        (saved,) = check_ins(practice)
        assert (saved.leg_pain_nrs, saved.back_pain_nrs, saved.pain_extent) == (10, 3, "calf")
        assert (saved.exercises_done, saved.note) == (("calf_stretch", "bridge"), "Läng <day> 🙂")
        assert (saved.on_date, saved.at_time, saved.is_flare) == (date(2026, 3, 9), time(7, 30), True)

    def test_two_presses_at_once_are_one_row(self, practice: Store, ann) -> None:
        fields = form_of(ann.get("/quick").text) | {"leg_pain_nrs": "4"}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: ann.post("/quick", data=fields), range(8)))
        assert {answer.status_code for answer in answers} == {303}
        assert len(check_ins(practice)) == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({}, NEEDS_A_NUMBER),
            ({"leg_pain_nrs": "11"}, "Leg pain must be a whole number from 0 to 10."),
            ({"back_pain_nrs": "-1"}, "Back pain must be a whole number from 0 to 10."),
            ({"leg_pain_nrs": "\u0663"}, "Leg pain must be a whole number from 0 to 10."),
            ({"leg_pain_nrs": "1", "pain_extent": "toe"}, "Pain extent must be one of:"),
            ({"leg_pain_nrs": "1", "on_date": "9 March"}, "The day must be a calendar date such as 2026-03-09."),
            ({"leg_pain_nrs": "1", "on_date": "2026-02-30"}, "The day must be a calendar date such as 2026-03-09."),
            ({"leg_pain_nrs": "1", "on_date": "1899-12-31"}, "The day must not be before 1900-01-01."),
            ({"leg_pain_nrs": "1", "on_date": "2999-01-01"}, "The day must not be in the future;"),
            ({"leg_pain_nrs": "1", "at_time": "25:00"}, "Time must be a time of day such as 07:30."),
            ({"leg_pain_nrs": "1", "did_juggling": "on"}, "Exercises done does not know juggling"),
            ({"leg_pain_nrs": "1", "note": "x" * 2001}, "Note may have up to 2,000 characters; this has 2,001."),
            ({"leg_pain_nrs": "1", "entry_id": "1"}, "Entry id must be a UUID"),
        ],
    )  # fmt: skip
    def test_a_refusal_is_one_sentence_and_what_was_typed_stays(
        self, practice: Store, ann, wrong: dict[str, str], sentence: str
    ) -> None:
        fields = form_of(ann.get("/quick").text) | {"note": "kept", "did_bridge": "on"} | wrong
        answer = ann.post("/quick", data=fields)
        assert answer.status_code == 422
        assert answer.text.count(sentence) == 1
        again = form_of(answer.text)
        assert again["note"] == fields["note"]
        assert again["did_bridge"] == "on"
        assert again["entry_id"] == fields["entry_id"]
        assert check_ins(practice) == []

    def test_undo_takes_it_back_and_the_answers_are_in_the_form_again(self, practice: Store, ann) -> None:
        fields = form_of(ann.get("/quick").text) | {"leg_pain_nrs": "7", "did_bridge": "on", "note": "Hm"}
        receipt = ann.get(ann.post("/quick", data=fields).headers["location"]).text
        undo = dict(re.findall(r'name="(entry_id|version)" value="([^"]*)"', receipt))
        answer = ann.post("/quick/undo", data=undo)
        assert "Taken back." in answer.text
        assert check_ins(practice) == []
        again = form_of(answer.text)
        assert (again["leg_pain_nrs"], again["did_bridge"], again["note"]) == ("7", "on", "Hm")
        assert again["entry_id"] != fields["entry_id"]
        late = ann.post("/quick", data=fields)
        assert "stays out of your record" in late.text
        assert check_ins(practice) == []

    @pytest.mark.parametrize("version", ["7", "", "x", "9" * 30])
    def test_undo_of_what_was_changed_elsewhere_says_so(self, practice: Store, ann, version: str) -> None:
        fields = form_of(ann.get("/quick").text) | {"leg_pain_nrs": "7"}
        ann.post("/quick", data=fields)
        answer = ann.post("/quick/undo", data={"entry_id": fields["entry_id"], "version": version})
        assert "changed somewhere else" in answer.text
        assert len(check_ins(practice)) == 1

    def test_undo_and_receipt_of_nothing_are_a_sentence(self, ann) -> None:
        for answer in (
            ann.post("/quick/undo", data={"entry_id": new_entry_id(), "version": "1"}),
            ann.get(f"/quick/saved/{new_entry_id()}"),
            ann.get("/quick/saved/nonsense"),
        ):
            assert answer.status_code == 404
            assert "not in this record" in answer.text

    def test_the_day_is_the_persons_own(self, practice: Store, ann, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 3, 9, 22, 30, tzinfo=UTC))
        ann.cookies.set("tracker-zone", "Pacific%2FAuckland", domain="127.0.0.1", path="/")
        who = {"leg_pain_nrs": "1", "entry_id": new_entry_id()}
        # The session was begun under the true clock, so the page is asked for only what the form says.
        from tracker.web.quick_form import check_in_of

        clock.use_zone("Pacific/Auckland")
        made = check_in_of(who, knows_now=True)
        assert (made.on_date, made.at_time) == (date(2026, 3, 10), time(11, 30))
        assert check_in_of(who, knows_now=False).at_time is None


class TestWhoMay:
    def test_nobody_is_sent_to_sign_in_and_comes_back(self, practice: Store, browser) -> None:
        client_account(practice, "ann")
        somebody = browser()
        answer = somebody.get("/quick", headers=HTML)
        assert answer.headers["location"] == "/sign-in?next=quick"
        assert 'name="next" value="quick"' in somebody.get(answer.headers["location"]).text
        wrong = somebody.post("/sign-in", data={"username": "ann", "password": "no", "next": "quick"})
        assert 'name="next" value="quick"' in wrong.text
        done = somebody.post("/sign-in", data={"username": "ann", "password": PASSWORD, "next": "quick"})
        assert done.headers["location"] == "/quick"
        assert somebody.get("/quick").status_code == 200

    @pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "/quick", "progress", ""])
    def test_an_address_cannot_lead_elsewhere(self, practice: Store, browser, asked: str) -> None:
        client_account(practice, "ann")
        assert 'name="next"' not in browser().get("/sign-in", params={"next": asked}).text
        done = browser().post("/sign-in", data={"username": "ann", "password": PASSWORD, "next": asked})
        assert done.headers["location"] == "/check-in"

    def test_consent_comes_first_and_leads_back(self, practice: Store, browser) -> None:
        sign_up(practice, "bea", PASSWORD)
        bea = browser("bea")
        assert bea.get("/quick").headers["location"] == "/consent?next=quick"
        posted = bea.post("/quick", data={"entry_id": new_entry_id(), "leg_pain_nrs": "1"})
        assert posted.headers["location"] == "/consent?next=quick"
        told = bea.post(
            "/quick", headers=SCRIPT,
            data={"account": account_id(practice, "bea"), "entry_id": new_entry_id(), "leg_pain_nrs": "1"},
        )  # fmt: skip
        assert (told.status_code, told.json()["address"]) == (403, "/consent?next=quick")
        assert check_ins(practice, "bea") == []
        version = re.search(r'name="version" value="([^"]+)"', bea.get("/consent?next=quick").text)[1]
        done = bea.post("/consent", data={"agree": "yes", "version": version, "next": "quick"})
        assert done.headers["location"] == "/quick"

    def test_a_therapist_has_no_check_in(self, practice: Store, browser) -> None:
        sign_up(practice, "tom", PASSWORD, "therapist")
        tom = browser("tom")
        assert tom.get("/quick").headers["location"] == "/"
        assert tom.post("/quick", data={"leg_pain_nrs": "1"}).headers["location"] == "/"
        assert tom.post("/quick", data={"leg_pain_nrs": "1"}, headers=SCRIPT).status_code == 403
        assert tom.get("/quick/who").json() == {"account": None}

    def test_one_client_cannot_see_or_undo_another_ones(self, practice: Store, browser, ann) -> None:
        client_account(practice, "bea")
        fields = form_of(ann.get("/quick").text) | {"leg_pain_nrs": "7"}
        ann.post("/quick", data=fields)
        bea = browser("bea")
        assert bea.get(f"/quick/saved/{fields['entry_id']}").status_code == 404
        undone = bea.post("/quick/undo", data={"entry_id": fields["entry_id"], "version": "1"})
        assert undone.status_code == 404
        assert len(check_ins(practice)) == 1

    def test_another_site_can_save_nothing(self, practice: Store, browser, ann) -> None:
        fields = {"entry_id": new_entry_id(), "leg_pain_nrs": "1", "account": account_id(practice)}
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            for kind in (HTML, SCRIPT):
                assert ann.post("/quick", data=fields, headers=headers | kind).status_code == 403
        assert check_ins(practice) == []


class TestFromTheQueue:
    def test_it_keeps_the_day_and_the_moment_that_the_phone_said(self, practice: Store, ann) -> None:
        made = clock.utc_now() - timedelta(days=3)
        day = (made.date()).isoformat()
        answer = sent(ann, practice, leg_pain_nrs="4", on_date=day, at_time="09:15", made_at=made.isoformat())
        assert answer.status_code == 200
        (saved,) = check_ins(practice)
        assert (saved.on_date.isoformat(), saved.at_time, saved.created_at) == (day, time(9, 15), made)
        assert not saved.is_back_filled

    def test_a_clock_an_hour_fast_stays_as_it_was_and_one_that_cannot_be_does_not(
        self, practice: Store, ann
    ) -> None:
        hour = clock.utc_now() + timedelta(hours=1)
        sent(ann, practice, leg_pain_nrs="1", made_at=hour.isoformat().replace("+00:00", ".123Z"))
        sent(ann, practice, leg_pain_nrs="2", made_at="2050-01-01T00:00:00Z")
        made = {one.leg_pain_nrs: one.created_at for one in check_ins(practice)}
        assert made[1] == hour
        assert made[2] <= clock.utc_now()

    def test_a_day_in_the_future_is_refused_with_a_sentence(self, practice: Store, ann) -> None:
        tomorrow = (clock.utc_now() + timedelta(days=2)).date().isoformat()
        told = sent(ann, practice, leg_pain_nrs="4", on_date=tomorrow)
        assert (told.status_code, told.json()["field"]) == (422, "on_date")
        assert "must not be in the future" in told.json()["sentence"]
        assert sent(ann, practice, leg_pain_nrs="4", made_at="yesterday").status_code == 422
        assert sent(ann, practice).json()["sentence"] == NEEDS_A_NUMBER

    def test_sent_again_it_is_one_row_and_a_change_made_since_stands(self, practice: Store, ann) -> None:
        entry_id = new_entry_id()
        sent(ann, practice, entry_id=entry_id, leg_pain_nrs="4")
        mine = record(practice)
        first = mine.entries.get(CheckIn.kind, entry_id)
        mine.entries.edit(CheckIn(entry_id=entry_id, leg_pain_nrs=9), first.version)
        assert sent(ann, practice, entry_id=entry_id, leg_pain_nrs="4", again="1").status_code == 200
        assert [one.leg_pain_nrs for one in check_ins(practice)] == [9]

    def test_corrected_where_it_waited_it_is_what_the_person_means(self, practice: Store, ann) -> None:
        """The first arrived without its answer; the correction's first try did not. A change since then stands."""
        entry_id = new_entry_id()
        sent(ann, practice, entry_id=entry_id, leg_pain_nrs="7")
        assert sent(ann, practice, entry_id=entry_id, leg_pain_nrs="3", again="1").status_code == 200
        assert [one.leg_pain_nrs for one in check_ins(practice)] == [3]
        sent(ann, practice, entry_id=entry_id, leg_pain_nrs="7", again="1")
        assert [one.leg_pain_nrs for one in check_ins(practice)] == [3]

    @pytest.mark.parametrize("how", ["mended", "again"])
    def test_a_correction_of_the_time_alone_is_one(self, practice: Store, ann, how: str) -> None:
        """The first arrived without its answer; what was changed where it waited was the time."""
        day, entry_id = (clock.today() - timedelta(days=1)).isoformat(), new_entry_id()
        values = {"entry_id": entry_id, "leg_pain_nrs": "4", "on_date": day}
        sent(ann, practice, **values, at_time="07:30")
        assert sent(ann, practice, **values, at_time="21:00", **{how: "1"}).status_code == 200
        assert [check_in.at_time for check_in in check_ins(practice)] == [time(21)]
        sent(ann, practice, **values, at_time="07:30", again="1")
        assert [check_in.at_time for check_in in check_ins(practice)] == [time(21)]

    def test_corrected_and_corrected_back_it_is_as_it_was(self, practice: Store, ann) -> None:
        entry_id = new_entry_id()
        for pain, how in (("3", {}), ("5", {"mended": "1"}), ("3", {"mended": "1"})):
            sent(ann, practice, entry_id=entry_id, leg_pain_nrs=pain, **how)
        assert [check_in.leg_pain_nrs for check_in in check_ins(practice)] == [3]

    def test_two_presses_of_one_save_in_two_minutes_are_one_version(self, practice: Store, ann) -> None:
        entry_id = new_entry_id()
        for at_time in ("00:01", "00:02"):
            sent(ann, practice, entry_id=entry_id, leg_pain_nrs="3", at_time=at_time)
        assert [(check_in.at_time, check_in.version) for check_in in check_ins(practice)] == [(time(0, 1), 1)]

    def test_sent_again_it_is_a_check_in_like_any_other(self, practice: Store, ann) -> None:
        """It is no import to take back, and its day is none to come."""
        sent(ann, practice, leg_pain_nrs="3", again="1")
        assert record(practice).imports.recent() == ()
        later = (clock.today() + timedelta(days=3)).isoformat()
        refused = sent(ann, practice, leg_pain_nrs="3", on_date=later, again="1")
        assert (refused.status_code, refused.json()["field"]) == (422, "on_date")

    def test_strangers_and_who_checks_in_stand_in_no_queue_together(
        self, practice: Store, browser, ann
    ) -> None:
        by_anybody = ("/quick/gone", "/reminders/off/anything")
        with full(FROM_ANYBODY):
            assert sent(ann, practice, leg_pain_nrs="4").status_code == 200
            assert {browser().post(path, data={"x": "y"}).status_code for path in by_anybody} == {503}
        with full(SAVING), full(HASHING):
            assert sent(ann, practice, leg_pain_nrs="4").status_code == 503
            assert [browser().post(path, data={"x": "y"}).status_code for path in by_anybody] == [200, 404]

    def test_taken_back_meanwhile_it_stays_out(self, practice: Store, ann) -> None:
        entry_id = new_entry_id()
        sent(ann, practice, entry_id=entry_id, leg_pain_nrs="4")
        record(practice).entries.delete(check_ins(practice)[0])
        for again in ({}, {"again": "1"}):
            told = sent(ann, practice, entry_id=entry_id, leg_pain_nrs="4", **again).json()
            assert told["deleted"]
            assert "stays out of your record" in told["sentence"]
        assert check_ins(practice) == []

    def test_a_page_left_open_saves_nothing_for_who_signed_in_since(
        self, practice: Store, browser, ann
    ) -> None:
        client_account(practice, "bea")
        bea = browser("bea")
        record(practice).warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
        saved = ann.post("/quick", data=hidden_in(ann.get("/quick").text) | {"leg_pain_nrs": "4"})
        assert saved.status_code == 303
        for page in (ann.get("/quick").text, ann.get(saved.headers["location"]).text):
            assert hidden_in(page)["account"] == account_id(practice)
            answer = bea.post("/quick", data=hidden_in(page) | {"leg_pain_nrs": "9", "note": "ann's own"})
            assert (answer.status_code, "Somebody else" in answer.text) == (409, True)
            assert "ann's own" not in answer.text
        assert check_ins(practice, "bea") == []

    def test_it_goes_into_its_own_accounts_record_alone(self, practice: Store, browser, ann) -> None:
        client_account(practice, "bea")
        told = sent(browser("bea"), practice, leg_pain_nrs="4")
        assert told.status_code == 409
        assert "own account" in told.json()["sentence"]
        assert check_ins(practice, "bea") == check_ins(practice) == []

    def test_signed_out_or_disabled_it_is_told_to_sign_in(self, practice: Store, browser, ann) -> None:
        assert sent(browser(), practice, leg_pain_nrs="4").status_code == 401
        disable(practice, Actor("operator", Role.OPERATOR), account_id(practice))
        assert sent(ann, practice, leg_pain_nrs="4").status_code == 401
        assert ann.get("/quick/who").status_code == 401

    def test_a_store_that_is_gone_is_a_sentence_and_not_a_refusal(self, practice: Store, ann) -> None:
        account = account_id(practice)
        assert isinstance(practice.driver, SqliteDriver)
        practice.driver.path.rename(practice.driver.path.with_suffix(".away"))
        told = ann.post("/quick", headers=SCRIPT, data={"account": account, "entry_id": new_entry_id()})
        assert told.status_code == 503


class TestWhoIsGone:
    def asked(self, who: TestClient, *accounts: str) -> list[str]:
        answer = who.post("/quick/gone", data={"accounts": " ".join(accounts)}, headers=SCRIPT)
        assert answer.headers["cache-control"] == "no-store"
        return list(answer.json()["gone"])

    def test_an_erased_account_is_and_a_disabled_one_is_not(self, practice: Store, browser, ann) -> None:
        bea = client_account(practice, "bea").account_id
        mine = account_id(practice)
        assert self.asked(ann, mine, bea) == []
        disable(practice, Actor("operator", Role.OPERATOR), bea)
        erase(practice, Actor("operator", Role.OPERATOR), mine)
        for anybody in (ann, browser()):
            assert self.asked(anybody, mine, bea) == [mine]

    def test_asking_for_nothing_or_for_nonsense_tells_of_nobody(self, practice: Store, ann) -> None:
        assert self.asked(ann) == []
        assert self.asked(ann, "ann") == ["ann"]
        assert len(self.asked(ann, *(str(one) for one in range(50)))) == MOST_ACCOUNTS

    def test_another_site_may_not_ask(self, ann) -> None:
        headers = {"sec-fetch-site": "cross-site"}
        assert ann.post("/quick/gone", data={"accounts": "x"}, headers=headers).status_code == 403

    def test_one_persons_own_installation_has_no_accounts_to_lose(self, browser, monkeypatch) -> None:
        somebody = browser()
        monkeypatch.setenv("TRACKER_MODE", "personal")
        assert self.asked(somebody, "me", new_entry_id()) == []


class TestWarningSigns:
    @pytest.mark.parametrize(("sign", "shown"), [("foot_drop", "tier-B"), ("stuck", "tier-C")])
    def test_a_lesser_sign_is_said_above_the_form(self, practice: Store, ann, sign: str, shown: str) -> None:
        record(practice).warning_signs.answer(RedFlagAnswers(answers={sign: "yes"}))
        text = ann.get("/quick").text
        stands = re.findall(r'id="(tier-.)"(?! hidden)', text)
        assert stands == [shown]
        assert 'href="/warning-signs"' in text
        assert 'name="leg_pain_nrs"' in text

    def test_an_emergency_stands_before_the_form(self, practice: Store, ann) -> None:
        record(practice).warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
        stop = ann.get("/quick").text
        assert "Please get help now" in stop
        assert 'href="tel:999"' in stop
        assert 'name="leg_pain_nrs"' not in stop
        past = ann.get("/quick?on=1").text
        assert "An emergency sign still stands." in past
        saved = ann.post("/quick", data=form_of(past) | {"leg_pain_nrs": "9"})
        receipt = ann.get(saved.headers["location"]).text
        assert "A warning sign you ticked still stands." in receipt
        assert "of the last 14 days" not in receipt

    def test_the_script_learns_what_stands_for_when_there_is_no_network(self, practice: Store, ann) -> None:
        here = {"account": account_id(practice), "name": "ann"}
        assert ann.get("/quick/who").json() == here | {"tier": ""}
        record(practice).warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
        assert ann.get("/quick/who").json() == here | {"tier": "A"}
        for stop in ("/quick", "/check-in"):
            text = ann.get(stop).text
            assert 'id="check-in"' not in text
            assert 'src="/assets/after_paint.js"' in text

    def test_the_weekly_question_is_offered_until_it_is_answered(self, practice: Store, ann) -> None:
        assert safety_words.LOOK_AT_THEM in ann.get("/quick").text
        record(practice).warning_signs.answer(RedFlagAnswers(answers={}))
        assert safety_words.LOOK_AT_THEM not in ann.get("/quick").text


class TestThePage:
    def test_it_offers_every_extent_and_exercise_there_is(self, ann) -> None:
        assert [value for value, _, _ in EXTENTS] == [*PAIN_EXTENTS, ""]
        text = ann.get("/quick").text
        assert all(f'name="did_{one.exercise_id}"' in text for one in EXERCISES)
        assert all(
            f'name="{pad}" value="{number}"' in text
            for pad in ("leg_pain_nrs", "back_pain_nrs")
            for number in range(11)
        )

    def test_it_is_small_with_its_style_and_script(self, ann) -> None:
        scripts = ("after_paint.js", "quick.js", "queue.js", "left_behind.js")
        parts = ("/quick", *(f"/assets/{name}" for name in scripts))
        packed = [ann.get(path, headers={"accept-encoding": "gzip"}) for path in parts]
        import gzip

        assert sum(len(gzip.compress(one.content)) for one in packed) < 12_000

    def test_the_form_for_offline_holds_nothing_of_anybody(self, practice: Store, browser, ann) -> None:
        sent(ann, practice, leg_pain_nrs="4")
        mine, nobodys = ann.get("/quick/offline").text, browser().get("/quick/offline").text
        assert mine == nobodys
        assert account_id(practice) not in mine
        assert 'name="entry_id" value=""' in mine

    def test_the_worker_keeps_to_the_quick_pages_and_keeps_the_form_alone(self, browser) -> None:
        worker = browser().get("/quick/worker.js")
        assert worker.headers["service-worker-allowed"] == "/quick"
        assert worker.headers["content-type"].startswith("text/javascript")
        kept = re.search(r"KEPT = (\[.*?\])", worker.text)[1]
        names = ("after_paint.js", "quick.js", "queue.js", "left_behind.js", "icon.svg")
        assert kept == json.dumps([f"/assets/{name}" for name in names])
        assert all(browser().get(path).status_code == 200 for path in re.findall(r'"(/[^"]+)"', kept))

    def test_it_can_be_installed(self, browser) -> None:
        manifest = browser().get("/assets/quick.webmanifest")
        assert manifest.headers["content-type"] == "application/manifest+json"
        told = manifest.json()
        assert (told["start_url"], told["display"]) == ("/quick", "standalone")
        assert [one["url"] for one in told["shortcuts"]] == ["/quick", "/quick?flare=on", "/massage"]
        for icon in told["icons"]:
            picture = browser().get(icon["src"])
            width = int.from_bytes(picture.content[16:20], "big")
            assert icon["sizes"] == f"{width}x{width}"
        assert [icon.get("purpose") for icon in told["icons"]] == [None, None, "maskable"]

    def test_nothing_personal_is_kept_by_a_cache(self, ann) -> None:
        for path in ("/quick", "/quick/who", "/quick/offline"):
            assert ann.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "5",
        "10",
        "05",
        "00",
        "010",
        "+5",
        "-0",
        "5.0",
        "5 ",
        " 5",
        "٥",
        "５",
        "1e1",
        "0x5",
        "11",
        "-1",
        "5\n",
    ],
)
def test_a_number_is_one_here_as_it_is_in_a_csv_file(practice: Store, browser, typed: str) -> None:
    client_account(practice, "ann")
    form = {"entry_id": new_entry_id(), "leg_pain_nrs": typed, "back_pain_nrs": "1"}
    is_taken = browser("ann").post("/quick", data=form).status_code == 303
    header = ",".join(TABLES["check-in"].columns)
    row = ",".join(
        {"on_date": "2026-03-09", "leg_pain_nrs": f'"{typed}"', "back_pain_nrs": "1"}.get(one, "")
        for one in TABLES["check-in"].columns
    )
    try:
        is_read = bool(entries_of(f"{header}\r\n{row}\r\n".encode()))
    except ImportRefused:
        is_read = False
    assert is_taken == is_read == (typed in ("0", "5", "10"))


class TestAFlare:
    """Three things: a number, how far down, and what was done in earlier flares."""

    @pytest.fixture
    def flared(self, practice: Store, ann: TestClient) -> TestClient:
        for ago in range(1, 9):
            day = clock.today() - timedelta(days=ago)
            note = "<b>heat</b> helped " + "x" * 2000 if ago == 2 else None
            note = note and note[:2000]
            record(practice).entries.add(
                CheckIn(leg_pain_nrs=8, is_flare=True, note=note, exercises_done=("bridge",), on_date=day)
            )
        return ann

    @pytest.mark.parametrize("path", ["/quick", "/check-in"])
    def test_what_was_done_is_in_the_form_as_plain_text(self, flared: TestClient, path: str) -> None:
        earlier = re.search(r'<p class="text" id="earlier">(.*?)</p>', flared.get(path).text, re.DOTALL)
        assert earlier is not None
        assert "&lt;b&gt;heat&lt;/b&gt; helped" in earlier[1]
        assert earlier[1].count("Bridge.") == 5
        assert len(earlier[1]) < 500

    def test_it_is_of_ones_own_record_alone(self, practice: Store, flared: TestClient, browser) -> None:
        client_account(practice, "bea")
        for page in (browser("bea").get("/quick").text, flared.get("/quick/offline").text):
            assert '<p class="text" id="earlier"></p>' in page
        link, _ = shared(practice, practice.accounts.named("ann"))
        tess = sign_up(practice, "tess", PASSWORD, "therapist")
        keep_share(practice, tess, link)
        kept = practice.shares.get(link.share_id)
        reader = ClientRecord(practice, actor_of(tess), account_id(practice), share=kept)
        assert earlier_flares(reader) == ()

    def test_the_door_is_one_tick_in_front_of_the_numbers_and_all_else_waits(self, ann: TestClient) -> None:
        text = ann.get("/quick").text
        form = text[text.index("<form") :]
        assert form.index('name="is_flare"') < form.index("Leg pain") < form.index("How far down")
        assert form.index("How far down") < form.index('id="earlier"')
        folds = re.findall(r"<(?:details|fieldset)([^>]*)>", form)
        asked_in_a_flare = [fold for fold in folds if "calm" not in fold]
        assert len(asked_in_a_flare) == 4, "the day, two numbers, how far down"
        assert 'href="/warning-signs"' in form

    def test_it_is_an_ordinary_check_in(self, practice: Store, flared: TestClient) -> None:
        fields = form_of(flared.get("/quick").text) | {
            "leg_pain_nrs": "9",
            "pain_extent": "foot",
            "is_flare": "on",
        }
        receipt = flared.get(flared.post("/quick", data=fields).headers["location"]).text
        assert "flare, leg pain 9" in receipt
        assert "Yesterday too?" not in receipt
        assert check_ins(practice)[0].is_flare


class TestItsDay:
    def test_yesterday_is_one_tick_and_the_title_says_so(self, practice: Store, ann) -> None:
        fields = form_of(ann.get("/quick").text)
        yesterday = (clock.today() - timedelta(days=1)).isoformat()
        refused = ann.post("/quick", data=fields | {"yesterday": yesterday})
        assert refused.status_code == 422
        assert "How was it?" in refused.text
        ann.post("/quick", data=fields | {"yesterday": yesterday, "leg_pain_nrs": "4"})
        (saved,) = check_ins(practice)
        assert (saved.on_date.isoformat(), saved.at_time) == (yesterday, None)

    def test_another_day_chosen_beside_it_counts(self, practice: Store, ann) -> None:
        today = clock.today()
        fields = form_of(ann.get("/quick").text) | {"yesterday": (today - timedelta(days=1)).isoformat()}
        chosen = (today - timedelta(days=5)).isoformat()
        ann.post("/quick", data=fields | {"on_date": chosen, "leg_pain_nrs": "4"})
        assert [one.on_date.isoformat() for one in check_ins(practice)] == [chosen]

    def test_the_form_says_its_day_so_that_midnight_changes_nothing(self, ann) -> None:
        fields = form_of(ann.get("/quick").text)
        assert fields["on_date"] == clock.today().isoformat()


def test_a_form_with_everything_in_it_is_taken(practice: Store, ann) -> None:
    everything = {f"did_{one.exercise_id}": "on" for one in EXERCISES}
    told = sent(
        ann, practice, leg_pain_nrs="4", back_pain_nrs="4", pain_extent="foot", note="x", is_flare="on",
        on_date=clock.today().isoformat(), at_time="00:01", made_at="2026-03-09T12:00:00Z", again="1", **everything,
    )  # fmt: skip
    assert told.status_code == 200, told.text


def test_later_lasts_the_day_in_this_browser(ann) -> None:
    for path in ("/quick", "/check-in"):
        for day, is_asked in ((clock.today(), False), (clock.today() - timedelta(days=1), True)):
            cookies = f"signs-later={day.isoformat()}; tracker={ann.cookies['tracker']}"
            text = ann.get(path, headers={"cookie": cookies}).text
            assert (safety_words.LOOK_AT_THEM in text) is is_asked


@pytest.mark.parametrize("path", ["/quick", "/check-in", "/report", "/share", "/consent"])
def test_the_look_chosen_is_in_the_first_tag_and_nothing_else_of_the_cookie(ann, path: str) -> None:
    def first_tag(cookies: str) -> str:
        headers = {"cookie": f"{cookies}; tracker={ann.cookies['tracker']}"}
        return re.search(r"<html[^>]*>", ann.get(path, headers=headers).text)[0]

    assert first_tag("theme=Dark; text=largest") == '<html data-theme="Dark" data-text="largest" lang="en">'
    assert first_tag('theme="><script>; text=huge') == '<html lang="en">'


def test_what_a_therapist_wrote_in_own_words_is_on_the_page(ann: TestClient, practice: Store) -> None:
    client, tess = practice.accounts.named("ann"), sign_up(practice, "tess", PASSWORD, "therapist")
    share = shared(practice, client)[0]
    keep_share(practice, tess, share)
    theirs = ClientRecord(
        practice, actor_of(tess), client.account_id, share=practice.shares.get(share.share_id)
    )
    theirs.home_plan.add(PlanItem(own_words="A swim <b>", days_a_week=2, written_by=""))
    assert "Also on your home plan: A swim &lt;b&gt;, 2 days a week." in ann.get("/quick", headers=HTML).text


def test_yesterday_too_is_one_tap_on_the_receipt(practice: Store, ann: TestClient) -> None:
    record(practice).warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))

    def save(fields: dict[str, str]) -> str:
        return ann.get(ann.post("/quick", data=fields).headers["location"]).text

    receipt = save({**form_of(ann.get("/quick").text), "leg_pain_nrs": "3"})
    assert "Yesterday too? Leg pain" in receipt
    question = receipt.partition('id="yesterday"')[2].partition("</form>")[0]
    asked = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', question))
    for _ in range(2):
        saved = save({**asked, "leg_pain_nrs": "5"})
        assert "Yesterday: leg pain 5." in saved
        assert "Yesterday too?" not in saved
        today, yesterday = check_ins(practice)
        assert (today.leg_pain_nrs, yesterday.leg_pain_nrs, yesterday.is_remembered) == (3, 5, True)
