"""Every system on which the app installs from wheels alone, asked of the package index with pip's own tags.

pip judges environment markers by the Python it runs in, whatever `--platform` says, so they are judged here first.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tracker.settings import PROJECT

pytestmark = [pytest.mark.exhaustive, pytest.mark.timeout(3600)]

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MARKERS = {
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    "macOS, Intel": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin", "platform_machine": "x86_64"},
    "macOS, Apple silicon": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
    "Linux, ARM": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux", "platform_machine": "aarch64"},
}  # fmt: skip
# Systems of 2023: glibc 2.36 (Debian 12), macOS 13 on Intel and 14 on Apple silicon. pip knows macOS's older ones itself.
TAGS = {
    "Windows": ["win_amd64"],
    "macOS, Intel": ["macosx_13_0_x86_64"],
    "macOS, Apple silicon": ["macosx_14_0_arm64"],
    "Linux, ARM": ["manylinux2014_aarch64", *(f"manylinux_2_{minor}_aarch64" for minor in range(17, 37))],
}
# What docs/platforms.md says: packages of which there is no wheel.
WITHOUT = {"macOS, Intel": {"argon2-cffi-bindings", "cryptography"}}


def locked(system: str, python: str) -> list[str]:
    """Return what the lock asks for there, as `name==version`."""
    environment = MARKERS[system] | {
        "python_version": python, "python_full_version": f"{python}.1", "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }  # fmt: skip
    text = (PROJECT / "constraints.txt").read_text("utf-8")
    named = [
        Requirement(line) for line in re.findall(r"^([A-Za-z0-9._-]+==[^\\\n]+) \\$", text, re.MULTILINE)
    ]
    return [
        f"{one.name}{one.specifier}"
        for one in named
        if one.marker is None or one.marker.evaluate(environment)
    ]


def without_a_wheel(system: str, python: str, folder: Path) -> set[str]:
    """Return the names of the locked packages for which pip finds no wheel."""
    wanted, missing = locked(system, python), set[str]()
    pip = [
        sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet",
        "--only-binary", ":all:", "--implementation", "cp", "--python-version", python, "--target", str(folder),
        *(word for tag in TAGS[system] for word in ("--platform", tag)),
    ]  # fmt: skip
    while True:
        done = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return missing
        named = re.search(r"No matching distribution found for ([A-Za-z0-9._-]+)==", done.stderr)
        assert named, done.stderr
        missing.add(named[1])
        wanted = [one for one in wanted if not one.startswith(f"{named[1]}==")]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", MARKERS)
def test_each_package_has_a_wheel(system: str, python: str, tmp_path: Path) -> None:
    assert without_a_wheel(system, python, tmp_path) == WITHOUT.get(system, set())
