"""`recovery-tracker backup` and `restore`: what they say, write and refuse."""

from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner, Result

from tracker.cli import main
from tracker.domain.check_in import CheckIn
from tracker.record import personal_record
from tracker.store.store import open_store


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DATABASE", str(path))
    monkeypatch.chdir(tmp_path)
    store = open_store(path)
    personal_record(store).entries.add(CheckIn(leg_pain_nrs=3))
    store.driver.close()
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="recovery-tracker")


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1), result.output
    return result.stderr.strip()


def test_out_and_back(database: Path, tmp_path: Path) -> None:
    said = done("backup", "backup.db")
    size = (tmp_path / "backup.db").stat().st_size
    assert said.startswith(f"Wrote backup.db ({size:,} bytes, sha256 ")
    assert "is there already" in refused("restore", "backup.db")
    database.unlink()
    assert done("restore", "backup.db").startswith(
        f"Restored backup.db to {database}\n1 client and 1 entry are back. Of what worked at the time of the backup:"
        " ended 0 share links; ended 0 sessions, 0 unused invitations or recovery codes and"
        " 0 calendar addresses."
    )
    assert "clients: 1\ncheck-in: 1\n" in done("check")


def test_encrypted_out_and_back_into_another_place() -> None:
    key = pyrage.x25519.Identity.generate()
    Path("key.txt").write_text(f"{key}\n")
    done("backup", "backup.age", "--to", str(key.to_public()))
    assert "--identity" in refused("restore", "backup.age", "--into", "other.db")
    done("restore", "backup.age", "--identity", "key.txt", "--into", "other.db")
    assert "check-in: 1\n" in done("--database", str(Path("other.db").absolute()), "check")


def test_scheduled_says_what_it_wrote() -> None:
    assert done("backup", "--scheduled", "backups").startswith("Wrote backups/tracker-20")
    assert sorted(file.suffix for file in Path("backups").iterdir()) == [".db", ".sha256"]


@pytest.mark.parametrize("arguments", [(), ("backup.db", "--scheduled", "backups")])
def test_either_a_file_or_a_schedule(arguments: tuple[str, ...]) -> None:
    assert run("backup", *arguments).exit_code == 2
    assert not Path("backups").exists()


def test_refusals_are_one_sentence(database: Path) -> None:
    assert "--to is not a public key" in refused("backup", "backup.db", "--to", "nobody")
    assert "the database itself" in refused("backup", str(database))
    assert (
        refused("restore", "none.db", "--into", "new.db")
        == "none.db: No such file or directory; nothing was restored."
    )
    database.unlink()
    assert "There is no database" in refused("backup", "backup.db")
