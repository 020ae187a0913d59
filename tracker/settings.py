"""The only place that reads the environment: every setting, its default and what it allows."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from tracker.errors import InvalidSetting

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MODES = ("personal", "practice")
PROJECT = Path(__file__).resolve().parent.parent


def setting(name: str, default: str, meaning: str) -> str:
    """Declare one setting: its environment variable, default and meaning (docs/settings.md lists them)."""
    declared: str = field(default=default, metadata={"name": name, "meaning": meaning})
    return declared


@dataclass(frozen=True)
class Settings:
    """What one installation runs with; raises InvalidSetting for a value that is not allowed."""

    mode: str = setting(
        "TRACKER_MODE",
        "personal",
        "`personal`: one person, no sign-in, this machine only. `practice` is not built yet.",
    )
    database: str = setting("TRACKER_DATABASE", "data/tracker.db", "Path of the SQLite file.")
    host: str = setting("TRACKER_HOST", "127.0.0.1", "Address to serve on; loopback only in personal mode.")
    port: str = setting("TRACKER_PORT", "8501", "Port to serve on, 1 to 65535.")
    booking_url: str = setting(
        "TRACKER_BOOKING_URL", "", 'https address behind "Book a massage"; empty hides it.'
    )
    emergency_number: str = setting(
        "TRACKER_EMERGENCY_NUMBER", "999", "Number the warning signs tell people to call: 3 to 15 digits."
    )
    articles_dir: str = setting(
        "TRACKER_ARTICLES_DIR",
        "",
        "Folder of the practice's own Markdown articles, replacing or adding to ours.",
    )
    demo: str = setting(
        "TRACKER_DEMO", "", "`1` marks every page as showing invented data; `make demo` sets it."
    )

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise InvalidSetting(
                "TRACKER_MODE", "it must be personal or practice", "Leave it out for personal."
            )
        if self.mode == "practice":
            raise InvalidSetting(
                "TRACKER_MODE",
                "practice mode needs accounts, which this version does not have yet",
                "Leave it out to run in personal mode on this machine.",
            )
        if self.host not in LOOPBACK:
            raise InvalidSetting(
                "TRACKER_HOST",
                f"personal mode has no sign-in, so it serves only this machine (127.0.0.1, ::1 or localhost), not {self.host}",
                "Leave it out to serve on http://127.0.0.1:8501.",
            )
        if not (re.fullmatch(r"[0-9]{1,5}", self.port) and 1 <= int(self.port) <= 65535):
            raise InvalidSetting(
                "TRACKER_PORT", "it must be a whole number from 1 to 65535", "The default is 8501."
            )
        unknown_home = os.path.expanduser(self.database).startswith("~")  # noqa: PTH111  Path raises instead
        if "://" in self.database or not self.database or unknown_home:
            raise InvalidSetting(
                "TRACKER_DATABASE", "it must be the path of an SQLite file", "The default is data/tracker.db."
            )
        if not re.fullmatch(r"[0-9]{3,15}", self.emergency_number):
            raise InvalidSetting(
                "TRACKER_EMERGENCY_NUMBER", "it must be 3 to 15 digits", "For example 999, 112 or 111."
            )
        if self.booking_url and not re.fullmatch(r"https://[^\s\"'<>]+", self.booking_url):
            raise InvalidSetting(
                "TRACKER_BOOKING_URL", "it must start with https://", "Leave it out to hide the link."
            )
        if self.articles_dir and not Path(self.articles_dir).is_dir():
            raise InvalidSetting(
                "TRACKER_ARTICLES_DIR", "it must be a folder that exists", "Leave it out for our articles."
            )
        if self.demo not in ("", "0", "1"):
            raise InvalidSetting("TRACKER_DEMO", "it must be 1 or 0", "Leave it out outside a demonstration.")

    @property
    def database_path(self) -> Path:
        """The SQLite file; a relative path counts from the project's folder, whatever the working directory."""
        path = Path(self.database).expanduser()
        return path if path.is_absolute() else PROJECT / path

    @property
    def articles_folder(self) -> Path | None:
        """The practice's own articles, if any."""
        return Path(self.articles_dir) if self.articles_dir else None

    @property
    def is_demo(self) -> bool:
        """Whether what is shown is invented."""
        return self.demo == "1"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the environment, empty values counting as left out; raises InvalidSetting."""
    known = {str(f.metadata["name"]): f.name for f in fields(Settings)}
    return Settings(**{known[name]: value for name, value in environment.items() if name in known and value})
