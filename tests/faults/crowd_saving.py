"""People who save quick check-ins through the proxy one after the other, each again and again until it is kept.

Each stretch of load lasts until everybody has saved in it. REPLICA_SECONDS=60 makes it that long, for figures, and then
recovery has a limit as well.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2 as httpx

from tests.faults.replicas import Replicas
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.domain.account import Account
from tracker.domain.entry import new_entry_id
from tracker.store.store import Store

SECONDS = float(os.environ.get("REPLICA_SECONDS", "0"))
IS_LONG = SECONDS > 5
RECOVERED_SECONDS = 10
RETRY_SECONDS = 0.1
# For figures as fast as it answers; else the crowd would take from the servers what they need to come back.
PAUSE_SECONDS = 0 if IS_LONG else 0.1
LEAST_SAVED = 3


@dataclass(frozen=True)
class Saved:
    """One acknowledged check-in: when it was first sent, and how long its person waited."""

    entry_id: str
    sent_at: float
    seconds: float


@dataclass
class Crowd:
    """The threads of the crowd, and what they were told."""

    replicas: Replicas
    accounts: dict[str, str]
    saved: dict[str, list[Saved]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    signed_out: int = 0
    _is_over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Crowd":
        self.browsers = {name: self.replicas.browser(name) for name in self.accounts}
        self._threads = [threading.Thread(target=self._save, args=[name]) for name in self.accounts]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _save(self, name: str) -> None:
        mine = self.saved[name] = []
        while not self._is_over.is_set():
            fields = {
                "entry_id": new_entry_id(),
                "account": self.accounts[name],
                "leg_pain_nrs": "4",
                "zone": "UTC",
            }
            sent_at = time.monotonic()
            while not self._is_kept(self.browsers[name], fields):
                fields["again"] = "1"
                if time.monotonic() - sent_at > LONGEST_SECONDS:
                    return
                time.sleep(RETRY_SECONDS)
            mine.append(Saved(fields["entry_id"], sent_at, time.monotonic() - sent_at))
            time.sleep(PAUSE_SECONDS)

    def _is_kept(self, browser: httpx.Client, fields: dict[str, str]) -> bool:
        try:
            answer = browser.post("/quick", data=fields, headers={"accept": "application/json"})
        except httpx.TransportError as error:
            self.told.append(type(error).__name__)
            return False
        if answer.status_code != 200:
            self.told.append(f"{answer.status_code} {answer.text}")
            self.signed_out += answer.status_code in (303, 401, 403)
        return answer.status_code == 200

    def go_on(self) -> None:
        """Return once everybody has saved a few that were sent from now on."""
        begun = time.monotonic()
        time.sleep(SECONDS)
        wait_until(
            lambda: all(
                sum(one.sent_at >= begun for one in self.saved.get(name, ())) >= LEAST_SAVED
                for name in self.accounts
            ),
            lambda: f"not everybody can save: {self.told[-5:]}",
        )

    def all_saved(self) -> list[Saved]:
        return [one for mine in self.saved.values() for one in mine]

    def p95_ms(self, since: float, until: float) -> float:
        """The 95th centile of the waits of what was first sent in a stretch of time; infinite where there is none."""
        waits = sorted(one.seconds for one in self.all_saved() if since <= one.sent_at < until)
        return 1000 * waits[int(0.95 * (len(waits) - 1))] if waits else float("inf")

    def slow_for(self, since: float, until: float, limit_ms: float) -> float:
        """How many seconds pass until the 95th centile of all that follows is within the limit again."""
        whole = range(int(until - since) + 1)
        return next(
            (second for second in whole if self.p95_ms(since + second, until) <= limit_ms), float("inf")
        )

    def lost(self, store: Store) -> int:
        """How many acknowledged check-ins are not in the database."""
        with store.driver.reading() as db:
            _, rows = store.driver.run(db, "SELECT entry_id FROM check_in", {})
        return len({one.entry_id for one in self.all_saved()} - {str(row[0]) for row in rows})


def hit(
    replicas: Replicas,
    practice: Store,
    people: dict[str, Account],
    name: str,
    harm: Callable[[Crowd], None],
    *,
    waits_for_healing: bool = True,
) -> Crowd:
    """Do harm under load; whatever it is, nothing is lost, nobody is signed out, and everybody saves again afterwards.

    How soon it is as fast as before counts from the harm, or from when it was over.
    """
    with Crowd(replicas, {name: account.account_id for name, account in people.items()}) as crowd:
        begun = time.monotonic()
        crowd.go_on()
        harmed = time.monotonic()
        harm(crowd)
        healed = time.monotonic()
        crowd.go_on()
        ended = time.monotonic()
    before, during, after = (
        crowd.p95_ms(begun, harmed), crowd.p95_ms(harmed, healed), crowd.p95_ms(healed, ended)
    )  # fmt: skip
    slow_seconds = crowd.slow_for(healed if waits_for_healing else harmed, ended, max(3 * before, 1000))
    print(
        f"{name}: {len(crowd.all_saved())} check-ins acknowledged to {len(people)} people, {crowd.lost(practice)} lost, "
        f"{crowd.signed_out} signed out, {len(crowd.told)} tries told to come again; p95 {before:.0f} ms before, "
        f"{during:.0f} ms in the {healed - harmed:.1f} s of it, {after:.0f} ms after; recovered within "
        f"{slow_seconds + 1} s; longest wait {max(one.seconds for one in crowd.all_saved()):.1f} s"
    )
    for answer in sorted(set(crowd.told)):
        print(f"  told: {answer[:160]}")
    assert crowd.lost(practice) == 0
    assert crowd.signed_out == 0
    for browser in crowd.browsers.values():
        for replica in replicas.each:
            with replica.asked_by(browser) as here:
                assert here.get("/session").status_code == 204
    assert slow_seconds < RECOVERED_SECONDS or not IS_LONG
    return crowd
