"""The written pages keep their word: links lead somewhere, commands work, dependencies and decisions are complete."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import main
from tracker.exchange.importers import formats
from tracker.settings import PROJECT
from tracker.store.schema.steps import STEPS

PAGES = sorted(
    page.relative_to(PROJECT).as_posix()
    for page in (*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), PROJECT / "data" / "README.md")
)
DECISIONS = [page for page in PAGES if re.match(r"docs/decisions/\d{4}-", page)]
LINK = re.compile(r"\]\(([^)\s]+)\)")
# A name in backticks that has a folder or a known ending is a file; words in <> stand for a name to be chosen.
FILE = re.compile(r"`([\w.-]+/[\w./-]*|[\w.-]+\.(?:py|md|toml|css|js|yaml|txt))`")
MADE_LATER = {".venv/", "data/tracker.db", "data/tracker.db-journal"}
# Folders of the machine a page was written on; the examples' files in /tmp are anybody's.
MACHINE = re.compile(r"(?:^|[\s`'\"(])(/(?:work|root|home|Users|mnt)\b[^\s`'\")]*)", re.MULTILINE)


def text_of(page: str) -> str:
    return (PROJECT / page).read_text("utf-8")


def commands(page: str) -> list[str]:
    blocks = re.findall(r"^ *```\n(.*?)^ *```", text_of(page), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


def project() -> dict[str, list[str]]:
    """The names of all dependencies, by where pyproject.toml lists them."""
    read = tomllib.loads(text_of("pyproject.toml"))
    lists = {
        "run": [*read["project"]["dependencies"], *read["build-system"]["requires"]],
        "develop": read["project"]["optional-dependencies"]["dev"],
    }
    return {
        where: sorted((re.split(r"[\[=<>~ ]", one)[0] for one in listed), key=str.casefold)
        for where, listed in lists.items()
    }


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_every_heading_named_is_there(page: str) -> None:
    for link in LINK.findall(text_of(page)):
        if re.match(r"https?://|mailto:", link):
            continue
        name, _, heading = link.partition("#")
        target = (PROJECT / page).parent / name if name else PROJECT / page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
            assert heading in slugs, link


def is_there(name: str, page: str) -> bool:
    """Whether a name leads to a file from the project, `tracker` or the page, or a file of the code is called so."""
    folders = (PROJECT, PROJECT / "tracker", (PROJECT / page).parent)
    if any((folder / name).exists() for folder in folders):
        return True
    return "/" not in name and any(list((PROJECT / folder).rglob(name)) for folder in ("tracker", "tests"))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_exists(page: str) -> None:
    named = {name for name in FILE.findall(text_of(page)) if not name.startswith((".", "/"))} - MADE_LATER
    assert [name for name in sorted(named) if not is_there(name, page)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_is_a_target(page: str) -> None:
    asked = set(re.findall(r"`make ([a-z-]+)", text_of(page)))
    asked |= {line.split()[1] for line in commands(page) if line.startswith("make ")}
    assert asked <= targets()


def test_the_readme_gets_you_going_with_two_commands() -> None:
    first_block = re.search(r"^```\n(.*?)^```", text_of("README.md"), re.DOTALL | re.MULTILINE)
    assert first_block is not None
    assert first_block[1].split("\n")[:-1] == ["make run", "make test"]
    assert len(text_of("README.md").splitlines()) < 120


def test_the_readmes_command_lines_work_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "tracker.db"))
    lines = [line for line in commands("README.md") if "recovery-tracker" in line]
    assert len(lines) == 8
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == ".venv/bin/recovery-tracker"
        done = CliRunner().invoke(main, arguments)
        assert (done.exit_code, done.stderr) == (0, ""), line


def test_every_picture_of_the_readme_is_taken_by_the_script() -> None:
    shown = set(re.findall(r"docs/screenshots/([\w-]+)\.png", text_of("README.md")))
    taken = set(re.findall(r'Shot\(\s*"([\w-]+)"', text_of("docs/screenshots.py")))
    assert shown == taken != set()
    assert {path.stem for path in (PROJECT / "docs" / "screenshots").glob("*.png")} == taken


@pytest.mark.parametrize(("where", "heading"), [("run", "To run"), ("develop", "To develop")])
def test_every_dependency_has_its_row_and_no_row_is_left_over(where: str, heading: str) -> None:
    part = text_of("docs/decisions/dependencies.md").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|")
    ]
    assert [row[0] for row in rows[2:]] == project()[where]
    assert all(row[1] and row[3] for row in rows[2:]), "what for, and the licence"


@pytest.mark.parametrize("page", ["README.md", "docs/cli.md"])
@pytest.mark.parametrize("app", formats.APPS)
def test_every_app_whose_files_are_read_is_named(app: str, page: str) -> None:
    assert app in " ".join(text_of(page).split())


@pytest.mark.parametrize("page", DECISIONS)
def test_a_decision_is_short_and_has_its_four_parts(page: str) -> None:
    lines = text_of(page).splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith(f"# {Path(page).name[:4]} ")
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## Context", "## Decision", "## Measured", "## Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(Path(page).name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_the_machine_it_was_written_on(page: str) -> None:
    assert MACHINE.findall(text_of(page)) == []


def test_the_layers_in_the_architecture_are_those_that_are_enforced() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    enforced = [
        sorted(re.findall(r"tracker\.(\w+)", layer)) for one in contracts for layer in one.get("layers", ())
    ]
    part = text_of("docs/architecture.md").partition("## Layers")[2].partition("\n## ")[0]
    told = [sorted(re.findall(r"`(\w+)`", line)) for line in re.findall(r"^\d+\. (.+)$", part, re.MULTILINE)]
    assert told == enforced
    there = {
        path.stem
        for path in (PROJECT / "tracker").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert set().union(*enforced) == there - {"__init__"}


def test_the_architecture_names_every_table_and_view() -> None:
    made = set(re.findall(r"CREATE (?:TABLE|VIEW) (\w+)", "\n".join(STEPS.values())))
    told = set(re.findall(r"`(\w+)`", text_of("docs/architecture.md")))
    assert made
    assert made <= told


def test_the_method_tells_every_threshold() -> None:
    table = tomllib.loads(text_of("tracker/analysis/data/thresholds.toml"))["threshold"]
    method = text_of("docs/method.md")
    for threshold in table:
        doi = re.search(r"doi (\S+)", threshold["source"])
        assert doi is None or doi[1] in method, threshold["id"]
        assert re.search(rf"(?<![\d.]){re.escape(format(threshold['value'], 'g'))}(?![\d.]\d)", method), (
            threshold["id"]
        )
