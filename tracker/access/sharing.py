"""Sharing: making, opening, keeping and ending share links, and the consent they rest on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker import clock
from tracker.access import passwords
from tracker.access.sessions import begin_session
from tracker.access.sign_in import HOUR, NOBODY, actor_of
from tracker.access.tokens import new_token, token_hash
from tracker.access.tries import tries_of
from tracker.domain import limits
from tracker.domain.account import Account
from tracker.domain.client import Actor, Role
from tracker.domain.entry import new_entry_id
from tracker.domain.rights import Right, may, may_decide
from tracker.domain.share_link import QUESTION_CHARACTERS, ShareLink
from tracker.errors import AccessRefused, ConsentMissing, ShareGone, TooManyAttempts
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

CONSENT_VERSION = "2026-11"
OPENED, REFUSED = "share opened", "share refused"
ONE_OPENING = timedelta(minutes=1)
GUESSES_PER_ADDRESS, GUESSES_PER_LINK = 60, 10


@dataclass(frozen=True)
class NewShare:
    """A share link just made, with its token, which is told once."""

    share: ShareLink
    token: str


def needs_consent(store: Store, client_id: str) -> bool:
    """Whether the client has yet to consent to the present text."""
    return store.consents.version(client_id) != CONSENT_VERSION


@one_transaction
def consent(store: Store, actor: Actor, client_id: str) -> None:
    """Keep the client's consent to the present text; raises AccessRefused for anybody but the client."""
    _refuse_others(actor, client_id)
    store.consents.give(client_id, new_entry_id(), CONSENT_VERSION, clock.utc_now())
    store.audit.note(actor, "consent given", clock.utc_now(), client_id, CONSENT_VERSION)


@one_transaction
def withdraw_consent(store: Store, actor: Actor, client_id: str) -> None:
    """Withdraw consent: every link ends at once. Raises AccessRefused for anybody but the client."""
    _refuse_others(actor, client_id)
    end_what_was_shared(store, actor, client_id)
    store.consents.withdraw(client_id, clock.utc_now())
    store.audit.note(actor, "consent withdrawn", clock.utc_now(), client_id)


@one_transaction
def end_what_was_shared(store: Store, actor: Actor, client_id: str) -> None:
    """End every link of a client with its sessions, the calendar's address, reminders and programs' tokens."""
    for share in store.shares.all(client_id):
        _end_share(store, actor, client_id, share.share_id)
    if store.calendar.end_feed(client_id):
        store.audit.note(actor, "calendar address ended", clock.utc_now(), client_id)
    if store.notices.end(client_id):
        store.audit.note(actor, "reminders ended", clock.utc_now(), client_id)
    for token in store.api_tokens.all(client_id):
        store.api_tokens.end(client_id, token.token_id)
        store.audit.note(actor, "token ended", clock.utc_now(), client_id, token.token_id)


def make_share(store: Store, actor: Actor, share: ShareLink, passphrase: str = "") -> NewShare:
    """Keep a new share link and return its token; raises AccessRefused, ConsentMissing or InvalidEntry."""
    _refuse_others(actor, share.client_id)
    token = new_token()
    if passphrase:
        hashed = passwords.hash_of(passphrase, share.share_id, "passphrase")
        share = replace(share, passphrase_hash=hashed)
    _keep_new_share(store, actor, share, token)
    return NewShare(share, token)


@one_transaction
def _keep_new_share(store: Store, actor: Actor, share: ShareLink, token: str) -> None:
    # Asked in its turn, so that no link is made while consent is being withdrawn or the account closed.
    store.take_turns(share.client_id)
    if needs_consent(store, share.client_id):
        raise ConsentMissing
    if store.accounts.is_closed(share.client_id):
        raise AccessRefused
    store.shares.add(share, token_hash(token))
    store.audit.note(actor, "share made", clock.utc_now(), share.client_id, share.share_id)


def share_on_offer(store: Store, token: str, address: str) -> ShareLink:
    """Return the link of a token, without opening or spending anything; raises ShareGone for every kind of no."""
    now, bucket = clock.utc_now(), f"share address {address}"
    if store.attempts.count(bucket, now) >= GUESSES_PER_ADDRESS:
        raise TooManyAttempts
    share = store.shares.of_token(token_hash(token))
    if share is None or not _can_open(share, now):
        _count_refused(store, share, bucket)
        raise ShareGone
    return share


@one_transaction
def _count_refused(store: Store, share: ShareLink | None, bucket: str) -> None:
    now = clock.utc_now()
    if store.attempts.add(bucket, now, now + HOUR) == GUESSES_PER_ADDRESS:
        store.audit.note(NOBODY, "link guesses stopped", now)
    if share is not None:
        store.audit.note(NOBODY, REFUSED, now, share.client_id, share.share_id)


def open_share(store: Store, token: str, address: str, passphrase: str = "") -> str:
    """Open a link: spend a view, begin a read-only session and return its token; raises ShareGone."""
    share = share_on_offer(store, token, address)
    if share.passphrase_hash:
        _prove_passphrase(store, share, passphrase)
    session_token = _spend_view(store, share)
    if session_token is None:
        raise ShareGone
    return session_token


@one_transaction
def _spend_view(store: Store, share: ShareLink) -> str | None:
    now = clock.utc_now()
    if not store.shares.open(share.client_id, share.share_id, now):
        store.audit.note(NOBODY, REFUSED, now, share.client_id, share.share_id)
        return None
    holder = holder_of(share)
    # Whoever holds a link may open it as often as they like: the audit grows by a line a minute of it at most.
    if not store.audit.has_noted(holder, OPENED, now - ONE_OPENING, share.client_id, share.share_id, now):
        store.audit.note(holder, OPENED, now, share.client_id, share.share_id)
    return begin_session(store, share_id=share.share_id)


def holder_of(share: ShareLink) -> Actor:
    """Return the actor that the holder of a link is."""
    return Actor(share.share_id, Role.HOLDER)


def keep_share(store: Store, therapist: Account, share: ShareLink) -> None:
    """Put an open link into a therapist's caseload, where it stays until either of them ends it.

    Raises AccessRefused for another role, ShareGone when the client did not say that it may be kept, the link ended
    or another therapist keeps it.
    """
    if not may(therapist, Right.KEEP_LINKS):
        raise AccessRefused
    if not _keep_share(store, therapist, share):
        raise ShareGone


@one_transaction
def _keep_share(store: Store, therapist: Account, share: ShareLink) -> bool:
    now = clock.utc_now()
    is_kept = store.shares.keep(share.client_id, share.share_id, therapist.account_id, now)
    action = "share kept" if is_kept else REFUSED
    store.audit.note(actor_of(therapist), action, now, share.client_id, share.share_id)
    return is_kept


@one_transaction
def let_go(store: Store, therapist: Account, share: ShareLink) -> None:
    """Take a link out of a therapist's caseload; it then ends when it would have ended."""
    if store.shares.let_go(share.client_id, share.share_id, therapist.account_id):
        store.audit.note(
            actor_of(therapist), "share let go", clock.utc_now(), share.client_id, share.share_id
        )


def ask_in_share(store: Store, actor: Actor, client_id: str, share_id: str, questions: str) -> None:
    """Keep what the client wants to ask the readers of a link; raises AccessRefused or InvalidEntry."""
    _refuse_others(actor, client_id)
    store.shares.ask(client_id, share_id, limits.text("questions", questions, QUESTION_CHARACTERS))


def revoke(store: Store, actor: Actor, client_id: str, share_id: str) -> bool:
    """End a link with every session it opened; return whether it stood. Raises AccessRefused."""
    _refuse_others(actor, client_id)
    return _end_share(store, actor, client_id, share_id)


@one_transaction
def _end_share(store: Store, actor: Actor, client_id: str, share_id: str) -> bool:
    stood = store.shares.revoke(client_id, share_id, clock.utc_now())
    store.sessions.end_of_share(share_id)
    if stood:
        store.audit.note(actor, "share revoked", clock.utc_now(), client_id, share_id)
    return stood


def _refuse_others(actor: Actor, client_id: str) -> None:
    if not may_decide(actor, client_id):
        raise AccessRefused


def _can_open(share: ShareLink, now: datetime) -> bool:
    return share.is_open_to_holder(now) and not share.is_used_up


def _prove_passphrase(store: Store, share: ShareLink, passphrase: str) -> None:
    """Refuse a wrong passphrase, and count it; raises ShareGone or TooManyAttempts."""
    bucket = f"share passphrase {share.share_id}"
    with tries_of(store).one_more([(bucket, GUESSES_PER_LINK)]) as commit:
        if passwords.matches(passphrase, share.passphrase_hash):
            return

        def count_wrong() -> None:
            now = clock.utc_now()
            is_last = store.attempts.add(bucket, now, now + HOUR) >= GUESSES_PER_LINK
            action = "share guesses stopped" if is_last else "share passphrase refused"
            store.audit.note(NOBODY, action, now, share.client_id, share.share_id)

        commit(count_wrong, [bucket])
    raise ShareGone
