"""Settings: read once, and a wrong one stops the start with its name and what is allowed."""

import os
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from tracker.errors import InvalidSetting
from tracker.installation import installation
from tracker.settings import PROJECT, MailServer, Settings, read_settings


def test_without_settings_everything_has_its_default() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert (settings.mode, settings.host, settings.port) == ("personal", "127.0.0.1", "8501")
    assert settings.database_path == PROJECT / "data" / "tracker.db"
    assert settings.articles_folder is None
    assert not settings.is_demo


def test_an_empty_value_counts_as_left_out() -> None:
    names = [field.metadata["name"] for field in fields(Settings)]
    assert read_settings(dict.fromkeys(names, "")) == Settings()


def test_other_variables_are_not_read() -> None:
    assert read_settings({"PATH": "/bin", "MODE": "practice", "database": "x"}) == Settings()


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_PORT", "9000")
    assert read_settings().port == "9000"


def test_the_app_reads_its_settings_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, up_to_date: Callable[[Path], Path]
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "tracker.db")))
    monkeypatch.setenv("TRACKER_EMERGENCY_NUMBER", "112")
    at_the_start = installation()
    os.environ["TRACKER_EMERGENCY_NUMBER"] = "000"
    assert installation() is at_the_start
    assert at_the_start.settings.emergency_number == "112"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_MODE", "personal"),
        *(("TRACKER_HOST", host) for host in ("127.0.0.1", "::1", "localhost")),
        *(("TRACKER_PORT", port) for port in ("1", "8501", "65535", "08501")),
        *(
            ("TRACKER_DATABASE", path)
            for path in ("x.db", "/var/lib/tracker.db", "~/tracker.db", "folder with space/x.db")
        ),
        *(("TRACKER_TIME_ZONE", zone) for zone in ("Europe/London", "America/New_York", "UTC")),
        *(("TRACKER_EMERGENCY_NUMBER", number) for number in ("112", "911", "000", "0800123456789")),
        ("TRACKER_BOOKING_URL", "https://example.org/book?a=1&b=2#c"),
        *(
            ("TRACKER_REMINDER_SERVICES", services)
            for services in ("ntfys://ntfy.sh, tgram", "json://10.0.0.5:8080")
        ),
        ("TRACKER_DEMO", "0"),
        ("TRACKER_DEMO", "1"),
    ],
)
def test_what_is_allowed(name: str, value: str) -> None:
    settings = read_settings({name: value})
    (kept,) = [getattr(settings, field.name) for field in fields(Settings) if field.metadata["name"] == name]
    assert kept == value
    assert settings.is_demo == (name == "TRACKER_DEMO" and value == "1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TRACKER_MODE", mode) for mode in ("Practice", "Personal", "team")),
        *(("TRACKER_HOST", host) for host in ("0.0.0.0", "::", "192.168.1.7", "example.org", "127.0.0.1:80", "127.0.0.2", " ")),
        *(("TRACKER_PORT", port) for port in ("0", "65536", "-1", "80.0", "http", "٨٥٠١", "²", " 8501", "8501\n", "9" * 5000)),
        *(("TRACKER_DATABASE", path) for path in ("postgresql://x", "postgresql://x:nan/y", "postgresql:// x/y", "mysql://x/y", "sqlite:///x.db", "~nobody-of-this-name/x.db")),
        *(("TRACKER_TIME_ZONE", zone) for zone in ("London", "europe/london", "+01:00", "../etc/passwd", "CET\n")),
        *(("TRACKER_EMERGENCY_NUMBER", number) for number in ("11", "1" * 16, "112a", "+49112", "<b>", "١١٢", "112\n")),
        *(("TRACKER_BOOKING_URL", url) for url in (
            "http://example.org", "javascript:alert(1)", "https://", "https://a b", 'https://a"onclick=', "https://a<b>", "x",
        )),
        *(("TRACKER_REMINDER_SERVICES", services) for services in ("ntfy.sh", "ntfys://*", "json://a/b", "NTFYS://ntfy.sh", "json://a?b", "json://u:p@a")),
        *(("TRACKER_DEMO", demo) for demo in ("yes", "true", "2")),
        ("TRACKER_ARTICLES_DIR", "/no/such/folder"),
        ("TRACKER_ARTICLES_DIR", __file__),
        ("TRACKER_QUESTIONNAIRES_DIR", "/no/such/folder"),
    ],
)  # fmt: skip
def test_what_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        read_settings({name: value})
    assert caught.value.name == name
    assert caught.value.sentence.startswith(f"{name} is not usable: ")
    assert caught.value.sentence.endswith(".")


def test_a_relative_path_counts_from_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({"TRACKER_DATABASE": "mine/x.db"}).database_path == PROJECT / "mine" / "x.db"
    assert read_settings({"TRACKER_DATABASE": str(tmp_path / "x.db")}).database_path == tmp_path / "x.db"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_settings({"TRACKER_DATABASE": "~/x.db"}).database_path == tmp_path / "x.db"


def test_a_folder_of_own_articles(tmp_path: Path) -> None:
    assert read_settings({"TRACKER_ARTICLES_DIR": str(tmp_path)}).articles_folder == tmp_path


def test_every_setting_says_what_it_means() -> None:
    for field in fields(Settings):
        assert re.fullmatch(r"TRACKER_[A-Z_]+", field.metadata["name"])
        assert field.metadata["meaning"].endswith(".")


def test_a_postgresql_url_is_taken_and_its_password_shown_nowhere() -> None:
    url = "postgresql://tracker:h0rse@db.example.org:5433/tracker?sslmode=require"
    settings = read_settings({"TRACKER_DATABASE": url})
    assert settings.is_postgres
    assert settings.database_place == url
    assert "h0rse" not in repr(settings)
    with pytest.raises(InvalidSetting) as refused:
        read_settings({"TRACKER_DATABASE": "postgresql://tracker:h0rse@db.example.org"})
    assert "h0rse" not in refused.value.sentence


@pytest.mark.parametrize(
    ("smtp", "server"),
    [
        (
            "smtps://ana%40example.org:h%3Arse@mail.example.org",
            ("mail.example.org", 465, "tls", "ana@example.org", "h:rse"),
        ),
        ("smtp://mail.example.org", ("mail.example.org", 587, "starttls", "", "")),
        ("smtp://mail.example.org:2525/", ("mail.example.org", 2525, "starttls", "", "")),
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "none", "", "")),
        ("smtp://[::1]:1025", ("::1", 1025, "none", "", "")),
    ],
)
def test_a_mail_server_and_its_password_shown_nowhere(
    smtp: str, server: tuple[str, int, str, str, str]
) -> None:
    settings = read_settings({"TRACKER_SMTP": smtp, "TRACKER_MAIL_FROM": "reminders@example.org"})
    assert settings.mail_server == MailServer(*server)
    assert "rse" not in repr(settings) + repr(settings.mail_server)


@pytest.mark.parametrize(
    ("smtp", "mail_from", "name"),
    [
        *((smtp, "a@example.org", "TRACKER_SMTP") for smtp in ("mail.example.org", "https://x", "smtp://", "smtp://u:h0rse@", "smtp://x:y", "smtp://u:h0rse@x/y", "smtp://x?tls=no", "smtp://a b")),
        ("smtp://127.0.0.1", "", "TRACKER_MAIL_FROM"),
        ("", "reminders@example.org", "TRACKER_SMTP"),
        *(("smtp://127.0.0.1", sender, "TRACKER_MAIL_FROM") for sender in ("ana", "a@b\nBcc: c@d", "Ana <a@example.org>", "a@b, c@d")),
    ],
)  # fmt: skip
def test_a_mail_server_that_is_none_stops_the_start(smtp: str, mail_from: str, name: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        read_settings({"TRACKER_SMTP": smtp, "TRACKER_MAIL_FROM": mail_from})
    assert caught.value.name == name
    assert "h0rse" not in caught.value.sentence
