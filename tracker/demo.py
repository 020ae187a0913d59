"""A practice of invented people to look around in: who they are, and what is between them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from tracker import clock
from tracker.access import passwords
from tracker.access.sharing import consent, keep_share, make_share
from tracker.access.sign_in import SignedIn, actor_of, sign_up, start_session
from tracker.domain.account import Account
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.client import Role
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.home_plan import PlanItem
from tracker.domain.measure import Part
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.share_link import USUAL_FIELDS, ShareLink
from tracker.exchange.sample import DAYS_A_YEAR, SAMPLE_SEED, fill_record
from tracker.record import ClientRecord
from tracker.store.store import Store

PRACTICE_NAME = "The invented practice"
# Public, and therefore worth nothing: only accounts of an invented practice have it.
PASSWORD = "nobody here is real"  # noqa: S105
CLIENTS = (("ana", "Ana Sample"), ("ben", "Ben Sample"), ("cleo", "Cleo Sample"), ("dev", "Dev Sample"))
THERAPIST, OWNER = ("robin", "Robin A."), ("olga", "Olga O.")
# Who may be looked around as, in words.
GUESTS = {
    "ana": "a client, Ana",
    "robin": "her massage therapist, Robin",
    "olga": "the practice's owner, Olga",
}
DAYS = 180
# From the back to the foot, one for each step down the leg.
MARKED = (
    "lower_back aching",
    "{}_buttock aching",
    "{}_hamstring sharp",
    "{}_calf burning",
    "{}_heel tingling",
)
PLAN: tuple[dict[str, Any], ...] = (
    {"exercise_id": "hamstring_stretch_strap", "hold_s": 30, "repetitions": 3, "days_a_week": 5},
    {"exercise_id": "nerve_slider", "repetitions": 10, "note": "Slowly; stop if it tingles."},
    {"exercise_id": "short_walk"},
)


def invent_practice(store: Store) -> None:
    """Fill an empty database with an owner, a therapist and clients, most of whom share their record with her."""
    sign_up(store, OWNER[0], PASSWORD, "owner", OWNER[1])
    therapist = sign_up(store, THERAPIST[0], PASSWORD, "therapist", THERAPIST[1])
    for number, (username, name) in enumerate(CLIENTS):
        client = sign_up(store, username, PASSWORD, "client", name)
        consent(store, actor_of(client), client.account_id)
        fill_record(store, client.account_id, DAYS / DAYS_A_YEAR, SAMPLE_SEED + number, _with_places)
        ClientRecord(store, actor_of(client), client.account_id).imports.bring_in(_what_else())
        # The last one keeps it to herself.
        if number < len(CLIENTS) - 1:
            _share(store, client, therapist)


def _with_places(entry: Entry) -> Entry:
    """Return an entry with places on the body map, down to where it reached, on two days of three."""
    if (
        not isinstance(entry, CheckIn)
        or entry.pain_extent in (None, "none")
        or entry.on_date.toordinal() % 3 == 0
    ):
        return entry
    side = entry.side if entry.side in ("left", "right") else "left"
    down_to = PAIN_EXTENTS.index(entry.pain_extent)
    return replace(entry, pain_places=tuple(place.format(side) for place in MARKED[:down_to]))


def _what_else() -> Iterator[Entry]:
    """Yield what happened beside the pain, and what was taken."""
    yesterday = clock.today() - timedelta(days=1)
    for ago, words in ((150, "Injection"), (61, "New desk at work")):
        yield Event(words=words, on_date=yesterday - timedelta(days=ago), source="sample")
    yield MedicineTaken(
        name="Naproxen",
        dose="250 mg",
        use=REGULAR,
        on_date=yesterday - timedelta(days=170),
        until_date=yesterday - timedelta(days=120),
        source="sample",
    )
    for ago in (2, 11, 19, 20, 47, 60, 88, 89, 90):
        on_date = yesterday - timedelta(days=ago)
        yield MedicineTaken(name="Ibuprofen", dose="400 mg", use=AS_NEEDED, on_date=on_date, source="sample")


def guest(store: Store, username: str) -> SignedIn | None:
    """Sign in as one of GUESTS, where they are invented people indeed."""
    owner = store.accounts.named(OWNER[0])
    # Anybody may sign up under a guest's name with the public password, but not as an owner.
    if owner is None or owner.role != Role.OWNER or not _is_invented(owner.password_hash):
        return None
    account = store.accounts.named(username) if username in GUESTS else None
    return start_session(store, account) if account and _is_invented(account.password_hash) else None


@lru_cache(maxsize=16)
def _is_invented(password_hash: str | None) -> bool:
    # Remembered: whoever looks at the bare address would else cost the machine a hash each time.
    return passwords.matches(PASSWORD, password_hash)


def _share(store: Store, client: Account, therapist: Account) -> None:
    new_link = make_share(
        store,
        actor_of(client),
        ShareLink(
            client_id=client.account_id,
            fields=(*USUAL_FIELDS, Part.ACTIVITIES, Part.PLACES),
            label="For Robin",
            may_be_kept=True,
        ),
    )
    keep_share(store, therapist, new_link.share)
    share = store.shares.get(new_link.share.share_id)
    record = ClientRecord(store, actor_of(therapist), client.account_id, share=share)
    for item in _plan(therapist):
        record.home_plan.add(item)
    record.remarks.add("Go easy on the strap while the leg is sore, and tell me how sitting is next time.")


def _plan(therapist: Account) -> Iterator[PlanItem]:
    # A minute lies between them: of one moment their order would be anybody's guess.
    for minute, values in enumerate(PLAN):
        written_at = clock.utc_now() - timedelta(days=9, minutes=-minute)
        yield PlanItem(**values, written_by=therapist.account_id, written_at=written_at)
