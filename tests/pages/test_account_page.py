"""The account page: profile, files out and in, and erasing everything."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from opened_app import OpenedApp
from streamlit.proto.DownloadButton_pb2 import DownloadButton

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.exchange.csv_files import zip_of
from tracker.record import ClientRecord


@pytest.fixture
def app(app: OpenedApp) -> OpenedApp:
    return app.go("account")


class TestProfile:
    def test_is_kept(self, app: OpenedApp, record: ClientRecord) -> None:
        app.put(profile_label="Ana", profile_unit="in", profile_birth_year=1980, profile_sex="female")
        app.press("Save profile")
        kept = record.profile()
        assert (kept.label, kept.unit, kept.birth_year, kept.sex) == ("Ana", "in", 1980, "female")
        assert app.toasts == ["Profile saved."]
        app.put(profile_label="Bea").press("Save profile")
        assert (record.profile().label, record.profile().birth_year) == ("Bea", 1980)

    def test_is_refused_in_one_sentence_and_stays_typed(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app.put(profile_label="Ana", profile_birth_year=1980)
        with monkeypatch.context() as patch:
            patch.setattr("tracker.domain.client.OLDEST_YEARS", 20)
            app.press("Save profile")
        this_year = clock.today().year
        assert app.refusals == [f"Birth year must be a year from {this_year - 20} to {this_year}, or blank."]
        assert record.profile().label is None
        assert (app.value("profile_label"), app.value("profile_birth_year")) == ("Ana", 1980)

    def test_a_change_in_another_tab_is_not_overwritten_unseen(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        other = OpenedApp().go("account")
        other.put(profile_label="Theirs", profile_unit="in").press("Save profile")
        app.put(profile_label="Mine").press("Save profile")
        (refusal,) = app.refusals
        assert refusal.startswith("Your profile was changed somewhere else after you opened this page.")
        assert (record.profile().label, record.profile().unit) == ("Theirs", "in")
        assert app.value("profile_label") == "Mine"
        app.put(profile_label="Mine").press("Save profile")
        assert (record.profile().label, record.profile().unit) == ("Mine", "cm")

    def test_a_very_old_person_can_still_open_the_page(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = record.profile()
        record.change_profile(replace(profile, birth_year=clock.today().year - 120), profile.version)
        next_year = clock.today().replace(year=clock.today().year + 1, day=1)
        monkeypatch.setattr(clock, "today", lambda: next_year)
        app = OpenedApp().go("account")
        assert app.value("profile_birth_year") == next_year.year - 121


class TestExport:
    def test_is_the_zip_of_the_record(self, record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
        record.add(CheckIn(leg_pain_nrs=4, note="mine"))
        offered: list[Callable[[], bytes]] = []

        def note(label: str, data: Callable[[], bytes], *_: object, **__: object) -> None:
            offered.append(data)

        monkeypatch.setattr("tracker.pages.account.st.download_button", note)
        OpenedApp().go("account")
        assert offered[0]() == zip_of(record)
        with zipfile.ZipFile(io.BytesIO(offered[0]())) as archive:
            assert b"mine" in archive.read("check-in.csv")

    def test_is_offered(self, app: OpenedApp) -> None:
        (button,) = app.test.download_button
        assert isinstance(button.proto, DownloadButton)
        assert button.label == "Download all entries (CSV)"


class TestErasing:
    def test_needs_the_typed_word(self, app: OpenedApp, record: ClientRecord) -> None:
        record.add(CheckIn(leg_pain_nrs=4))
        for typed in ("", "eras", "erase it"):
            app.fill(erase_word=typed)
            assert next(one for one in app.test.button if one.label == "Erase everything").disabled
        assert len(record.entries()) == 1

    def test_really_empties_the_record(self, app: OpenedApp, record: ClientRecord) -> None:
        profile = record.profile()
        record.change_profile(replace(profile, label="Ana"), profile.version)
        record.add(CheckIn(leg_pain_nrs=4, note="a secret"))
        record.delete(record.entries()[0])
        app.form = "check-in"
        app.go("check-in").fill(note="half typed")
        app.go("account").fill(erase_word=" Erase ").press("Erase everything")
        assert "Everything is erased. What you see now is an empty record." in app.words
        assert (record.entries(), record.deleted(), record.profile().label) == ((), (), None)
        assert app.value("profile_label") in (None, "")
        assert app.go("check-in").value("note") in (None, "")
        assert "Everything is erased" not in app.go("account").words

    def test_leaves_no_trace_in_the_file(self, app: OpenedApp, record: ClientRecord) -> None:
        record.add(CheckIn(leg_pain_nrs=4, note="unmistakable-words"))
        app.fill(erase_word="erase").press("Erase everything")
        folder = record.store.driver.path.parent  # type: ignore[attr-defined]
        assert not any(b"unmistakable-words" in path.read_bytes() for path in folder.glob("tracker.db*"))
