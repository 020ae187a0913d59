"""The only place that reads the environment: every setting, its default and what it allows."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

from platformdirs import user_cache_path, user_data_path

from tracker.errors import InvalidSetting

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MODES = ("personal", "practice")
SIGN_UP = ("open", "invite")
LONGEST_MAIL_ADDRESS = 254
# Private networks (RFC 1918), those without a router (RFC 3927), and those that providers and Tailscale share out (RFC 6598).
HOME_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")
POSTGRES = ("postgresql://", "postgres://")
NAME = "recovery-tracker"
PROJECT = Path(__file__).resolve().parent.parent


def is_checkout() -> bool:
    """Whether the app runs from its project's folder, not from where an installer put it."""
    return (PROJECT / "dashboard.py").is_file()


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """Return the folder from which relative paths count: the project's, or where it is installed the user's data folder."""
    return PROJECT if is_checkout() else user_data_path(NAME, appauthor=False)


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Return the folder of what can be made again."""
    return PROJECT / "build" if is_checkout() else user_cache_path(NAME, appauthor=False)


def setting(name: str, default: str, meaning: str, *, is_shown: bool = True) -> str:
    """Declare one setting: its environment variable, default and meaning (docs/settings.md lists them).

    One that may hold a password is not shown where settings are printed.
    """
    declared: str = field(default=default, repr=is_shown, metadata={"name": name, "meaning": meaning})
    return declared


@dataclass(frozen=True)
class MailServer:
    """A mail server: TLS from the start ("tls"), asked for ("starttls"), or none, on this machine alone ("none")."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What one installation runs with; raises InvalidSetting for a value that is not allowed."""

    mode: str = setting(
        "TRACKER_MODE",
        "personal",
        "`personal`: one person, no sign-in, this machine only. `practice`: clients and therapists with accounts.",
    )
    database: str = setting(
        "TRACKER_DATABASE",
        "data/tracker.db",
        "Path of the SQLite file, or `postgresql://user@host/database`.",
        is_shown=False,
    )
    host: str = setting(
        "TRACKER_HOST",
        "127.0.0.1",
        "Address to serve on; loopback only in personal mode, and in practice mode without an https base URL.",
    )
    port: str = setting("TRACKER_PORT", "8501", "Port to serve on, 1 to 65535.")
    base_url: str = setting(
        "TRACKER_BASE_URL",
        "",
        "Address people type in practice mode, such as `https://tracker.example.org`; https unless it is this machine.",
    )
    sign_up: str = setting(
        "TRACKER_SIGN_UP",
        "",
        "Who may make an account in practice mode: `open` (anybody) or `invite`. Left out: `open` on this machine, else `invite`.",
    )
    proxy: str = setting(
        "TRACKER_PROXY",
        "127.0.0.1",
        "Addresses or networks of the proxy in front, with commas; a visitor's address (`X-Forwarded-For`) is believed from it alone.",
    )
    secret_file: str = setting(
        "TRACKER_SECRET_FILE",
        "",
        "Practice mode: file of at least 32 random bytes that signs what lives for minutes, such as a sign-in under way; readable by its owner alone. Made at the first start when absent; left out: beside the database.",
    )
    oidc_issuer: str = setting(
        "TRACKER_OIDC_ISSUER",
        "",
        "Practice mode: https address of an OpenID Connect provider with which people may sign in too; empty: passwords only.",
    )
    oidc_client_id: str = setting(
        "TRACKER_OIDC_CLIENT_ID", "", "The name under which the provider knows this installation."
    )
    oidc_client_secret_file: str = setting(
        "TRACKER_OIDC_CLIENT_SECRET_FILE",
        "",
        "File whose first line is the secret shared with the provider; empty where it asks for none.",
    )
    oidc_label: str = setting(
        "TRACKER_OIDC_LABEL", "your organisation", "What the button calls the provider, after “Sign in with”."
    )
    practice_name: str = setting(
        "TRACKER_PRACTICE_NAME", "", "Name of the practice, shown where articles speak for it."
    )
    practice_time_zone: str = setting(
        "TRACKER_TIME_ZONE",
        "",
        "IANA zone of the practice, such as Europe/London: of its sessions in calendars, of the latest days that a link"
        " shows, and of a day where no browser says its own; empty: the phone's own, else the server's; of links the"
        " server's.",
    )
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
    questionnaires_dir: str = setting(
        "TRACKER_QUESTIONNAIRES_DIR",
        "",
        "Folder of the practice's questionnaires, FHIR R4 JSON files read at start (`docs/questionnaires.md`). Empty: none are asked.",
    )
    phone_host: str = setting(
        "TRACKER_PHONE_HOST",
        "",
        "Personal mode: this computer's address on the home network, or its name there, at which paired phones reach the app; `recovery-tracker serve --phone` and the switch on page Account find it. Empty: no other device does.",
    )
    phone_port: str = setting("TRACKER_PHONE_PORT", "8502", "Port for paired phones, 1 to 65535.")
    phone_certificate: str = setting(
        "TRACKER_PHONE_CERTIFICATE",
        "",
        "Certificate (PEM) of TRACKER_PHONE_HOST that phones know already, such as Tailscale's; left out: one by an authority of the app's own.",
    )
    phone_certificate_key: str = setting(
        "TRACKER_PHONE_CERTIFICATE_KEY", "", "The key (PEM) of TRACKER_PHONE_CERTIFICATE."
    )
    smtp: str = setting(
        "TRACKER_SMTP",
        "",
        "Mail server that reminders go by: `smtps://name@mail.example.org` (TLS from the start, port 465) or `smtp://name@mail.example.org` (STARTTLS, port 587; on this machine without), an @ in the name written %40. Empty: no mail.",
        is_shown=False,
    )
    smtp_password_file: str = setting(
        "TRACKER_SMTP_PASSWORD_FILE",
        "",
        "File whose first line is the password of that name; it may stand in the address instead, after the name and a colon.",
    )
    mail_from: str = setting(
        "TRACKER_MAIL_FROM",
        "",
        "Address that mail is from, such as reminders@example.org; needed with TRACKER_SMTP.",
    )
    reminder_services: str = setting(
        "TRACKER_REMINDER_SERVICES",
        "",
        "Practice mode: services that people may be reminded by, with commas: a kind of Apprise's with its host, such as `ntfys://ntfy.sh`, or alone where the kind has one place, such as `tgram`. Empty: none. In personal mode any.",
    )
    demo: str = setting(
        "TRACKER_DEMO", "", "`1` marks every page as showing invented data; `make demo` sets it."
    )

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise InvalidSetting(
                "TRACKER_MODE", "it must be personal or practice", "Leave it out for personal."
            )
        if self.sign_up not in ("", *SIGN_UP):
            raise InvalidSetting(
                "TRACKER_SIGN_UP", "it must be open or invite", "Leave it out for the safe default."
            )
        _refuse_wrong_port("TRACKER_PORT", self.port, "The default is 8501.")
        if self.base_url:
            _checked_base_url(self.base_url)
        refuse_unsafe_address(self, "TRACKER_HOST", self.host)
        self._check_proxy()
        self._check_oidc()
        self._check_database()
        self._check_phone()
        self._check_reminders()
        self._check_what_is_shown()

    def _check_database(self) -> None:
        if self.is_postgres:
            _refuse_wrong_url(self.database)
            return
        unknown_home = os.path.expanduser(self.database).startswith("~")  # noqa: PTH111  Path raises instead
        if "://" in self.database or not self.database or unknown_home:
            raise InvalidSetting(
                "TRACKER_DATABASE",
                "it must be the path of an SQLite file or start with postgresql://",
                "The default is data/tracker.db.",
            )

    def _check_phone(self) -> None:
        _refuse_wrong_port("TRACKER_PHONE_PORT", self.phone_port, "The default is 8502.")
        if bool(self.phone_certificate) != bool(self.phone_certificate_key):
            missing = (
                "TRACKER_PHONE_CERTIFICATE" if self.phone_certificate_key else "TRACKER_PHONE_CERTIFICATE_KEY"
            )
            raise InvalidSetting(
                missing, "certificate and key go together", "Set both, or leave both out for the app's own."
            )
        if not self.phone_host:
            return
        if self.is_practice:
            raise InvalidSetting(
                "TRACKER_PHONE_HOST",
                "it is for personal mode",
                "In practice mode phones sign in at TRACKER_BASE_URL.",
            )
        if not _is_at_home(self.phone_host):
            raise InvalidSetting(
                "TRACKER_PHONE_HOST",
                "it must be an address of a private network, or a name in small letters",
                "For example 192.168.1.20.",
            )
        is_name = self.phone_host[-1].isalpha()
        if is_name and not (self.phone_host.endswith(".local") or self.phone_certificate):
            raise InvalidSetting(
                "TRACKER_PHONE_HOST",
                "for a name that does not end in .local the app makes no certificate",
                "Set TRACKER_PHONE_CERTIFICATE and its key, or give this computer's address.",
            )

    def _check_reminders(self) -> None:
        if bool(self.smtp) != bool(self.mail_from):
            missing = "TRACKER_MAIL_FROM" if self.smtp else "TRACKER_SMTP"
            raise InvalidSetting(
                missing, "mail server and sender go together", "Set both, or leave both out."
            )
        _ = self.mail_server
        if self.mail_from and not is_mail_address(self.mail_from):
            raise InvalidSetting(
                "TRACKER_MAIL_FROM", "it must be an e-mail address", "For example reminders@example.org."
            )
        for service in self.allowed_services:
            if not re.fullmatch(r"[a-z][a-z0-9]*(://[a-z0-9.-]+(:[0-9]{1,5})?)?", service):
                raise InvalidSetting(
                    "TRACKER_REMINDER_SERVICES",
                    "it must be kinds, or kinds with hosts in small letters, with commas between them",
                    "For example ntfys://ntfy.sh, tgram.",
                )

    def _check_proxy(self) -> None:
        try:
            for part in self.proxy.split(","):
                ip_network(part.strip())
        except ValueError:
            raise InvalidSetting(
                "TRACKER_PROXY",
                "it must be addresses or networks, with commas between them",
                "For example 127.0.0.1 or 172.30.0.0/24.",
            ) from None

    def _check_oidc(self) -> None:
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            missing = "TRACKER_OIDC_CLIENT_ID" if self.oidc_issuer else "TRACKER_OIDC_ISSUER"
            raise InvalidSetting(
                missing, "issuer and client id go together", "Set both, or leave both out for passwords only."
            )
        if self.oidc_issuer and not is_safe_address(self.oidc_issuer):
            raise InvalidSetting(
                "TRACKER_OIDC_ISSUER", "it must be an https address", "For example https://login.example.org."
            )
        if not 1 <= len(self.oidc_label) <= 40 or not self.oidc_label.isprintable():
            raise InvalidSetting(
                "TRACKER_OIDC_LABEL", "it must have 1 to 40 characters", "For example Example Health."
            )

    def _check_what_is_shown(self) -> None:
        if not re.fullmatch(r"[0-9]{3,15}", self.emergency_number):
            raise InvalidSetting(
                "TRACKER_EMERGENCY_NUMBER", "it must be 3 to 15 digits", "For example 999, 112 or 111."
            )
        if self.booking_url and not re.fullmatch(r"https://[^\s\"'<>]+", self.booking_url):
            raise InvalidSetting(
                "TRACKER_BOOKING_URL", "it must start with https://", "Leave it out to hide the link."
            )
        if self.practice_time_zone and self.practice_time_zone not in available_timezones():
            raise InvalidSetting(
                "TRACKER_TIME_ZONE", "it must be a zone of the IANA database", "For example Europe/London."
            )
        if self.articles_folder and not self.articles_folder.is_dir():
            raise InvalidSetting(
                "TRACKER_ARTICLES_DIR", "it must be a folder that exists", "Leave it out for our articles."
            )
        if self.questionnaires_folder and not self.questionnaires_folder.is_dir():
            raise InvalidSetting(
                "TRACKER_QUESTIONNAIRES_DIR", "it must be a folder that exists", "Leave it out to ask none."
            )
        if self.demo not in ("", "0", "1"):
            raise InvalidSetting("TRACKER_DEMO", "it must be 1 or 0", "Leave it out outside a demonstration.")

    @property
    def is_practice(self) -> bool:
        """Whether people sign in."""
        return self.mode == "practice"

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it by https."""
        return self.base_url.startswith("https://")

    @property
    def public_host(self) -> str | None:
        """The host, with a port where one is written, that browsers must ask for; None for this machine's names."""
        return _checked_base_url(self.base_url).netloc if self.base_url else None

    @property
    def is_sign_up_open(self) -> bool:
        """Whether anybody may make an account."""
        return self.sign_up == "open" or (
            not self.sign_up and _is_here(self.base_url) and self.host in LOOPBACK
        )

    @property
    def is_postgres(self) -> bool:
        """Whether the database is a PostgreSQL server's."""
        return self.database.startswith(POSTGRES)

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return _from_data_folder(self.database)

    @property
    def secret_path(self) -> Path:
        """The file of the signing secret."""
        if self.secret_file:
            return _from_data_folder(self.secret_file)
        if self.is_postgres:
            return data_folder() / "data" / "secret"
        return self.database_path.with_name(f"{self.database_path.name}-secret")

    @property
    def has_oidc(self) -> bool:
        """Whether people may sign in with a provider."""
        return self.is_practice and bool(self.oidc_issuer)

    @property
    def oidc_client_secret_path(self) -> Path | None:
        """The file of the secret shared with the provider, if any."""
        return _from_data_folder(self.oidc_client_secret_file) if self.oidc_client_secret_file else None

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server, if any; raises InvalidSetting."""
        return _mail_server(self.smtp) if self.smtp else None

    @property
    def smtp_password_path(self) -> Path | None:
        """The file of the mail server's password, if any."""
        return _from_data_folder(self.smtp_password_file) if self.smtp_password_file else None

    @property
    def allowed_services(self) -> tuple[str, ...]:
        """The services that people in practice mode may be reminded by: kinds, or kinds with a host."""
        return tuple(service.strip() for service in self.reminder_services.split(",") if service.strip())

    @property
    def offers_reminders(self) -> bool:
        """Whether there is any way to send a reminder."""
        return bool(self.smtp or self.allowed_services) or not self.is_practice

    @property
    def phone_folder(self) -> Path:
        """The folder of the certificates that the app makes for phones."""
        if self.is_postgres:
            return data_folder() / "data" / "phone"
        return self.database_path.with_name(f"{self.database_path.name}-phone")

    @property
    def phone_certificate_paths(self) -> tuple[Path, Path] | None:
        """The files of the certificate and key that phones know already, if any."""
        if not self.phone_certificate:
            return None
        return _from_data_folder(self.phone_certificate), _from_data_folder(self.phone_certificate_key)

    @property
    def database_place(self) -> Path | str:
        """Where the database is: the SQLite file, or the URL of PostgreSQL (it may hold a password)."""
        return self.database if self.is_postgres else self.database_path

    @property
    def articles_folder(self) -> Path | None:
        """The practice's own articles, if any."""
        return _from_data_folder(self.articles_dir) if self.articles_dir else None

    @property
    def questionnaires_folder(self) -> Path | None:
        """The practice's questionnaires, if any."""
        return _from_data_folder(self.questionnaires_dir) if self.questionnaires_dir else None

    @property
    def is_demo(self) -> bool:
        """Whether what is shown is invented."""
        return self.demo == "1"


def _from_data_folder(written: str) -> Path:
    """Return a path as it is written, a relative one in the data folder, whatever the working directory."""
    return data_folder() / Path(written).expanduser()


def refuse_unsafe_address(settings: Settings, name: str, address: str | None) -> None:
    """Refuse to serve where records could be read on their way, or without a sign-in; raises InvalidSetting."""
    if not settings.is_practice and (address not in LOOPBACK or not _is_here(settings.base_url)):
        raise InvalidSetting(
            name if address not in LOOPBACK else "TRACKER_BASE_URL",
            "personal mode has no sign-in, so it serves only this machine (127.0.0.1, ::1 or localhost), "
            f"not {(address if address not in LOOPBACK else settings.base_url) or 'every address'}",
            "Leave it out to serve on http://127.0.0.1:8501.",
        )
    if address not in LOOPBACK and not settings.is_https:
        raise InvalidSetting(
            name,
            f"records would travel unencrypted on {address or 'every address'}",
            "Set TRACKER_BASE_URL to the https address of a proxy in front, or serve on 127.0.0.1.",
        )


def _is_at_home(host: str) -> bool:
    """Whether a host is an address that the internet does not lead to, or may be a name of one."""
    try:
        address = ip_address(host)
    except ValueError:
        return re.fullmatch(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+", host) is not None and not host[-1].isdigit()
    return any(address in ip_network(network) for network in HOME_NETWORKS)


def is_mail_address(address: str) -> bool:
    """Whether words are one plain e-mail address: nothing that could end a header or name a second one."""
    name, _, domain = address.rpartition("@")
    return (
        len(address) <= LONGEST_MAIL_ADDRESS
        and re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}", name) is not None
        and re.fullmatch(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", domain) is not None
    )


def _mail_server(url: str) -> MailServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not is_bare or re.search(r"\s", url):
        # The address itself is not quoted: it may hold a password.
        raise InvalidSetting(
            "TRACKER_SMTP",
            "it must be smtps:// or smtp:// with a host",
            "For example smtps://name@mail.example.org.",
        )
    is_here = parts.hostname in LOOPBACK
    tls, usual_port = (
        ("tls", 465) if parts.scheme == "smtps" else ("none", 25) if is_here else ("starttls", 587)
    )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port or usual_port, tls, user, password)


def is_safe_address(url: str) -> bool:
    """Whether what travels to an address is encrypted, or stays on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment
    return is_plain and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the environment, empty values counting as left out; raises InvalidSetting."""
    field_of = {str(f.metadata["name"]): f.name for f in fields(Settings)}
    return Settings(
        **{field_of[name]: value for name, value in environment.items() if name in field_of and value}
    )


def _refuse_wrong_port(setting: str, port: str, default: str) -> None:
    if not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535):
        raise InvalidSetting(setting, "it must be a whole number from 1 to 65535", default)


def _refuse_wrong_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_right = bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_right = False
    if not is_right or re.search(r"\s", url):
        # The URL itself is not quoted: it may hold a password.
        raise InvalidSetting(
            "TRACKER_DATABASE",
            "a PostgreSQL URL names a host and a database",
            "For example postgresql://tracker@db.example.org/tracker.",
        )


def _checked_base_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine, parts = False, urlsplit("")
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    is_written_plainly = url == url.lower() and re.fullmatch(r"[a-z0-9.:\[\]-]+", parts.netloc) is not None
    if not (port_is_fine and is_bare and is_written_plainly and parts.scheme in ("https", "http")):
        raise InvalidSetting(
            "TRACKER_BASE_URL",
            "it must be an address in small letters without a path",
            "For example https://tracker.example.org.",
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise InvalidSetting(
            "TRACKER_BASE_URL",
            "records and passwords would travel unencrypted over http",
            "Put a proxy with a certificate in front and give its https address.",
        )
    return parts


def _is_here(base_url: str) -> bool:
    return not base_url or _checked_base_url(base_url).hostname in LOOPBACK
