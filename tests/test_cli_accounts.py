"""The command line of practice mode: accounts, share links, records by username, and the audit in `check`."""

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.sharing import open_share
from tracker.access.sign_in import sign_in
from tracker.cli import main
from tracker.domain.account import Account
from tracker.errors import SignInRefused
from tracker.record import OPERATOR, ClientRecord
from tracker.store.store import Store

HERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def _practice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE", str(store.driver.path))  # type: ignore[attr-defined]
    monkeypatch.setenv("TRACKER_MODE", "practice")


@pytest.fixture
def ana(store: Store) -> Account:
    return client_account(store, "ana")


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=said, prog_name="recovery-tracker")


def done(*arguments: str, **more: Any) -> str:
    result = run(*arguments, **more)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: str, **more: Any) -> str:
    """The one sentence of a refusal, or two when the second says what to do."""
    result = run(*arguments, **more)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


# Accounts


def test_an_account_is_added_with_the_password_of_a_file_or_of_standard_input(
    store: Store, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{PASSWORD}\nand a second line\n")
    said = done("account", "add", "--role", "owner", "--username", "Olga", "--name", "Olga B.", "--password-file", str(secret))  # fmt: skip
    olga = sign_in(store, "olga", PASSWORD, HERE).account
    assert (olga.role, olga.name) == ("owner", "Olga B.")
    assert said == f"Added owner olga (id {olga.account_id})\n"
    done(
        "account",
        "add",
        "--role",
        "client",
        "--username",
        "ana",
        "--password-file",
        "-",
        said=f"{PASSWORD}\n",
    )
    ana = sign_in(store, "ana", PASSWORD, HERE).account
    assert store.clients.get(ana.account_id).client_id == ana.account_id


def test_without_a_file_the_password_is_asked_for_twice_and_not_shown(store: Store) -> None:
    asked = run("account", "add", "--role", "client", "--username", "ana", said=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0
    assert PASSWORD not in asked.output
    assert sign_in(store, "ana", PASSWORD, HERE).account.role == "client"


@pytest.mark.parametrize(
    ("username", "password", "words"),
    [("ana", PASSWORD, "taken"), ("a!", PASSWORD, "Username must"), ("new", "short", "at least 8"), ("new", "password1", "many people")],
)  # fmt: skip
def test_an_account_that_may_not_be_is_refused(
    store: Store, ana: Account, username: str, password: str, words: str
) -> None:
    assert words in refused("account", "add", "--role", "client", "--username", username, "--password-file", "-", said=f"{password}\n")  # fmt: skip
    assert len(store.accounts.all()) == 1


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("missing", "binary", "."):
        path = str(tmp_path / name)
        assert path in refused(
            "account", "add", "--role", "client", "--username", "ana", "--password-file", path
        )


def test_an_empty_list_is_said_and_leaves_a_script_nothing_to_read(store: Store) -> None:
    listed = run("account", "list")
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert listed.stderr == "There are no accounts yet: account add makes one.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("account", "list"),
        ("account", "disable", "ana"),
        ("share", "list", "--client", "ana"),
        ("share", "revoke", "x"),
    ],
    ids=" ".join,
)
def test_a_mistyped_database_is_said_and_not_made(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    mistyped = tmp_path / "trakcer.db"
    assert f"There is no database at {mistyped}:" in refused("--database", str(mistyped), *arguments)
    assert not mistyped.exists()


def test_accounts_are_listed_without_secrets(store: Store, ana: Account) -> None:
    done("account", "add", "--role", "therapist", "--username", "robin", "--name", "Robin A.", "--password-file", "-", said=PASSWORD)  # fmt: skip
    done("account", "disable", "robin")
    today = clock.utc_now().date().isoformat()
    assert done("account", "list").splitlines() == [f"ana\tclient\t\tactive\t{today}", f"robin\ttherapist\tRobin A.\tdisabled\t{today}"]  # fmt: skip


def test_a_disabled_account_is_out_and_an_enabled_one_in(store: Store, ana: Account) -> None:
    assert done("account", "disable", "ANA") == "Disabled ANA\n"
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", PASSWORD, HERE)
    done("account", "enable", "ana")
    assert sign_in(store, "ana", PASSWORD, HERE).account.username == "ana"


def test_a_new_password_is_set_and_the_audit_says_by_whom(store: Store, ana: Account) -> None:
    done("account", "set-password", "ana", "--password-file", "-", said="another long password\n")
    assert sign_in(store, "ana", "another long password", HERE).account.username == "ana"
    lines = [
        line.actor_role for line in store.audit.of_client(ana.account_id) if line.action == "password changed"
    ]
    assert lines == ["operator"]


def test_erasing_takes_the_record_too(store: Store, ana: Account) -> None:
    done("log", "check-in", "--client", "ana", "--leg-pain", "4")
    assert done("account", "erase", "ana") == "Erased ana\n"
    assert (store.accounts.all(), store.clients.all()) == ((), ())


def test_at_a_terminal_erasing_asks_first(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    # click puts its own standard input in place, so the terminal is claimed where the command looks.
    module = sys.modules["tracker.cli.account"]
    monkeypatch.setattr(
        module, "sys", type("Sys", (), {"stdin": type("Tty", (), {"isatty": lambda _self: True})()})
    )
    result = run("account", "erase", "ana", said="no\n")
    assert result.exit_code == 1
    assert "Nothing was erased." in result.stderr
    assert len(store.accounts.all()) == 1
    done("account", "erase", "ana", said="ana\n")
    assert store.accounts.all() == ()


@pytest.mark.parametrize("command", ["disable", "enable", "set-password", "erase"])
def test_an_unknown_account_is_said(command: str) -> None:
    assert refused("account", command, "nobody", said=f"{PASSWORD}\n") == "There is no such account here."


# Records by username


def test_a_record_is_named_by_its_username(store: Store, ana: Account) -> None:
    done("log", "check-in", "--client", "ana", "--leg-pain", "4", "--on", "2026-03-09")
    assert [e.on_date.isoformat() for e in ClientRecord(store, OPERATOR, ana.account_id).entries.all()] == [
        "2026-03-09"
    ]
    assert "2026-03-09" in done("export", "--client", "ana", "--kind", "check-in")


def test_who_has_no_record_is_said(store: Store, ana: Account) -> None:
    done(
        "account", "add", "--role", "therapist", "--username", "robin", "--password-file", "-", said=PASSWORD
    )
    assert "name whose with --client" in refused("log", "check-in", "--leg-pain", "4")
    for name in ("robin", "nobody", ana.account_id):
        assert f"'{name}'" in refused("log", "check-in", "--client", name, "--leg-pain", "4")


# Share links


def test_a_link_is_made_listed_and_ended(store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", "https://tracker.example.org/")
    made = run("share", "create", "--client", "ana", "--days", "3", "--fields", "pain, notes", "--label", "physio", "--view-limit", "5", "--rolling-days", "30")  # fmt: skip
    address = made.stdout.strip()
    assert address.startswith("https://tracker.example.org/s/")
    token = address.rsplit("/", 1)[1]
    (link,) = store.shares.all(ana.account_id)
    assert (link.fields, link.label, link.view_limit, link.rolling_days) == (
        ("pain", "notes"),
        "physio",
        5,
        30,
    )
    assert (link.ends_at - link.created_at).days == 3
    assert link.share_id in made.stderr
    open_share(store, token, HERE)
    listed = done("share", "list", "--client", "ana")
    until = f"{link.ends_at:%Y-%m-%d %H:%M}"
    assert listed == f"{link.share_id}\topen\tpain,notes\t{until}\t1\tphysio\n"
    assert token not in listed
    assert done("share", "revoke", link.share_id) == "Ended\n"
    assert done("share", "revoke", link.share_id) == "It had ended before\n"
    assert "\trevoked\t" in done("share", "list", "--client", "ana")


def test_a_link_has_the_dates_and_passphrase_given(store: Store, ana: Account) -> None:
    made = run("share", "create", "--client", "ana", "--from", "2026-01-01", "--to", "2026-02-01", "--passphrase-file", "-", said="river and stones\n")  # fmt: skip
    assert made.stdout.startswith("http://127.0.0.1:8501/s/")
    (link,) = store.shares.all(ana.account_id)
    assert (link.first_day and link.first_day.isoformat(), link.last_day and link.last_day.isoformat()) == ("2026-01-01", "2026-02-01")  # fmt: skip
    assert link.passphrase_hash
    assert "notes" not in link.fields


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--days", "32"), "1 to 31"), (("--days", "0"), "1 to 31"), (("--days", "many"), "1 to 31"),
        (("--fields", ""), "at least one"), (("--fields", "pain,secrets"), "secrets"),
        (("--from", "2026-02-30"), "calendar date"), (("--from", "2026-02-02", "--to", "2026-02-01"), "not be after"),
        (("--rolling-days", "30", "--from", "2026-01-01"), "not both"), (("--view-limit", "0"), "1 to 1000"),
    ],
)  # fmt: skip
def test_a_link_that_may_not_be_is_refused(
    store: Store, ana: Account, options: tuple[str, ...], words: str
) -> None:
    assert words in refused("share", "create", "--client", "ana", *options)
    assert store.shares.all(ana.account_id) == ()


def test_a_link_needs_consent_and_practice_mode(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    done("account", "add", "--role", "client", "--username", "cleo", "--password-file", "-", said=PASSWORD)
    assert "accept" in refused("share", "create", "--client", "cleo")
    monkeypatch.setenv("TRACKER_MODE", "personal")
    assert "practice mode" in refused("share", "create")
    assert "practice mode" in refused("share", "list")
    assert refused("share", "revoke", "x") == "There is no share link with this id."


# The audit


def test_check_says_that_the_audit_is_whole(store: Store, ana: Account) -> None:
    shared(store, ana)
    assert "audit: whole\n" in done("check")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET action = 'signed in' WHERE number = 2",
        "UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE number = 1",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)",
        "DELETE FROM audit",
        "DELETE FROM audit_end",
    ],
)
def test_check_says_that_the_audit_was_changed(store: Store, ana: Account, harm: str) -> None:
    shared(store, ana)
    store.write(harm)
    result = run("check")
    assert result.exit_code == 1
    assert "was changed: line" in result.stderr
