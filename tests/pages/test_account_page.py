"""The account page: profile, files out and in, and erasing everything."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.mail_server import MailServer
from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.access import phone_switch
from tracker.access.pairing import pair
from tracker.access.tokens import token_hash
from tracker.domain.check_in import CheckIn
from tracker.domain.notice import CHECK_IN, KINDS, Notice
from tracker.domain.reminders import Reminders
from tracker.exchange.csv_files import csv_of, zip_of
from tracker.exports import fhir_of
from tracker.pages import phones
from tracker.record import ClientRecord
from tracker.settings import Settings

CSV = "text/csv"


@pytest.fixture
def app(app: OpenedApp) -> OpenedApp:
    return app.go("account")


@pytest.fixture
def checked_in(record: ClientRecord) -> bytes:
    """A file with one check-in, of leg pain 4 on 9 March 2026, of a record that is empty again."""
    record.entries.add(CheckIn(leg_pain_nrs=4, on_date=date(2026, 3, 9)))
    data = csv_of(record.entries, CheckIn.kind)
    record.erase()
    return data


class TestProfile:
    def test_is_kept(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(profile_label="Ana", profile_unit="in", profile_birth_year=1980, profile_sex="female")
        app.press("Save profile")
        kept = record.profile.get()
        assert (kept.label, kept.unit, kept.birth_year, kept.sex) == ("Ana", "in", 1980, "female")
        assert app.toasts == ["Profile saved."]
        app.put(profile_label="Bea").press("Save profile")
        assert (record.profile.get().label, record.profile.get().birth_year) == ("Bea", 1980)

    def test_is_refused_in_one_sentence_and_stays_typed(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app.put(profile_label="Ana", profile_birth_year=1980)
        with monkeypatch.context() as patch:
            patch.setattr("tracker.domain.client.OLDEST_YEARS", 20)
            app.press("Save profile")
        this_year = clock.today().year
        assert app.refusals == [f"Birth year must be a year from {this_year - 20} to {this_year}, or blank."]
        assert record.profile.get().label is None
        assert (app.value("profile_label"), app.value("profile_birth_year")) == ("Ana", "1980")

    def test_a_change_in_another_tab_is_not_overwritten_unseen(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        other = OpenedApp().go("account")
        other.put(profile_label="Theirs", profile_unit="in").press("Save profile")
        app.put(profile_label="Mine").press("Save profile")
        (refusal,) = app.refusals
        assert refusal.startswith("Your profile was changed somewhere else after you opened this page.")
        assert (record.profile.get().label, record.profile.get().unit) == ("Theirs", "in")
        assert app.value("profile_label") == "Mine"
        app.put(profile_label="Mine").press("Save profile")
        assert (record.profile.get().label, record.profile.get().unit) == ("Mine", "cm")

    def test_a_very_old_person_can_still_open_the_page(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = record.profile.get()
        record.profile.edit(replace(profile, birth_year=clock.today().year - 120), profile.version)
        next_year = clock.today().replace(year=clock.today().year + 1, day=1)
        monkeypatch.setattr(clock, "today", lambda: next_year)
        app = OpenedApp().go("account")
        assert app.value("profile_birth_year") == str(next_year.year - 121)


class TestExport:
    def test_every_format_is_the_file_of_the_record(
        self, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record.entries.add(CheckIn(leg_pain_nrs=4, note="mine"))
        offered: dict[str, Callable[[], bytes]] = {}

        def note(label: str, data: Callable[[], bytes], *_: object, **more: object) -> None:
            offered[str(more["key"]).removeprefix("export_")] = data

        monkeypatch.setattr("tracker.pages.account.st.download_button", note)
        OpenedApp().go("account")
        assert offered.keys() >= {"csv", "fhir"}
        assert offered["csv"]() == zip_of(record)
        with zipfile.ZipFile(io.BytesIO(offered["csv"]())) as archive:
            assert b"mine" in archive.read("check-in.csv")
        assert offered["fhir"]() == fhir_of(record)

    def test_is_offered(self, app: OpenedApp) -> None:
        labels = [button.label for button in app.test.download_button]
        assert "Download: Spreadsheet files (CSV)" in labels
        everything = [one.value for one in app.test.get("html") if "Everything (JSON)" in one.value]
        assert len(everything) == 1, "at its address, which says what to do where one file is too large"
        assert 'href="/export/archive"' in everything[0]
        assert any('href="/report"' in one.value for one in app.test.get("html"))


class TestCalendar:
    def test_keeps_reminders(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(reminder_time=time(7, 45), reminder_weekday="Never").press("Save reminders")
        state = record.calendar.get()
        assert state is not None
        assert state.reminders == Reminders(at_time=time(7, 45), test_weekday=None)

    def test_makes_an_address_shows_it_once_and_ends_it(self, app: OpenedApp, record: ClientRecord) -> None:
        assert not app.has_button("End the address")
        app.press("Make an address to subscribe to")
        (address,) = (one.value for one in app.test.code if "/calendar/" in one.value)
        token = address.rsplit("/", 1)[1].removesuffix(".ics")
        assert record._access.store.calendar.client_of_feed(token_hash(token)) == record.client_id
        assert not [one for one in OpenedApp().go("account").test.code if "/calendar/" in one.value]
        app.press("End the address")
        assert record._access.store.calendar.client_of_feed(token_hash(token)) is None
        assert not [one for one in app.test.code if "/calendar/" in one.value]


class TestReminders:
    def test_a_place_is_confirmed_and_kinds_are_chosen(
        self, record: ClientRecord, mailbox: MailServer
    ) -> None:
        app = OpenedApp().go("account")
        app.put(notice_place="ana@example.org").press("Send a code there")
        code = re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", mailbox.mails[0].get_content())[0]
        app.put(notice_code="AAAA").press("Confirm")
        assert app.refusals == ["Code must be the one in the latest message, typed within the hour."]
        app.put(notice_code=code).press("Confirm")
        assert not any(app.test.checkbox(f"notice_{kind}").value for kind in KINDS)
        app.put(**{f"notice_{CHECK_IN}": True}).press("Save which")
        choice = record.notices.choice()
        assert choice is not None
        assert choice.kinds == (CHECK_IN,)
        assert choice.next_at is not None
        app.press("Turn these reminders off")
        assert record.notices.choice() is None

    def test_what_was_typed_stays_when_it_is_refused(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(notice_place="ana@example.org\u2028x").press("Send a code there")
        (sentence,) = app.refusals
        assert sentence.startswith("Where to must be")
        assert app.test.text_input("notice_place").value == "ana@example.org\u2028x"
        assert record.notices.choice() is None

    def test_what_was_sent_is_listed(self, record: ClientRecord) -> None:
        record.notices.begin_place("ana@example.org", "c" * 64)
        record.notices.confirm_place("c" * 64)
        record.notices.choose((CHECK_IN,))
        choice = record.notices.choice()
        assert choice is not None
        notice = Notice(
            client_id=record.client_id, kind=CHECK_IN, on_date=clock.today(), masked_place="a***@example.org",
            claimed_at=clock.utc_now(),
        )  # fmt: skip
        record._access.store.notices.claim(choice, {"off": notice}, clock.utc_now() + timedelta(days=1))
        record._access.store.notices.note(notice, "refused", "The mail server refused the message (550).")
        words = [one.value for one in OpenedApp().go("account").test.text]
        assert any(
            "check-in, to a***@example.org: The mail server refused the message (550)." in one
            for one in words
        )

    def test_a_practice_without_any_way_offers_none(self) -> None:
        assert not Settings(mode="practice").offers_reminders
        assert Settings(mode="practice", reminder_services="tgram").offers_reminders
        assert Settings(mode="practice", smtp="smtp://127.0.0.1", mail_from="a@example.org").offers_reminders


class TestOtherPrograms:
    def test_a_token_is_shown_once_and_ended(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(token_label="Watch", token_log=True).press("Make the token")
        (made,) = [one.value for one in app.test.code if one.value.startswith("rt1_")]
        (token,) = record.api_tokens.all()
        assert (token.label, token.scopes) == ("Watch", ("log",))
        assert record._access.store.api_tokens.of_hash(token_hash(made)) == token
        assert made not in [one.value for one in OpenedApp().go("account").test.code]
        app.press("End")
        assert record.api_tokens.all() == ()

    def test_one_without_a_purpose_is_refused(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(token_label="Watch").press("Make the token")
        assert app.refusals == ["Choose at least one thing that the program may do."]
        assert record.api_tokens.all() == ()


class TestMyPhone:
    def test_a_switch_lets_phones_in_and_keeps_them_out(
        self, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(phone_switch, "address_at_home", lambda: "192.168.1.20")
        monkeypatch.setattr(phones, "is_served", lambda _settings: True)
        assert "Only this computer opens your record." in app.words
        assert not app.has_button("Pair a phone")
        app.put(let_phone_in=True).rerun()
        assert app.has_button("Pair a phone")
        assert "In another network, such as a café's, phones stay out." in app.words
        app.put(let_phone_in=False).rerun()
        assert not app.has_button("Pair a phone")

    def test_what_keeps_phones_out_is_said(self, app: OpenedApp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(phone_switch, "address_at_home", lambda: "8.8.8.8")
        app.put(let_phone_in=True).rerun()
        assert "8.8.8.8, which is no address of a home network" in app.words
        monkeypatch.setattr(phone_switch, "address_at_home", lambda: "192.168.1.20")
        monkeypatch.setattr(phones, "_LONGEST_WAIT_SECONDS", 0.0)
        app.rerun()
        assert "This computer is not at 192.168.1.20 now, so no phone gets in." in app.words
        assert not app.has_button("Pair a phone")

    def test_a_phone_is_paired_and_ended(self, record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(phones, "is_served", lambda _settings: True)
        monkeypatch.setenv("TRACKER_PHONE_HOST", "192.168.1.20")
        app = OpenedApp().go("account").press("Pair a phone")
        (where,) = [one.value for one in app.test.code if "/pair/" in one.value]
        assert where.startswith("https://192.168.1.20:8502/pair/")
        pair(record._access.store, where.rpartition("/")[2], "Ana's phone")
        app.rerun().press("End")
        assert record.paired_devices.all() == ()


class TestErasing:
    def test_needs_the_typed_word(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(CheckIn(leg_pain_nrs=4))
        for typed in ("", "eras", "erase it"):
            app.fill(erase_word=typed)
            assert next(one for one in app.test.button if one.label == "Erase everything").disabled
        assert len(record.entries.all()) == 1

    def test_really_empties_the_record(self, app: OpenedApp, record: ClientRecord) -> None:
        profile = record.profile.get()
        record.profile.edit(replace(profile, label="Ana"), profile.version)
        record.entries.add(CheckIn(leg_pain_nrs=4, note="a secret"))
        record.entries.delete(record.entries.all()[0])
        app.form = "check-in"
        app.go("check-in").fill(note="half typed")
        app.go("account").fill(erase_word=" Erase ").press("Erase everything")
        assert "Everything is erased. What you see now is an empty record." in app.words
        assert (record.entries.all(), record.entries.deleted(), record.profile.get().label) == ((), (), None)
        assert app.value("profile_label") in (None, "")
        assert app.go("check-in").value("note") in (None, "")
        assert "Everything is erased" not in app.go("account").words

    def test_leaves_no_trace_in_the_file(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(CheckIn(leg_pain_nrs=4, note="unmistakable-words"))
        app.fill(erase_word="erase").press("Erase everything")
        folder = record._access.store.driver.path.parent  # type: ignore[attr-defined]
        assert not any(b"unmistakable-words" in path.read_bytes() for path in folder.glob("tracker.db*"))


def test_the_page_is_in_parts_and_erasing_is_the_last(app: OpenedApp) -> None:
    assert [one.value for one in app.test.header] == [
        "You",
        "Your data",
        "Reminders",
        "Other programs",
        "My phone",
        "Erasing",
    ]
    assert [one.value for one in app.test.subheader] == [
        "Light or dark", "Take your data with you", "Bring data in", "Reminders that come to you",
    ]  # fmt: skip
