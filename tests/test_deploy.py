"""The recipes of docs/deploy.md, as far as reading them can tell; tests/faults/test_recipes.py runs what can be run."""

import re
import shlex
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.cli import main
from tracker.settings import PROJECT, Settings, read_settings

DEPLOY = PROJECT / "deploy"
NAMES = {field.metadata["name"] for field in Settings.__dataclass_fields__.values()}
# What the compose file and Caddy say to each other.
OWN = {"TRACKER_SITE", "TRACKER_APP"}


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


def unit(name: str) -> list[tuple[str, str]]:
    lines = (DEPLOY / name).read_text("utf-8").splitlines()
    return [tuple(line.split("=", 1)) for line in lines if "=" in line and not line.startswith("#")]  # type: ignore[misc]


def filled(value: str) -> str:
    """A value of the compose file as it is with TRACKER_SITE set and the rest left out."""
    return re.sub(
        r"\$\{(\w+)[^}]*\}", lambda m: "tracker.example.org" if m[1] == "TRACKER_SITE" else "", value
    )


@pytest.mark.parametrize("name", ["compose.yaml", "docs/deploy.md", "Dockerfile", *(f"deploy/{f.name}" for f in DEPLOY.iterdir())])  # fmt: skip
def test_every_setting_named_is_one(name: str) -> None:
    assert set(re.findall(r"TRACKER_[A-Z_]*[A-Z]", text(name))) <= NAMES | OWN


def test_what_the_image_and_the_compose_file_set_starts() -> None:
    image = dict(re.findall(r"(TRACKER_\w+)=(\S+)", text("Dockerfile")))
    service = compose()["services"]["app"]
    given = image | {name: filled(value) for name, value in service["environment"].items()}
    settings = read_settings(given)
    assert (settings.is_practice, settings.is_https, settings.is_sign_up_open) == (True, True, False)
    assert settings.public_host == "tracker.example.org"
    database = Path(settings.database)
    assert f"data:{database.parent}" in service["volumes"]
    assert f"VOLUME {database.parent}" in text("Dockerfile")


def test_the_app_believes_caddy_alone_and_is_reached_by_it_alone() -> None:
    services, networks = compose()["services"], compose()["networks"]
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["app"]["environment"]["TRACKER_PROXY"] == proxy
    assert ip_address(proxy) in ip_network(networks["inside"]["ipam"]["config"][0]["subnet"])
    assert services["app"]["networks"] == ["inside"]
    assert "ports" not in services["app"]
    assert networks["inside"]["internal"] is True
    assert "reverse_proxy {$TRACKER_APP:127.0.0.1:8501}" in text("deploy/Caddyfile")
    assert services["proxy"]["environment"]["TRACKER_APP"] == "app:8501"
    directives = [line for line in text("deploy/Caddyfile").splitlines() if not line.strip().startswith("#")]
    assert not any("trusted_proxies" in line for line in directives), (
        "a visitor's own header would be believed"
    )
    assert not any(line.split()[:1] == ["log"] for line in directives), "paths below /s/ are secrets"


def test_the_containers_may_do_little() -> None:
    app = compose()["services"]["app"]
    assert (app["read_only"], app["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in app["security_opt"]


def test_the_image_is_of_wheels_without_builder_or_root() -> None:
    dockerfile = text("Dockerfile")
    base = re.search(r"^ARG BASE=python:(3\.\d+)-slim", dockerfile, re.MULTILINE)
    assert base is not None
    assert tuple(map(int, base[1].split("."))) >= (3, 11)
    installs = [
        line for line in dockerfile.splitlines() if "pip" in line and "install" in line and "un" not in line
    ]
    assert len(installs) == 2
    assert all(
        word in installs[0]
        for word in ("--only-binary :all:", "--no-deps --require-hashes --requirement constraints.txt")
    )
    assert all(word in installs[1] for word in ("--no-deps", "--no-build-isolation", "--editable ."))
    # Where the root is read-only, they would be sent as they are: 25 MB of them.
    assert "-m tracker.web.middleware.compressed" in dockerfile
    assert not re.search(r"apt|gcc|build-essential|curl|wget", dockerfile)
    last = dockerfile.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "pip uninstall" in last
    assert "HEALTHCHECK" in last
    assert "/healthz" in last


def test_what_is_copied_into_the_image_is_there_and_let_through() -> None:
    let_through = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    copied = [word for line in re.findall(r"^COPY (?!--)(.+)$", text("Dockerfile"), re.MULTILINE) for word in line.split()[:-1]]  # fmt: skip
    assert len(copied) > 6
    for name in copied:
        assert (PROJECT / name).exists(), name
        assert name in let_through, name
    assert text(".dockerignore").splitlines()[1] == "*", (
        "everything else stays out: history, records, secrets"
    )


def test_the_units_run_as_their_own_user_on_the_practices_database() -> None:
    settings = read_settings(dict(unit("recovery-tracker.env")))
    assert settings.is_practice
    for name in ("recovery-tracker.service", "recovery-tracker-backup.service"):
        said = dict(unit(name))
        assert said["User"] == "recovery-tracker"
        assert (said["UMask"], said["StateDirectoryMode"], said["ProtectSystem"]) == (
            "0077",
            "0700",
            "strict",
        )
        assert said["EnvironmentFile"] == "/etc/recovery-tracker.env"
        folders = [f"/var/lib/{one}" for one in said["StateDirectory"].split()]
        assert str(Path(settings.database).parent) in folders
    assert "Persistent=true" in text("deploy/recovery-tracker-backup.timer")


def commands() -> list[list[str]]:
    """Every call of our command in a recipe."""
    started = [value for name in ("recovery-tracker.service", "recovery-tracker-backup.service") for key, value in unit(name) if key == "ExecStart"]  # fmt: skip
    told = re.findall(r"^```\n(.*?)^```", text("docs/deploy.md"), re.DOTALL | re.MULTILINE)
    lines = [*started, *(line for block in told for line in block.splitlines())]
    calls = [re.search(r"recovery-tracker (?=(?:serve|account|check|backup|restore|export|import)\b)(.*)", line) for line in lines]  # fmt: skip
    return [shlex.split(call[1]) for call in calls if call]


@pytest.mark.parametrize("call", commands(), ids=" ".join)
def test_every_command_of_a_recipe_is_one(call: list[str]) -> None:
    command: Any = main
    while call and hasattr(command, "commands"):
        command = command.commands[call.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in call if word.startswith("--")} <= options


def test_the_recipes_say_what_was_run_and_what_was_not() -> None:
    told = text("docs/deploy.md")
    assert "| Caddy, `deploy/Caddyfile` |" in told
    assert "**Not** run" in told
