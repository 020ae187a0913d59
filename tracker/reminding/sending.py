"""The way out: a message to a place, and the code that confirms a place."""

import hashlib
from datetime import timedelta

from tracker import clock
from tracker.access.sign_in import DAY, HOUR, NOBODY
from tracker.access.tokens import canonical_code, new_code, token_hash
from tracker.bounded import BoundedPool
from tracker.domain.notice import checked_place, is_service
from tracker.errors import InvalidEntry, NotSent
from tracker.record import ClientRecord
from tracker.reminding.mail import send_mail
from tracker.reminding.services import refuse_unusable, send_to_service
from tracker.reminding.words import Message, code_message
from tracker.settings import Settings, is_mail_address
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

CODE_LETTERS = 12
CODES_AN_HOUR, CODES_A_PLACE_A_DAY, MAILS_AN_HOUR = 5, 5, 40
# A name to count by, how many, and for how long.
Limit = tuple[str, int, timedelta]
TOO_MANY_CODES = "Too many codes were asked for. Wait an hour, or a day for the same place."
# A person waits for it on the page; one whose server hangs holds up nobody else.
CODES = BoundedPool("codes", at_once=6, waiting=12, each=1)


def send(settings: Settings, place: str, message: Message) -> None:
    """Send a message to an e-mail address or a service; raises NotSent."""
    if is_service(place):
        send_to_service(settings, place, message)
    else:
        send_mail(settings, place, message)


def send_code(store: Store, settings: Settings, record: ClientRecord, typed: str) -> None:
    """Send a code to a place, which is the record's once the code is typed; raises InvalidEntry, NotSent, TooBusy."""
    place = checked_place(typed)
    if is_service(place):
        refuse_unusable(settings, place)
    elif not settings.smtp:
        raise InvalidEntry(
            "place", "Where to must be a service's address: this installation sends no e-mail."
        )
    code = new_code(CODE_LETTERS)
    record.notices.begin_place(place, token_hash(canonical_code(code)))
    try:
        own = (f"reminder codes {record.client_id}", CODES_AN_HOUR, HOUR)
        _count(store, own, _of_place(place))
        with CODES.turn(record.client_id):
            send(settings, place, code_message(code))
    except (NotSent, InvalidEntry):
        record.notices.end()
        raise


def mail_to(store: Store, settings: Settings, by: str, typed: str, message: Message) -> None:
    """Send a message to an address that an account names; raises InvalidEntry, NotSent, TooBusy."""
    address = typed.strip()
    if not is_mail_address(address):
        raise InvalidEntry("address", "Address must be one e-mail address, such as name@example.org.")
    _count(store, (f"mail by {by}", MAILS_AN_HOUR, HOUR), _of_place(address))
    with CODES.turn(by):
        send_mail(settings, address, message)


def confirm(record: ClientRecord, typed: str) -> None:
    """Confirm the place by the code that arrived there; raises InvalidEntry."""
    record.notices.confirm_place(token_hash(canonical_code(typed)))


def _of_place(place: str) -> Limit:
    # The address itself has no business in a list of counts.
    place_hash = hashlib.sha256(place.lower().encode()).hexdigest()
    return f"reminder place {place_hash}", CODES_A_PLACE_A_DAY, DAY


def _count(store: Store, *limits: Limit) -> None:
    now = clock.utc_now()
    for bucket, most, lasts in limits:
        if store.attempts.add(bucket, now, now + lasts) > most:
            raise InvalidEntry("place", TOO_MANY_CODES)


def is_off_token(store: Store, token: str) -> bool:
    """Whether a token came in a message's link that turns reminders off."""
    return store.notices.client_of(token_hash(token)) is not None


@one_transaction
def turn_off(store: Store, token: str) -> bool:
    """Turn reminders off by the token of a message's link; return whether it is one, also when they are off already."""
    client_id = store.notices.client_of(token_hash(token))
    if client_id is None:
        return False
    store.take_turns(client_id)
    if store.notices.end(client_id):
        store.audit.note(NOBODY, "reminders ended by their link", clock.utc_now(), client_id)
    return True
