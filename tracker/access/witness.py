"""Who has seen my record: the audit's lines of one client, in words they can read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.access.accounts import name_of
from tracker.access.sharing import OPENED
from tracker.domain.client import Actor, Role
from tracker.domain.rights import may_decide
from tracker.errors import AccessRefused
from tracker.store.audit import AuditLine
from tracker.store.schema.tables import instant_from
from tracker.store.store import Store

LOOKED = "record opened"
# What lets somebody read; the rest is what the client or the practice did around it.
SEEING = (OPENED, LOOKED, "share kept")
WORDS = {
    OPENED: "opened your record with a link",
    LOOKED: "looked at your record",
    "share kept": "put your record on their list of clients",
    "share let go": "took your record off their list of clients",
    "share made": "made a link",
    "share revoked": "ended a link",
    "share refused": "tried to use a link that does not work (any more)",
    "share passphrase refused": "gave a wrong passphrase for a link",
    "share guesses stopped": "guessed at the passphrase of a link and was stopped",
    "consent given": "agreed to how your data is used",
    "consent withdrawn": "withdrew the agreement; every link ended",
    "home plan changed": "changed your home plan",
    "remark written": "wrote to you",
    "questionnaire put off": "put a questionnaire off",
    "massage session logged": "logged a massage session for you",
    "massage session taken back": "took back a massage session logged for you",
    "massage session agreed": "agreed to a massage session logged for you",
    "fair try proposed": "proposed a fair try",
    "fair try begun": "began a fair try",
    "fair try ended": "ended a fair try",
    "signed in": "signed in",
    "sign-in refused": "tried to sign in with your name and was refused",
    "signed out everywhere": "signed out everywhere",
    "backup code used": "signed in with a backup code",
    "password changed": "set a new password",
    "identity linked": "let you sign in with a provider",
    "identity unlinked": "ended signing in with a provider",
    "recovery made": "made a recovery code for you",
    "account made": "made your account",
    "account disabled": "closed your account",
    "account enabled": "opened your account again",
    "archive brought in": "brought an archive in",
    "device paired": "paired a phone",
    "device ended": "ended a phone's pairing",
    "token made": "made a token for another program",
    "token ended": "ended a program's token",
    "read with a token": "read your record with a program's token",
    "calendar address ended": "ended the address of your calendar",
    "calendar address made": "made an address for your calendar",
}


@dataclass(frozen=True)
class AuditEvent:
    """One line: when (UTC), who, what they did, and whether it let them read the record."""

    at: datetime
    who: str
    did: str
    is_seeing: bool


def audit_events(
    store: Store, actor: Actor, client_id: str, actions: Iterable[str] = (), most: int | None = None
) -> tuple[AuditEvent, ...]:
    """Return what happened around a client's record, latest first, for the client alone; raises AccessRefused.

    Of some actions, or the latest so many: who holds a link decides how many there are.
    """
    if not may_decide(actor, client_id):
        raise AccessRefused
    labels = {share.share_id: share.label for share in store.shares.all(client_id)}
    lines = store.audit.of_client(client_id, actions, most)
    of_each = {line.actor_id: line for line in lines}
    names = {actor_id: _who(store, client_id, line, labels) for actor_id, line in of_each.items()}
    return tuple(
        AuditEvent(
            instant_from(line.at),
            names[line.actor_id],
            WORDS.get(line.action, line.action),
            line.action in SEEING,
        )
        for line in lines
    )


def share_openings(store: Store, client_id: str) -> dict[str, tuple[datetime, ...]]:
    """Return when each link was opened or, by who keeps it, looked at: instants by share id, latest first."""
    openings: defaultdict[str, list[datetime]] = defaultdict(list)
    for line in store.audit.of_client(client_id, (OPENED, LOOKED)):
        is_keeper = line.action == LOOKED and line.actor_role != Role.HOLDER
        if (line.action == OPENED or is_keeper) and line.detail:
            openings[line.detail].append(instant_from(line.at))
    return {share_id: tuple(instants) for share_id, instants in openings.items()}


def _who(store: Store, client_id: str, line: AuditLine, labels: dict[str, str | None]) -> str:
    if line.actor_id == client_id:
        return "You"
    if line.actor_role == Role.HOLDER:
        label = labels.get(line.actor_id)
        return f"Who holds the link “{label}”" if label else "Who holds a link"
    if line.actor_role == Role.OPERATOR:
        return "The person who runs this installation"
    if line.actor_role == Role.NOBODY:
        return "Somebody unknown"
    return name_of(store, line.actor_id)
