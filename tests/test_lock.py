"""The lock: what runs here is pinned with hashes, nothing in it is a place, and every install must match it."""

import re
import tomllib

import pytest

from tracker.settings import PROJECT

LOCKS = {"constraints.txt": (), "constraints-dev.txt": ("dev", "postgres")}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ; [^\\]+)? \\$", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    """Version by name of a lock, each with at least one hash."""
    text = (PROJECT / name).read_text("utf-8")
    parts = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    found = {}
    for part in parts:
        pinned = PINNED.match(part)
        assert pinned, part
        hashes = part[pinned.end() :].split("\n")[1:]
        assert hashes
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?|", line) for line in hashes), part
        found[canonical(pinned[1])] = pinned[2]
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(("name", "extras"), LOCKS.items())
def test_each_dependency_is_pinned_as_the_project_names_it(name: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    named = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        named += project["project"]["optional-dependencies"][extra]
    pins = locked(name)
    for one in named:
        wanted = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", one)
        assert wanted, f"{one} is not pinned"
        assert pins.get(canonical(wanted[1])) == wanted[2], "run: make lock"


def test_both_locks_hold_the_same_versions() -> None:
    run, everything = locked("constraints.txt"), locked("constraints-dev.txt")
    assert {name: everything.get(name) for name in run} == run


def test_every_install_asks_for_the_hashes() -> None:
    for name in ("Makefile", "Dockerfile"):
        lines = [
            line
            for line in (PROJECT / name).read_text("utf-8").splitlines()
            if "pip" in line and "install" in line
        ]
        assert lines
        for line in lines:
            fetches_nothing = "uninstall" in line or "--no-deps" in line
            assert fetches_nothing or "--require-hashes" in line or line.startswith("PIP :=")
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    assert re.search(
        r"^LOCKED := \$\(PIP\) --only-binary :all: --no-deps --require-hashes --requirement$",
        makefile,
        re.MULTILINE,
    )
