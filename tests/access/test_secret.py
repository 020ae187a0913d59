"""The installation's secret: made when absent, refused when weak, and what it signs."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tracker import clock
from tracker.access import secret
from tracker.access.secret import key_for, signed, values_of
from tracker.errors import InvalidSetting
from tracker.settings import PROJECT, Settings


@pytest.fixture(autouse=True)
def _read_afresh() -> None:
    secret._secret.cache_clear()


def settings(path: Path) -> Settings:
    return Settings(mode="practice", secret_file=str(path))


def test_it_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    key = key_for(settings(file), "streamlit")
    assert len(file.read_bytes()) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"], "nothing half-made is left"
    secret._secret.cache_clear()
    assert key_for(settings(file), "streamlit") == key
    assert key_for(settings(file), "sign-in") != key
    assert key not in file.read_bytes()


@pytest.mark.parametrize(("held", "mode"), [(b"x" * 31, 0o600), (b"x" * 5000, 0o600), (b"x" * 32, 0o640), (b"x" * 32, 0o604)])  # fmt: skip
def test_a_weak_one_stops_the_start(tmp_path: Path, held: bytes, mode: int) -> None:
    file = tmp_path / "secret"
    file.write_bytes(held)
    file.chmod(mode)
    with pytest.raises(InvalidSetting, match="TRACKER_SECRET_FILE is not usable") as refused:
        key_for(settings(file), "sign-in")
    assert "\n" not in refused.value.sentence
    assert file.read_bytes() == held


def test_one_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="cannot be made"):
        key_for(settings(tmp_path / "none" / "secret"), "sign-in")


def test_where_it_lies() -> None:
    assert Settings().secret_path == PROJECT / "data" / "tracker.db-secret"
    assert Settings(secret_file="keys/one").secret_path == PROJECT / "keys" / "one"


def test_a_signed_word_tells_what_was_signed_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    word, now = signed(b"k" * 32, {"state": "é", "account": ""}, 60), clock.utc_now()
    assert values_of(b"k" * 32, word) == {"state": "é", "account": ""}
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(seconds=61))
    assert values_of(b"k" * 32, word) is None


def test_a_word_that_was_touched_tells_nothing() -> None:
    word = signed(b"k" * 32, {"state": "x"}, 60)
    told, _, mark = word.partition(".")
    bad = [word[:-1], word[1:], told, f".{mark}", "", ".", f"{told}.", f"{told}A.{mark}", f"{told}.é", "é.é", "\ud800.x", word * 9]  # fmt: skip
    assert [values_of(b"k" * 32, one) for one in bad] == [None] * len(bad)
    assert values_of(b"j" * 32, word) is None
