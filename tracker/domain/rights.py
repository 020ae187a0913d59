"""Who may do what: every rule about a role, an account or a link. docs/security.md shows the table; a test compares them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from tracker.domain.account import Account
from tracker.domain.client import Actor, Role
from tracker.domain.share_link import ShareLink


class Right(StrEnum):
    """What somebody may do, in the words of the table."""

    COME_IN = "sign in, sign up (with an invitation, or where it is open), open a share link"
    OWN_RECORD = "read and write their own record; make and end links; see who looked; erase everything"
    READ_SHARED = "read what the link names (fields, dates), until it ends"
    KEEP_LINKS = "the same for links they keep; write a home plan and comments there, and log massage sessions and propose fair tries where the link lets them"
    INVITE_CLIENTS = "invite clients"
    MANAGE_ACCOUNTS = "see, disable and invite accounts, make recovery codes"
    EVERYTHING = "everything: whoever has the machine has the database"


RIGHTS: Mapping[Role, tuple[Right, ...]] = {
    Role.NOBODY: (Right.COME_IN,),
    Role.CLIENT: (Right.OWN_RECORD,),
    Role.HOLDER: (Right.READ_SHARED,),
    Role.THERAPIST: (Right.KEEP_LINKS, Right.INVITE_CLIENTS),
    # An owner who treats clients keeps their links as any therapist does: a practice of one person is one account.
    Role.OWNER: (Right.KEEP_LINKS, Right.INVITE_CLIENTS, Right.MANAGE_ACCOUNTS),
    Role.OPERATOR: (Right.EVERYTHING,),
}


def may(person: Actor | Account, right: Right) -> bool:
    """Whether somebody's role has a right."""
    return right in RIGHTS[person.role]


def is_operator(actor: Actor) -> bool:
    """Whether this is the person at the machine's command line."""
    return may(actor, Right.EVERYTHING)


def record_id_of(account: Account) -> str | None:
    """Return the id of an account's own record; None for who keeps none."""
    return account.account_id if may(account, Right.OWN_RECORD) else None


def owns(actor: Actor, client_id: str) -> bool:
    """Whether a record is the actor's own."""
    return may(actor, Right.OWN_RECORD) and actor.account_id == client_id


def may_decide(actor: Actor, client_id: str) -> bool:
    """Whether an actor decides about a record: what is shared of it, who sees who looked."""
    return owns(actor, client_id) or is_operator(actor)


def may_erase(actor: Actor, account_id: str) -> bool:
    """Whether an actor may erase an account, or turn its second factor off."""
    return actor.account_id == account_id or is_operator(actor)


def may_manage_accounts(actor: Actor) -> bool:
    """Whether an actor may list, disable and enable accounts, and make recovery codes."""
    return may(actor, Right.MANAGE_ACCOUNTS) or is_operator(actor)


def may_invite(actor: Actor, role: str | None) -> bool:
    """Whether an actor may make an invitation for a role."""
    return may_manage_accounts(actor) or (role == Role.CLIENT and may(actor, Right.INVITE_CLIENTS))


def may_read_shared(actor: Actor, client_id: str, share: ShareLink, now: datetime) -> bool:
    """Whether a link lets an actor read a client's record at an instant."""
    holds = may(actor, Right.READ_SHARED) and actor.account_id == share.share_id
    may_now = (holds and share.is_open_to_holder(now)) or (keeps(actor, share) and share.is_open(now))
    return may_now and share.client_id == client_id


def keeps(person: Actor | Account, share: ShareLink) -> bool:
    """Whether a link is in this person's caseload."""
    return may(person, Right.KEEP_LINKS) and person.account_id == share.kept_by


def may_log_massages(actor: Actor, share: ShareLink) -> bool:
    """Whether an actor may log the massage sessions they gave into the record of a link."""
    return keeps(actor, share) and share.may_log_massages


def may_keep(account: Account | None, share: ShareLink) -> bool:
    """Whether a link may be put into a caseload by an account, or by one that is still to sign in."""
    is_free = share.may_be_kept and share.kept_by is None
    return is_free and (account is None or may(account, Right.KEEP_LINKS))
