"""Reports at the command line: a file that opens, or one sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import main


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (["pdf", "--paper", "letter"], b"%PDF-"),
        (["pdf", "--full", "--since", "2026-01-01"], b"%PDF-"),
        (["html"], b"<!DOCTYPE html>"),
    ],
)
def test_a_report_is_written_to_a_file(tmp_path: Path, arguments: list[str], begin: bytes) -> None:
    before = ["--database", str(tmp_path / "t.db")]
    assert CliRunner().invoke(main, [*before, "log", "check-in", "--leg-pain", "4"]).exit_code == 0
    file = tmp_path / "report"
    done = CliRunner().invoke(
        main, [*before, "export", "--format", *arguments, "--questions", "May I run?", "-o", str(file)]
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert file.read_bytes().startswith(begin)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--full"], 2, "are for reports"),
        (["--format", "pdf", "--since", "soon"], 1, "Since must be a calendar date"),
        (["--format", "pdf", "--from", "2026-01-01", "--since", "2026-01-02"], 2, "give one of them"),
        (["--format", "pdf", "--kind", "check-in"], 2, "--kind is for CSV"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = CliRunner().invoke(main, ["--database", str(tmp_path / "t.db"), "export", *arguments])
    assert done.exit_code == code
    assert words in done.stderr
