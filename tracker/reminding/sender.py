"""The sender: asks once a minute what is due, claims it in the database, and sends what it claimed itself."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import ParamSpec, TypeVar

from tracker import clock
from tracker.access.tokens import new_token, token_hash
from tracker.bounded import UNBOUNDED, BoundedPool
from tracker.domain.notice import ACCEPTED, LATEST, REFUSED, Notice, NoticeChoice, is_service, masked
from tracker.domain.reminders import Reminders
from tracker.errors import NotSent, TrackerError
from tracker.places import address_elsewhere
from tracker.reminding.due import due_texts
from tracker.reminding.sending import send
from tracker.reminding.words import Message, notice_message
from tracker.settings import Settings
from tracker.store.store import Store

EVERY_SECONDS = 60.0
# One host that hangs takes half of them at most.
AT_ONCE, EACH_HOST = 8, 4
AGAIN_AFTER_SECONDS = (60.0, 120.0, 240.0)
OFF_PATH = "/reminders/off/"
log = logging.getLogger("tracker")
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Claim:
    """A notice that this server claimed, where it goes and what it says."""

    notice: Notice
    place: str
    message: Message


class Sender:
    """Sends the notices of one store; several of them, in one process or in many, send each notice once.

    `read_settings` is asked each time: a switch on the page Account changes the address that links name.
    """

    def __init__(self, store: Store, read_settings: Callable[[], Settings]) -> None:
        self.store, self.read_settings = store, read_settings
        self._turns = BoundedPool("reminders", AT_ONCE, UNBOUNDED, EACH_HOST)
        # One more, which asks what is due however many wait for a server.
        self._threads = ThreadPoolExecutor(AT_ONCE + 1, "reminders")

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                for claim in await self._in_thread(self.claim_due):
                    task = asyncio.create_task(self._deliver(claim))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            for task in under_way:
                task.cancel()
            self._threads.shutdown(wait=False, cancel_futures=True)

    def claim_due(self) -> tuple[Claim, ...]:
        """Claim what is due and return it; what fails for one client fails for nobody else."""
        claims: list[Claim] = []
        try:
            for choice in self.store.notices.due(clock.utc_now()):
                try:
                    claims += self._claimed(choice)
                except Exception as error:  # noqa: BLE001 - of this one client
                    log.warning("A reminder could not be made: %s", type(error).__name__)
        except TrackerError as error:
            log.warning("Reminders wait: %s", error.sentence)
        return tuple(claims)

    def _claimed(self, choice: NoticeChoice) -> list[Claim]:
        now = clock.utc_now()
        clock.use_zone(choice.zone_name)  # of this thread, for what the record asks
        day, texts = due_texts(self.store, choice, now)
        state = self.store.calendar.get(choice.client_id)
        reminders = state.reminders if state else Reminders()
        claims = {}
        for kind, recap in texts.items():
            token = new_token()
            base = address_elsewhere(self.read_settings())
            message = notice_message(kind, base, f"{base}{OFF_PATH}{token}", recap)
            notice = Notice(
                client_id=choice.client_id,
                kind=kind,
                on_date=day,
                masked_place=masked(choice.place),
                claimed_at=now,
            )
            claims[token_hash(token)] = Claim(notice, choice.place, message)
        claimed = self.store.notices.claim(
            choice,
            {off_hash: claim.notice for off_hash, claim in claims.items()},
            clock.next_at(reminders.at_time, choice.zone_name, now),
        )
        return [claims[off_hash] for off_hash in claimed]

    async def _deliver(self, claim: Claim) -> None:
        """Send a claim, and again where it is sure that nothing of it arrived; never long after its time."""
        for pause in (*AGAIN_AFTER_SECONDS, None):
            is_last = pause is None
            async with self._turns.turn_soon(_host(claim.place)):
                is_over = await self._in_thread(self.deliver, claim, is_last)
            if is_over or pause is None:
                return
            await asyncio.sleep(pause)

    def deliver(self, claim: Claim, is_last: bool) -> bool:
        """Try to send a claim and note what came of it; return whether that is all, or it is to be tried again."""
        try:
            self._refuse_ended(claim)
            send(self.read_settings(), claim.place, claim.message)
        except TrackerError as refused:
            is_certain = not isinstance(refused, NotSent) or refused.may_try_again
            if is_certain and not is_last:
                return False
            self._note(claim, REFUSED, refused.sentence)
        else:
            self._note(claim, ACCEPTED)
        return True

    def _refuse_ended(self, claim: Claim) -> None:
        """Refuse what came too late, or was turned off while it waited."""
        if clock.utc_now() > claim.notice.claimed_at + LATEST:
            raise NotSent(f"It was more than {LATEST // timedelta(minutes=1)} minutes late.")
        choice = self.store.notices.choice(claim.notice.client_id)
        if choice is None or choice.place != claim.place or claim.notice.kind not in choice.kinds:
            raise NotSent("It was turned off.")

    def _note(self, claim: Claim, state: str, refusal: str | None = None) -> None:
        try:
            self.store.notices.note(claim.notice, state, refusal)
        except TrackerError as error:
            log.warning("What came of a reminder was not noted: %s", error.sentence)

    async def _in_thread(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **named))


def _host(place: str) -> str:
    return place.split("/")[2].rpartition("@")[2] if is_service(place) else "mail"
