"""The places of the app: every page's address, name and icon, and who is shown which."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.client import Role
from tracker.domain.rights import RIGHTS, Right
from tracker.settings import Settings


@dataclass(frozen=True)
class Place:
    """One page: its address, its name, and the name of its Material icon."""

    path: str
    name: str
    icon: str


CHECK_IN = Place("check-in", "Check-in", "add_circle")
PROGRESS = Place("progress", "Progress", "trending_up")
MASSAGE = Place("massage", "Massage", "spa")
FLEXIBILITY = Place("flexibility", "Flexibility", "accessibility_new")
LEARN = Place("learn", "Learn", "menu_book")
WARNING_SIGNS = Place("warning-signs", "Warning signs", "health_and_safety")
HISTORY = Place("history", "History", "history")
SHARE = Place("share", "Share", "share")
EVENTS = Place("events", "Events", "event")
MEDICINES = Place("medicines", "Medicines", "medication")
FAIR_TRY = Place("fair-try", "Fair try", "casino")
QUESTIONNAIRES = Place("questionnaires", "Questionnaires", "quiz")
PLAN = Place("plan", "Home plan", "assignment")
CLIENTS = Place("clients", "Clients", "groups")
ACCOUNTS = Place("accounts", "Accounts", "manage_accounts")
ACCOUNT = Place("account", "Account", "person")
PLACES = (
    CHECK_IN,
    PROGRESS,
    MASSAGE,
    FLEXIBILITY,
    LEARN,
    WARNING_SIGNS,
    HISTORY,
    SHARE,
    EVENTS,
    MEDICINES,
    FAIR_TRY,
    QUESTIONNAIRES,
    PLAN,
    CLIENTS,
    ACCOUNTS,
    ACCOUNT,
)


@dataclass(frozen=True)
class Shown:
    """The places one visitor sees: the tabs, the corner, and those that other pages lead to."""

    tabs: tuple[Place, ...]
    corner: tuple[Place, ...]
    linked: tuple[Place, ...] = ()

    @property
    def home(self) -> Place:
        """The place that opens first."""
        return self.tabs[0]


def shown_to(
    role: Role,
    *,
    has_record: bool,
    is_read_only: bool,
    can_log_massages: bool = False,
    has_questionnaires: bool = False,
) -> Shown:
    """Return the places of a visitor: a client's own, a shared record's, or a therapist's and owner's list."""
    if has_record and not is_read_only:
        return Shown(
            (CHECK_IN, PROGRESS, MASSAGE, FLEXIBILITY, LEARN),
            (WARNING_SIGNS, HISTORY, SHARE, ACCOUNT),
            (EVENTS, MEDICINES, FAIR_TRY, *((QUESTIONNAIRES,) if has_questionnaires else ())),
        )
    if Right.KEEP_LINKS in RIGHTS[role] and has_record:
        tabs = (PROGRESS, HISTORY, PLAN, WARNING_SIGNS, LEARN)
        linked = (FAIR_TRY, *((MASSAGE,) if can_log_massages else ()))
        return Shown(tabs, (CLIENTS, ACCOUNT), linked)
    if has_record:
        return Shown((PROGRESS, HISTORY, WARNING_SIGNS, LEARN), ())
    if Right.MANAGE_ACCOUNTS in RIGHTS[role]:
        return Shown((CLIENTS, ACCOUNTS, LEARN), (ACCOUNT,))
    return Shown((CLIENTS, LEARN), (ACCOUNT,))


def day_address(day: date) -> str:
    """Return the address of the entries of one day."""
    return f"/{HISTORY.path}?day={day.isoformat()}"


def address(settings: Settings) -> str:
    """Return the address that people type, without a slash at its end."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.base_url.rstrip("/") or f"http://{host}:{settings.port}"


def phone_address(settings: Settings) -> str:
    """Return the address at which paired phones reach a personal installation, without a slash at its end."""
    return f"https://{settings.phone_host}:{settings.phone_port}"


def address_elsewhere(settings: Settings) -> str:
    """Return the address that other devices and programs reach, as far as any does."""
    return phone_address(settings) if settings.phone_host else address(settings)
