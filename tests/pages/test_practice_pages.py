"""The pages of practice mode by role: what each shows, refuses and changes, without a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import pyotp
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.fair_tries import begun, habit_try, keep_diary
from tests.fetched_answers import answers_of, components, said, visitor
from tests.invented_questionnaires import ONE, write
from tests.pages.opened_app import alerts_in
from tests.practice import PASSWORD, client_account, shared
from tests.set_clock import a_second_later
from tests.waiting import LONGEST_SECONDS
from tracker import clock
from tracker.access.second_factor import new_secret, turn_off, turn_on
from tracker.access.sessions import begin_session, identity_of_token
from tracker.access.sharing import holder_of, keep_share, needs_consent, open_share, share_on_offer
from tracker.access.sign_in import actor_of, sign_in, sign_up
from tracker.components.answer import tapped
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.limits import NOTE_CHARACTERS
from tracker.domain.massage_session import MassageSession
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.share_link import USUAL_FIELDS, ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import InvalidEntry, SignInRefused
from tracker.installation import installation
from tracker.pages import plan
from tracker.pages import visit as visit_module
from tracker.places import PLACES
from tracker.record import ClientRecord
from tracker.reports.contents import report_of
from tracker.reports.report_request import ReportOrder
from tracker.store.store import Store

HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example/x) [y](//evil.example)"
SCRIPT = """
from tracker.pages import links
from tracker.pages.main import RENDER
from tracker.pages.visit import current_visit
from tracker.places import PLACES
links.remember({place.path: None for place in PLACES})
RENDER["PATH"](current_visit())
"""
TODAY = clock.today()


@dataclass
class Practice:
    """A practice, and a way to look at a page of it as somebody."""

    store: Store
    ana: Account
    robin: Account
    olga: Account
    gone_to: list[Any]
    patch: pytest.MonkeyPatch

    def look(self, path: str, token: str, **address: str) -> AppTest:
        identity = identity_of_token(self.store, token)
        assert identity is not None
        self.patch.setattr(
            visit_module, "_identity", lambda _here: identity_of_token(self.store, token) or identity
        )
        page = AppTest.from_string(SCRIPT.replace("PATH", path), default_timeout=LONGEST_SECONDS)
        for name, value in address.items():
            page.query_params[name] = value
        return self.whole(page.run())

    def whole(self, page: AppTest) -> AppTest:
        assert not page.exception, page.exception
        return page

    def signed_in(self, account: Account) -> str:
        return begin_session(self.store, account_id=account.account_id)

    def record(self) -> ClientRecord:
        return ClientRecord(self.store, actor_of(self.ana), self.ana.account_id)

    def link(self, **values: Any) -> tuple[ShareLink, str]:
        return shared(self.store, self.ana, **values)

    def kept(self, **values: Any) -> ShareLink:
        share, _ = self.link(**values)
        keep_share(self.store, self.robin, share)
        return share


@pytest.fixture
def practice(
    cheap_passwords: None, up_to_date: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Practice:
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "practice.db")))
    gone_to: list[Any] = []
    monkeypatch.setattr(st, "page_link", lambda *_page, **_more: None)
    monkeypatch.setattr(st, "switch_page", lambda _page, query_params=None: gone_to.append(query_params))
    store = installation().store
    ana = client_account(store, "ana")
    robin = sign_up(store, "robin", PASSWORD, "therapist", "Robin A.")
    olga = sign_up(store, "olga", PASSWORD, "owner")
    return Practice(store, ana, robin, olga, gone_to, monkeypatch)


def text_of(page: AppTest) -> str:
    """All words on a page."""
    kinds = ("title", "subheader", "text", "markdown", "caption", "error", "warning", "info", "code")
    return "\n".join(str(one.value) for kind in kinds for one in page.get(kind))


def html_of(page: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in page.get("html"))


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


# Share


def test_a_link_is_made_shown_once_listed_and_ended(practice: Practice) -> None:
    page = practice.look("share", practice.signed_in(practice.ana))
    ticked = {one.label: one.value for one in page.checkbox}
    assert ticked == {
        "Pain": True, "Flexibility": True, "Massage sessions": True, "Symptoms and warning signs": True, "Notes": False,
        "My goal and planned massage sessions": True, "My therapist may keep it until I end it": False,
        "Events on the charts": False, "Medicines": False,
        "My own activities, in my words, and my overall change": False,
        "Who keeps it may log the massages they give me": False,
        "My fair tries: what is tried, and the days they compare": False,
        "Where it hurts: the places I marked on the body map": False,
    }  # fmt: skip
    page.checkbox(key="share_places").check()
    page.text_input(key="share_label").set_value(HOSTILE)
    practice.whole(button(page, "Make the link").click().run())
    token = page.session_state["fresh link"].token
    assert (
        "They will see: Pain, flexibility, massage sessions, symptoms and warning signs, my goal"
        in text_of(page)
    )
    assert "where it hurts: the places I marked on the body map" in text_of(page)
    share = share_on_offer(practice.store, token, "192.0.2.1")
    assert (share.ends_at - share.created_at, share.label, "notes" in share.fields) == (
        timedelta(days=7),
        HOSTILE,
        False,
    )
    assert HOSTILE in [one.value for one in page.text]
    assert HOSTILE not in "".join(
        str(one.value) for kind in ("markdown", "caption") for one in page.get(kind)
    )
    practice.whole(button(page, "Done").click().run())
    assert "fresh link" not in page.session_state
    assert "Not opened yet." in text_of(page)
    open_share(practice.store, token, "192.0.2.1")
    practice.whole(page.run())
    assert "Opened 1 time, latest today at" in text_of(page)
    practice.whole(button(page, "End this link").click().run())
    practice.whole(button(page, "Leave it open").click().run())
    assert practice.store.shares.all(practice.ana.account_id)[0].revoked_at is None
    practice.whole(button(page, "End this link").click().run())
    practice.whole(button(page, "Yes, end it").click().run())
    assert practice.store.shares.all(practice.ana.account_id)[0].revoked_at is not None
    assert "Ended by you." in text_of(page)


def test_dates_passphrase_and_limits_are_kept(practice: Practice) -> None:
    page = practice.look("share", practice.signed_in(practice.ana))
    page.checkbox(key="share_notes").check()
    page.button_group(key="share_dates").set_value("latest")
    practice.whole(page.run())
    page.session_state["share_rolling"] = tapped("14")
    page.text_input(key="share_passphrase").set_value("river and stones")
    page.session_state["share_views"] = tapped("3")
    page.session_state["share_days"] = tapped("31")
    practice.whole(button(page, "Make the link").click().run())
    (share,) = practice.store.shares.all(practice.ana.account_id)
    assert (share.view_limit, (share.ends_at - share.created_at).days, "notes" in share.fields) == (
        3,
        31,
        True,
    )
    assert share.passphrase_hash
    assert share.rolling_days == 14
    assert "A passphrase is needed." in text_of(page)


def test_fixed_dates_are_kept_and_named(practice: Practice) -> None:
    page = practice.look("share", practice.signed_in(practice.ana))
    page.button_group(key="share_dates").set_value("fixed")
    practice.whole(page.run())
    page.date_input(key="share_first").set_value(TODAY - timedelta(days=10))
    page.date_input(key="share_last").set_value(TODAY - timedelta(days=1))
    practice.whole(button(page, "Make the link").click().run())
    (share,) = practice.store.shares.all(practice.ana.account_id)
    assert (share.first_day, share.last_day) == (TODAY - timedelta(days=10), TODAY - timedelta(days=1))
    assert "to yesterday." in text_of(page)


def test_earlier_remarks_are_folded_away_and_not_lost(practice: Practice) -> None:
    share = practice.kept()
    therapist = ClientRecord(
        practice.store,
        actor_of(practice.robin),
        practice.ana.account_id,
        share=practice.store.shares.get(share.share_id),
    )
    for number in range(5):
        therapist.remarks.add(f"remark {number}")
    page = practice.look("progress", practice.signed_in(practice.ana))
    assert [one.label for one in page.expander if one.label.startswith("Earlier")] == ["Earlier (2)"]
    assert all(f"remark {number}" in text_of(page) for number in range(5))


def test_questionnaires_are_a_tick_where_there_are_any(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = "Questionnaires and their scores"
    token = practice.signed_in(practice.ana)
    assert tick not in [one.label for one in practice.look("share", token).checkbox]
    monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(write(tmp_path / "q", a=ONE, b=b"{")))
    installation.cache_clear()
    page = practice.look("share", token)
    assert [one.value for one in page.checkbox if one.label == tick] == [False]
    assert "fair tries and questionnaires" in text_of(page)
    refused = "A questionnaire is not asked. b.json cannot be read as JSON."
    (told,) = alerts_in(practice.look("accounts", practice.signed_in(practice.olga)), "warning")
    assert told.startswith(refused)


def test_a_refused_link_says_why_and_makes_none(practice: Practice) -> None:
    page = practice.look("share", practice.signed_in(practice.ana))
    page.text_input(key="share_passphrase").set_value("short")
    practice.whole(button(page, "Make the link").click().run())
    assert "at least 8" in alerts_in(page, "error")[0]
    for one in page.checkbox:
        one.uncheck()
    practice.whole(page.run())
    page.text_input(key="share_passphrase").set_value("")
    practice.whole(button(page, "Make the link").click().run())
    assert "at least one" in alerts_in(page, "error")[0]
    assert practice.store.shares.all(practice.ana.account_id) == ()


def test_without_consent_there_is_nothing_to_share(practice: Practice) -> None:
    cleo = sign_up(practice.store, "cleo", PASSWORD)
    page = practice.look("share", practice.signed_in(cleo))
    assert not page.button
    assert 'href="/consent"' in html_of(page)


def test_personal_mode_offers_a_file_instead(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_MODE", "personal")
    page = AppTest.from_string(SCRIPT.replace("PATH", "share"), default_timeout=LONGEST_SECONDS).run()
    assert [one.value for one in page.title] == ["Share a file"]
    assert len(page.get("download_button")) == 1
    assert not page.checkbox


# The therapist's side


def test_a_therapist_sees_their_clients_and_opens_one(practice: Practice) -> None:
    profile = practice.record().profile.get()
    practice.record().profile.edit(type(profile)(**{**vars(profile), "label": HOSTILE[:80]}), profile.version)
    practice.record().entries.add(CheckIn(leg_pain_nrs=4))
    share = practice.kept()
    page = practice.look("clients", practice.signed_in(practice.robin))
    table = next(one for one in html_of(page).split("<table") if "caseload" in one)
    assert f'/shared?share={share.share_id}" target="_self">{escape(HOSTILE[:80].strip())}</a>' in table
    assert "<img src=x" not in table
    assert 'src="data:image/svg+xml;base64,' in table
    assert table.count('<th scope="col">') == 7
    assert HOSTILE[:20] not in "".join(
        str(one.value) for kind in ("markdown", "caption") for one in page.get(kind)
    )
    token = practice.signed_in(practice.robin)
    opened = practice.look("progress", token, share=share.share_id)
    assert [one.value for one in opened.title] == ["Progress"]
    shown = said(answers_of(opened, visitor(token)))
    assert "Comparisons begin with the first day that is shared." in shown
    assert "Am I getting better?" in shown


def test_a_client_of_two_links_is_one_client_and_the_links_are_told_apart(practice: Practice) -> None:
    practice.kept(label="physio")
    practice.kept()
    page = practice.look("clients", practice.signed_in(practice.robin))
    assert "1 client, " in text_of(page)
    table = html_of(page)
    assert "(link of " in table
    assert "(physio)</a>" in table


def test_an_empty_caseload_says_how_it_fills(practice: Practice) -> None:
    page = practice.look("clients", practice.signed_in(practice.robin))
    assert "Nobody yet." in text_of(page)
    practice.whole(button(page, "Make an invitation").click().run())
    assert page.code[0].value.startswith("http://127.0.0.1:8501/sign-up?code=")


def test_a_plan_and_a_remark_reach_the_client(practice: Practice) -> None:
    share = practice.kept()
    page = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    page.selectbox(key="plan_exercise_0").set_value("bridge")
    practice.whole(page.run())
    page.text_input(key="plan_note_0").set_value(HOSTILE)
    practice.whole(button(page, "Add to the plan").click().run())
    page.text_area[0].set_value(HOSTILE)
    practice.whole(button(page, "Send").click().run())
    (item,), (remark,) = practice.record().home_plan.current(), practice.record().remarks.all()
    assert (item.exercise_id, item.note, remark.words) == ("bridge", HOSTILE, HOSTILE)
    token = practice.signed_in(practice.ana)
    check_in = practice.look("check-in", token)
    assert [one.label for one in check_in.checkbox] == [words for words in (one.label for one in check_in.checkbox) if words.startswith("Bridge")]  # fmt: skip
    assert len(check_in.checkbox) == 1
    progress = practice.look("progress", token)
    assert "From your therapist" in text_of(progress)
    assert HOSTILE in [one.value for one in progress.text]
    assert any("Robin A., today" in one.value for one in progress.text)
    library = practice.look("learn", token, article="exercises")
    assert "Your home plan" in text_of(library)
    for shown in (progress, check_in, library, page):
        assert "evil.example" not in "".join(
            str(one.value) for kind in ("markdown", "caption") for one in shown.get(kind)
        )


def stopped_after_keeping(page: AppTest, label: str, practice: Practice) -> None:
    """Press a button whose run ends once all is kept and before the page knows: the next press has overtaken it."""
    with practice.patch.context() as patch:
        patch.setattr(plan, "attempt", lambda action: action() and None)
        practice.whole(button(page, label).click().run())
    a_second_later(practice.patch)


def test_a_second_press_while_the_first_is_kept_doubles_nothing(practice: Practice) -> None:
    share = practice.kept()
    record, client = practice.record(), practice.signed_in(practice.ana)
    page = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    practice.whole(page.selectbox(key="plan_exercise_0").set_value("bridge").run())
    stopped_after_keeping(page, "Add to the plan", practice)
    practice.whole(button(page, "Add to the plan").click().run())
    assert len(record.home_plan.current()) == 1
    page.text_area[0].set_value("Walk more.")
    stopped_after_keeping(page, "Send", practice)
    practice.whole(button(page, "Send").click().run())
    assert [one.words for one in record.remarks.all()] == ["Walk more."]
    actions = [line.action for line in practice.store.audit.of_client(practice.ana.account_id)]
    assert (actions.count("home plan changed"), actions.count("remark written")) == (1, 1)
    # Written again on purpose it is another.
    page.text_area[0].set_value("Walk more.")
    practice.whole(button(page, "Send").click().run())
    assert len(record.remarks.all()) == 2
    progress = practice.look("progress", client)
    assert progress.text_area[0].max_chars == page.text_area[0].max_chars == NOTE_CHARACTERS
    progress.text_area[0].set_value("I will")
    stopped_after_keeping(progress, "Send the answer", practice)
    # What was changed between the two presses is not lost.
    progress.text_area[0].set_value("I will try")
    stopped_after_keeping(progress, "Send the answer", practice)
    practice.whole(button(progress, "Send the answer").click().run())
    assert sorted(one.words for one in record.remarks.replies()) == ["I will", "I will try"]
    assert {"Walk more.", "I will try"} <= {text.value for text in practice.look("progress", client).text}


def test_what_was_taken_off_the_plan_and_is_added_again_is_on_it(practice: Practice) -> None:
    """The page does not know that the first was kept: it adds the same thing, under the same id."""
    share = practice.kept()
    record = practice.record()
    page = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    practice.whole(page.selectbox(key="plan_exercise_0").set_value(plan.OWN_WORDS).run())
    practice.whole(page.text_input(key="plan_own_0").set_value("A swim").run())
    stopped_after_keeping(page, "Add to the plan", practice)
    practice.whole(page.run())
    practice.whole(button(page, "Take it off").click().run())
    assert record.home_plan.current() == ()
    practice.whole(button(page, "Add to the plan").click().run())
    assert "Added: A swim, every day." in text_of(page)
    assert [item.own_words for item in record.home_plan.current()] == ["A swim"]


def test_a_therapist_proposes_a_fair_try_and_the_client_agrees(practice: Practice) -> None:
    keep_diary(practice.record())
    share = practice.kept(fields=(*USUAL_FIELDS, "fair-tries"))
    therapist, client = practice.signed_in(practice.robin), practice.signed_in(practice.ana)
    page = practice.look("fair-try", therapist, share=share.share_id)
    practice.whole(page.radio(key="try_kind").set_value("habit").run())
    page.text_input(key="try_habit").set_value(HOSTILE[:60])
    practice.whole(button(page, "Propose it to the client").click().run())
    assert "It is proposed." in text_of(page)
    assert not {"I agree: begin", "I could not keep it"} & {one.label for one in page.button}
    theirs = practice.look("fair-try", client)
    assert "Proposed by Robin A." in [one.value for one in theirs.text]
    practice.whole(button(theirs, "I agree: begin").click().run())
    (running,) = practice.record().fair_tries.all()
    assert running.is_running
    again = practice.look("fair-try", therapist, share=share.share_id)
    assert "It has not begun." in text_of(again)
    assert "End it early" not in {one.label for one in again.button}
    practice.record().fair_tries.end(running.try_id)
    over = text_of(practice.look("fair-try", therapist, share=share.share_id))
    assert "The client ended it early." in over
    assert "You ended it" not in over
    for shown in (page, theirs, again):
        assert "evil.example" not in "".join(
            str(one.value) for kind in ("markdown", "caption", "subheader") for one in shown.get(kind)
        )


def test_a_link_without_fair_tries_leads_to_none(practice: Practice) -> None:
    keep_diary(practice.record())
    share = practice.kept()
    begun(practice.record(), habit_try(TODAY))
    page = practice.look("fair-try", practice.signed_in(practice.robin), share=share.share_id)
    assert "Only a therapist who keeps a link that shares fair tries" in text_of(page)
    assert not page.button
    plan = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    assert "fair try" not in text_of(plan).lower()


def test_an_exercise_is_taken_off_again(practice: Practice) -> None:
    share = practice.kept()
    page = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    page.selectbox(key="plan_exercise_0").set_value("short_walk")
    practice.whole(page.run())
    practice.whole(button(page, "Add to the plan").click().run())
    assert [item.exercise_id for item in practice.record().home_plan.current()] == ["short_walk"]
    before = practice.record().home_plan.current()
    practice.whole(button(page, "Take it off").click().run())
    assert practice.record().home_plan.current() == ()
    practice.whole(button(page, "Undo").click().run())
    assert practice.record().home_plan.current() == before


def test_an_exercise_added_is_undone(practice: Practice) -> None:
    share = practice.kept()
    page = practice.look("plan", practice.signed_in(practice.robin), share=share.share_id)
    page.selectbox(key="plan_exercise_0").set_value("short_walk")
    practice.whole(page.run())
    practice.whole(button(page, "Add to the plan").click().run())
    assert "Added: Short walk" in text_of(page)
    practice.whole(button(page, "Undo").click().run())
    assert practice.record().home_plan.current() == ()


# Massage sessions that a therapist logs


def give(practice: Practice, page: AppTest, minutes: int) -> AppTest:
    """Fill in and send a therapist's form of the massage they gave."""
    draft = page.session_state["draft-massage given"]
    page.session_state[draft.key("minutes")] = tapped(str(minutes), 1)
    practice.whole(page.run())
    return practice.whole(button(page, "Log it for the client").click().run())


def given_to(practice: Practice) -> list[MassageSession]:
    return [one for one in practice.record().entries.all() if isinstance(one, MassageSession)]


def test_a_therapist_logs_a_massage_and_takes_it_back(practice: Practice) -> None:
    kept = practice.kept(may_log_massages=True)
    page = practice.look("massage", practice.signed_in(practice.robin), share=kept.share_id)
    assert not [one.label for one in page.button if "Save" in one.label]
    page.text_area[0].set_value(HOSTILE)
    give(practice, page, 45)
    (session,) = given_to(practice)
    assert (session.minutes, session.note, session.logged_by, session.therapist) == (
        45,
        HOSTILE,
        "Robin A.",
        "Robin A.",
    )
    assert "Logged for the client: 45 minutes, with Robin A., logged by Robin A., today." in text_of(page)
    practice.whole(button(page, "Undo").click().run())
    assert given_to(practice) == []


def test_a_therapist_is_told_of_a_massage_of_the_day(practice: Practice) -> None:
    practice.record().entries.add(MassageSession(minutes=60))
    kept = practice.kept(may_log_massages=True)
    page = practice.look("massage", practice.signed_in(practice.robin), share=kept.share_id)
    assert "This day has a massage session already: 60 minutes." in text_of(page)
    give(practice, page, 45)
    assert alerts_in(page, "error") == [
        "This day has a massage session already: 60 minutes. Nothing was added."
    ]
    assert len(given_to(practice)) == 1
    assert page.session_state["draft-massage given"].saved_entry is None
    page.checkbox[0].check()
    practice.whole(page.run())
    practice.whole(button(page, "Log it for the client").click().run())
    assert [one.minutes for one in given_to(practice)] in ([45, 60], [60, 45])


def test_a_therapist_whom_the_client_did_not_let_is_told_so(practice: Practice) -> None:
    kept = practice.kept()
    page = practice.look("massage", practice.signed_in(practice.robin), share=kept.share_id)
    assert "does not let you log" in text_of(page)
    assert not page.button


@pytest.mark.parametrize("path", ["massage", "progress"])
def test_the_client_is_told_what_was_logged_for_them(practice: Practice, path: str) -> None:
    kept = practice.store.shares.get(practice.kept(may_log_massages=True).share_id)
    robins = ClientRecord(practice.store, actor_of(practice.robin), practice.ana.account_id, share=kept)
    session = robins.massages_given.log(MassageSession(minutes=45, note=HOSTILE))
    token = practice.signed_in(practice.ana)
    page = practice.look(path, token)
    assert "Logged for you. Today: 45 minutes, logged by Robin A." in text_of(page)
    assert HOSTILE in [text.value for text in page.text]
    assert "another massage" not in text_of(page)
    practice.record().entries.add(MassageSession(minutes=50))
    practice.whole(page.run())
    assert "This day has another massage too." in text_of(page)
    practice.whole(button(page, "Take it out").click().run())
    assert [one.minutes for one in given_to(practice)] == [50]
    practice.whole(button(page, "Undo").click().run())
    assert len(given_to(practice)) == 2
    assert "Logged for you" not in text_of(page), "who took it out and back has seen it"
    practice.record().entries.delete(practice.record().entries.get(session.kind, session.entry_id))
    robins.massages_given.log(MassageSession(minutes=20), is_another=True)
    page = practice.look(path, token)
    practice.whole(button(page, "It is right").click().run())
    assert "Logged for you" not in text_of(practice.look(path, token))
    assert sorted(one.minutes or 0 for one in given_to(practice)) == [20, 50]


def test_who_only_holds_the_link_writes_no_plan(practice: Practice) -> None:
    _, token = practice.link()
    page = practice.look("plan", open_share(practice.store, token, "192.0.2.1"))
    assert "Only a therapist who keeps the link" in text_of(page)
    assert not page.button


# A shared record is read only


@pytest.mark.parametrize("path", ["progress", "history", "warning-signs", "learn"])
def test_a_shared_page_has_nothing_that_changes_it(practice: Practice, path: str) -> None:
    record = practice.record()
    record.entries.add(CheckIn(leg_pain_nrs=4, note="a note"))
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    _, token = practice.link()
    page = practice.look(path, open_share(practice.store, token, "192.0.2.1"))
    changing = {"Edit", "Delete", "Undo", "Save my answers", "Confirm", "Bring back", "Save check-in"}
    assert not changing & {one.label for one in page.button}
    assert not page.checkbox
    assert "a note" not in text_of(page)
    if path == "warning-signs":
        assert "Emergency: Numbness or tingling round your genitals" in text_of(page)
    if path == "history":
        assert "leg pain 4" in text_of(page)


@pytest.mark.parametrize(
    ("dates", "answers"),
    [({}, None), ({}, {}), ({}, {"saddle": "yes"}), ({"first_day": 50, "last_day": 30}, {})],
)
def test_the_page_and_the_report_say_the_same_of_warning_signs(
    practice: Practice, dates: dict[str, int], answers: dict[str, str] | None
) -> None:
    record = practice.record()
    record.entries.add(CheckIn(leg_pain_nrs=4, on_date=clock.today() - timedelta(days=40)))
    if answers is not None:
        record.warning_signs.answer(RedFlagAnswers(answers=answers))
    days = {name: clock.today() - timedelta(days=ago) for name, ago in dates.items()}
    share, token = practice.link(**days)
    shown = text_of(practice.look("warning-signs", open_share(practice.store, token, "192.0.2.1")))
    reader = ClientRecord(practice.store, holder_of(share), share.client_id, share=share)
    assert report_of(reader, ReportOrder()).warnings_sentence in shown


def test_what_is_not_shared_is_not_called_missing(practice: Practice) -> None:
    practice.record().entries.add(CheckIn(leg_pain_nrs=4))
    practice.record().warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    _, token = practice.link(fields=("flexibility",))
    session = open_share(practice.store, token, "192.0.2.1")
    assert "pain" not in text_of(practice.look("progress", session)).lower()
    practice.record().entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,)))
    page = practice.look("progress", session)
    assert components(page)
    shown = said(answers_of(page, visitor(session, "share")))
    assert "Am I more flexible?" in shown
    assert "pain" not in shown.lower()
    assert not [one for one in page.button_group if one.key == "question"]
    assert "not part of what is shared" in text_of(practice.look("warning-signs", session))
    assert "leg pain" not in text_of(practice.look("history", session))


# Account


def test_the_client_reads_who_saw_the_record_and_ends_a_therapists_link(practice: Practice) -> None:
    share = practice.kept(label="physio")
    token = practice.signed_in(practice.ana)
    page = practice.look("account", token)
    assert "Robin A. (physio)" in text_of(page)
    assert "<td>Robin A.</td><td>put your record on their list of clients</td>" in html_of(page)
    html = html_of(page)
    assert html.count('action="/sign-out"') == 2
    assert 'name="everywhere"' in html
    assert 'href="/password"' in html
    assert 'href="/export/csv"' in html
    assert not page.get("download_button"), "such a file would lie open to anybody with its address"
    practice.whole(button(page, "End it").click().run())
    practice.whole(button(page, "Yes, end it").click().run())
    found = practice.store.shares.get(share.share_id)
    assert found is not None
    assert found.revoked_at is not None


def test_withdrawing_consent_ends_every_link(practice: Practice) -> None:
    practice.kept()
    page = practice.look("account", practice.signed_in(practice.ana))
    practice.whole(button(page, "Withdraw, and end every link").click().run())
    assert needs_consent(practice.store, practice.ana.account_id)
    assert practice.store.shares.kept_by(practice.robin.account_id) == ()
    assert "nothing new is kept or shared" in text_of(page)


@pytest.mark.parametrize("who", ["ana", "robin"])
def test_erasing_takes_the_word_and_then_the_account(practice: Practice, who: str) -> None:
    account: Account = getattr(practice, who)
    page = practice.look("account", practice.signed_in(account))
    assert button(page, "Erase everything").disabled
    page.text_input(key="erase_word").set_value("erase")
    practice.whole(page.run())
    button(page, "Erase everything").click().run()
    assert practice.store.accounts.named(who) is None


def test_a_therapists_account_page_shows_nothing_of_a_client(practice: Practice) -> None:
    share = practice.kept(label="physio")
    page = practice.look("account", practice.signed_in(practice.robin), share=share.share_id)
    assert "physio" not in text_of(page)
    assert not page.dataframe
    assert "<table" not in html_of(page)
    assert not page.get("file_uploader")


def test_a_second_factor_is_set_up_on_the_page_and_asked_for_at_sign_in(practice: Practice) -> None:
    page = practice.look("account", practice.signed_in(practice.robin))
    practice.whole(button(page, "Set up one-time codes").click().run())
    secret = page.code[0].value
    page.text_input(key="totp_code").set_value("000000")
    practice.whole(button(page, "Turn it on").click().run())
    assert "does not fit" in alerts_in(page, "error")[0]
    page.text_input(key="totp_code").set_value(pyotp.TOTP(secret).at(clock.utc_now()))
    practice.whole(button(page, "Turn it on").click().run())
    (codes,) = [one.value.split() for one in page.code]
    assert len(set(codes)) == 8
    practice.whole(button(page, "I have written them down").click().run())
    assert not page.code, "shown once"
    with pytest.raises(SignInRefused):
        sign_in(practice.store, "robin", PASSWORD, "192.0.2.1")
    robin = sign_in(practice.store, "robin", PASSWORD, "192.0.2.1", totp=codes[0]).account
    turn_off(practice.store, robin)
    assert sign_in(practice.store, "robin", PASSWORD, "192.0.2.1").account.totp_secret is None
    with pytest.raises(InvalidEntry):
        turn_on(practice.store, robin, new_secret(), "")


# The owner


def test_an_owner_sees_accounts_and_reaches_no_record(practice: Practice) -> None:
    practice.record().entries.add(CheckIn(leg_pain_nrs=4, note="a note"))
    share = practice.kept()
    page = practice.look("accounts", practice.signed_in(practice.olga))
    assert [f"<td>{name}</td><td>" in html_of(page) for name in ("ana", "olga", "robin")] == [True] * 3
    assert {one.label for one in page.button} == {"Invite a therapist", "Invite a client"}
    practice.whole(button(page, "Invite a therapist").click().run())
    assert "/sign-up?code=" in page.code[0].value
    for path in ("progress", "history", "account"):
        refused = AppTest.from_string(SCRIPT.replace("PATH", path), default_timeout=LONGEST_SECONDS)
        refused.query_params["share"] = share.share_id
        refused.run()
        assert refused.exception
        assert text_of(refused) == ""


def test_every_place_has_a_page() -> None:
    from tracker.pages.main import RENDER

    assert {place.path for place in PLACES} == set(RENDER)
    assert all(isinstance(render, Callable) for render in RENDER.values())  # type: ignore[arg-type]
