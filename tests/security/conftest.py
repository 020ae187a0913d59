"""Two clients with canaries in every field, therapists, an owner, links alive and dead; and a table of figures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.practice import PASSWORD, client_account, shared
from tests.security.served import Server, served
from tracker import clock
from tracker.access.sharing import keep_share, revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.share_link import ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord
from tracker.store.store import Store

_FIGURES: list[tuple[str, str, str]] = []


@dataclass(frozen=True)
class Practice:
    """A served practice and who is in it."""

    server: Server
    store: Store
    accounts: dict[str, Account]
    links: dict[str, tuple[ShareLink, str]]


@pytest.fixture(scope="session")
def figure() -> Callable[[str, str, object], None]:
    """Keeps a figure for the table at the end of the run."""

    def keep(threat: str, what: str, value: object) -> None:
        _FIGURES.append((threat, what, str(value)))

    return keep


@pytest.hookimpl(hookwrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    if _FIGURES:
        terminalreporter.section("security figures")
        for threat, what, value in sorted(_FIGURES, key=lambda one: int(one[0][1:])):
            terminalreporter.write_line(f"{threat:4} {what}: {value}")


def canary(username: str, what: str) -> str:
    """A word that is in one client's record and nowhere else."""
    return f"{username}canary{what}"


def fill_with_canaries(store: Store, account: Account) -> None:
    """Give a client a record whose words tell whose it is."""
    record, name = ClientRecord(store, actor_of(account), account.account_id), account.username
    profile = record.profile.get()
    record.profile.edit(Client(client_id=account.account_id, label=canary(name, "label")), profile.version)
    for days in range(20):
        day = clock.today() - timedelta(days=days)
        record.entries.add(
            CheckIn(on_date=day, leg_pain_nrs=days % 7, back_pain_nrs=3, note=canary(name, "note"))
        )
        therapist = canary(name, "therapist")
        record.entries.add(
            MassageSession(on_date=day, minutes=30, therapist=therapist, note=canary(name, "massagenote"))
        )
    record.entries.add(
        SitAndReachTest(variant="csep_acsm", foot_line_cm=26, trials_cm=(20,), note=canary(name, "reach"))
    )
    record.entries.add(Event(words=canary(name, "event")))
    record.entries.add(MedicineTaken(name=canary(name, "medicine"), use=AS_NEEDED))
    record.warning_signs.answer(RedFlagAnswers(answers={"stuck": "yes"}))


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """One served practice for the tests that leave it as it was."""
    with served(tmp_path_factory.mktemp("practice")) as (server, store):
        accounts = {name: client_account(store, name) for name in ("ann", "bob", "cleo")}
        for account in accounts.values():
            fill_with_canaries(store, account)
        for name, role in (
            ("tess", "therapist"),
            ("robin", "therapist"),
            ("sam", "therapist"),
            ("olga", "owner"),
        ):
            accounts[name] = sign_up(store, name, PASSWORD, role)
        ann = accounts["ann"]
        links = {name: shared(store, ann) for name in ("live", "dead", "kept", "ended")}
        keep_share(store, accounts["tess"], links["kept"][0])
        keep_share(store, accounts["sam"], links["ended"][0])
        yield Practice(server, store, accounts, links)


def end_links(practice: Practice) -> None:
    """Revoke the two links that are to be dead, once their holders are in."""
    ann = practice.accounts["ann"]
    for name in ("dead", "ended"):
        revoke(practice.store, actor_of(ann), ann.account_id, practice.links[name][0].share_id)
