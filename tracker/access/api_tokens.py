"""Personal tokens: made once, shown once, and asked again at every request of another program."""

from datetime import timedelta

from tracker import clock
from tracker.access.tokens import new_token, token_hash
from tracker.domain.api_token import ENTRIES, SCOPES, SOURCE, SUMMARY, ApiToken, end_of
from tracker.domain.client import PERSONAL_CLIENT_ID, Actor, Role
from tracker.errors import TokenRefused, TokenTooNarrow, UnknownAccount
from tracker.record import ClientRecord
from tracker.store.store import Store

# So that it is known for what it is, in a script or among secrets that leaked.
PREFIX = "rt1_"
NOTED_AGAIN = timedelta(minutes=10)
READ = "read with a token"


def make_api_token(record: ClientRecord, label: str, scopes: tuple[str, ...], days: int) -> str:
    """Give another program a token and return it, told once; raises InvalidEntry, ConsentMissing, AccessRefused."""
    made = f"{PREFIX}{new_token()}"
    token = ApiToken(
        client_id=record.client_id, label=label, scopes=scopes, ends_at=end_of(days, clock.utc_now())
    )
    record.api_tokens.add(token, token_hash(made))
    return made


def token_in_force(store: Store, given: str) -> ApiToken:
    """Return what a token may do; raises TokenRefused for every kind of no.

    Guesses are not counted: a token has 256 random bits.
    """
    token = store.api_tokens.of_hash(token_hash(given)) if given.startswith(PREFIX) else None
    if token is None or not token.is_good(clock.utc_now()) or _is_closed(store, token.client_id):
        raise TokenRefused
    return token


def record_of_token(store: Store, token: ApiToken, scope: str) -> ClientRecord:
    """Return the record that a token opens, its use noted; raises TokenTooNarrow for what it was not given for."""
    if scope not in token.scopes and not (scope == SUMMARY and ENTRIES in token.scopes):
        raise TokenTooNarrow(SCOPES[scope])
    actor = Actor(token.client_id, Role.CLIENT, SOURCE)
    needs_consent = token.client_id != PERSONAL_CLIENT_ID
    record = ClientRecord(store, actor, token.client_id, needs_consent=needs_consent)
    _note_use(store, token, actor, scope)
    return record


def _note_use(store: Store, token: ApiToken, actor: Actor, scope: str) -> None:
    """Note the use now and then, and in the audit each day on which something was read."""
    now = clock.utc_now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_AGAIN:
        store.api_tokens.touch(token, now)
    if scope in (SUMMARY, ENTRIES):
        midnight = now.replace(hour=0, minute=0, second=0)
        if not store.audit.has_noted(actor, READ, midnight, token.client_id, token.token_id, now):
            store.audit.note(actor, READ, now, token.client_id, token.token_id)


def _is_closed(store: Store, client_id: str) -> bool:
    try:
        return store.accounts.get(client_id).disabled_at is not None
    except UnknownAccount:
        return client_id != PERSONAL_CLIENT_ID
