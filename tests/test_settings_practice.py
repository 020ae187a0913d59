"""Settings: what is allowed, and which combinations would be unsafe."""

import pytest

from tracker.errors import InvalidSetting
from tracker.settings import Settings, read_settings, refuse_unsafe_address

PUBLIC = "https://tracker.example.org"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"mode": "hospital"}, "TRACKER_MODE"),
        ({"sign_up": "closed"}, "TRACKER_SIGN_UP"),
        ({"port": "0"}, "TRACKER_PORT"),
        ({"host": "0.0.0.0"}, "TRACKER_HOST"),
        ({"base_url": PUBLIC}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "host": "0.0.0.0"}, "TRACKER_HOST"),
        ({"mode": "practice", "host": "0.0.0.0", "base_url": "http://127.0.0.1:8501"}, "TRACKER_HOST"),
        ({"mode": "practice", "base_url": "http://tracker.example.org"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": f"{PUBLIC}/path"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": f"{PUBLIC}?x=1"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": "https://me@tracker.example.org"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": "https://Tracker.example.org"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": f"{PUBLIC}:99999"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": "https://[::1"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": "tracker.example.org"}, "TRACKER_BASE_URL"),
        ({"mode": "practice", "base_url": "https://"}, "TRACKER_BASE_URL"),
    ],
)
def test_what_would_be_unsafe_stops_the_start_with_its_name(given: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        Settings(**given)
    assert refused.value.name == named
    assert refused.value.sentence.count("\n") == 0


@pytest.mark.parametrize(
    ("given", "host", "is_https", "is_open"),
    [
        ({}, None, False, True),
        ({"mode": "practice"}, None, False, True),
        ({"mode": "practice", "sign_up": "invite"}, None, False, False),
        ({"mode": "practice", "base_url": PUBLIC}, "tracker.example.org", True, False),
        ({"mode": "practice", "base_url": PUBLIC, "sign_up": "open"}, "tracker.example.org", True, True),
        (
            {"mode": "practice", "base_url": f"{PUBLIC}/", "host": "0.0.0.0"},
            "tracker.example.org",
            True,
            False,
        ),
        ({"mode": "practice", "base_url": f"{PUBLIC}:8443"}, "tracker.example.org:8443", True, False),
        ({"mode": "practice", "base_url": "http://localhost:99"}, "localhost:99", False, True),
    ],
)
def test_what_is_safe_starts(given: dict[str, str], host: str | None, is_https: bool, is_open: bool) -> None:
    settings = Settings(**given)
    assert (settings.public_host, settings.is_https, settings.is_sign_up_open) == (host, is_https, is_open)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.0.2"])
def test_an_address_given_to_the_server_itself_is_looked_at_too(address: str | None) -> None:
    for settings in (Settings(), Settings(mode="practice")):
        with pytest.raises(InvalidSetting):
            refuse_unsafe_address(settings, "--server.address", address)
    refuse_unsafe_address(Settings(mode="practice", base_url=PUBLIC), "--server.address", address)


def test_an_empty_setting_counts_as_left_out() -> None:
    assert read_settings({"TRACKER_BASE_URL": "", "TRACKER_MODE": "", "OTHER": "x"}) == Settings()
