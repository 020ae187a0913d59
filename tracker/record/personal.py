"""Personal mode's one person, who needs no account, and the operator at the machine's command line."""

from tracker.domain.client import PERSONAL_CLIENT_ID, Actor, Client, Role
from tracker.errors import UnknownClient
from tracker.record.client_record import ClientRecord
from tracker.store.store import Store

PERSON = Actor(PERSONAL_CLIENT_ID, Role.CLIENT)
OPERATOR = Actor("operator", Role.OPERATOR)


def personal_record(store: Store) -> ClientRecord:
    """Return the record of personal mode's one person, begun when there is none."""
    record = ClientRecord(store, PERSON, PERSONAL_CLIENT_ID)
    personal_profile(record)
    return record


def personal_profile(record: ClientRecord) -> Client:
    """Return the profile of personal mode's one person, begun when there is none."""
    try:
        return record.profile.get()
    except UnknownClient:
        return record.begin()
