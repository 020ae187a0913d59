"""T8: every role against every page, route and socket, reading and writing, with their own and others' ids."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests.samples import IS_FULL, sample
from tests.security.conftest import Practice, canary, end_links
from tests.security.served import Refused, Tab, text_of
from tracker.access.sharing import holder_of
from tracker.errors import AccessRefused
from tracker.places import PLACES
from tracker.record import ClientRecord

OWNERS = ("ann", "bob", "cleo")
# Who may read whose record: everything else is a cross read. What a usual link leaves out is the notes.
MAY_READ = {
    "nobody": (), "ann": ("ann",), "bob": ("bob",), "cleo": ("cleo",), "olga": (), "robin": (), "sam (ended)": (),
    "tess (keeps ann's)": ("ann",), "holder of a live link": ("ann",), "holder of a dead link": (),
}  # fmt: skip
READ_ONLY = ("tess (keeps ann's)", "holder of a live link")
WORDS = ("label", "note", "therapist", "massagenote", "reach", "event", "medicine")
NOT_SHARED = ("note", "massagenote", "reach", "event", "medicine")
RANDOM_IDS = sample(10_000)
TABLES = (
    "client", "check_in", "sit_and_reach_test", "massage_session", "event", "medicine", "red_flag_answers", "entry_history", "share_link",
    "consent", "home_plan", "remark",
)  # fmt: skip


def roles(practice: Practice) -> dict[str, httpx.Client]:
    server, links = practice.server, practice.links
    found = {name: server.browser(name) for name in (*OWNERS, "olga", "robin")}
    found["nobody"] = server.browser()
    found["tess (keeps ann's)"] = server.browser("tess")
    found["sam (ended)"] = server.browser("sam")
    found["holder of a live link"] = server.holder(links["live"][1])
    found["holder of a dead link"] = server.holder(links["dead"][1])
    end_links(practice)
    assert found.keys() == MAY_READ.keys()
    return found


def crossed(role: str, seen: str) -> list[str]:
    """The words of a record in what a role was shown that it may not read."""
    found = []
    for owner in OWNERS:
        for word in WORDS:
            shown = canary(owner, word) in seen
            is_hidden = owner not in MAY_READ[role] or (role in READ_ONLY and word in NOT_SHARED)
            found += [f"{role} read {owner}'s {word}"] * (shown and is_hidden)
    return found


def stored(practice: Practice) -> dict[str, list[tuple[object, ...]]]:
    names = {row[0] for row in practice.store.read("SELECT name FROM sqlite_master WHERE type = 'table'")[1]}
    return {
        name: sorted(practice.store.read(f"SELECT * FROM {name}")[1], key=repr)
        for name in TABLES
        if name in names
    }


def ids(practice: Practice) -> list[str]:
    """What somebody could put into an address: none, each link's, each client's, and nonsense."""
    links = [link.share_id for link, _ in practice.links.values()]
    clients = [practice.accounts[name].account_id for name in OWNERS]
    return ["", *links, practice.links["live"][1], *clients, "me", "%27%20OR%201"]


def test_nobody_reads_or_changes_what_is_not_theirs(
    practice: Practice, figure: Callable[[str, str, object], None]
) -> None:
    people, before = roles(practice), stored(practice)
    crosses, reads, own_reads = [], 0, dict.fromkeys(MAY_READ, False)
    for turn, (role, browser) in enumerate(people.items()):
        for number, asked in enumerate(ids(practice)):
            query = f"share={asked}" if asked else ""
            seen, count = over_routes(browser, query)
            # In a sample each asks over a socket for one thing, each another's.
            more, again = over_sockets(practice, browser, query) if IS_FULL or number == turn else ("", 0)
            reads += count + again
            crosses += crossed(role, seen + more)
            own_reads[role] |= any(canary(owner, "therapist") in seen + more for owner in MAY_READ[role])
    figure("T8", f"cross reads of {reads:,} (10 roles, every page, route and socket)", len(crosses))
    assert crosses == []
    assert own_reads == {role: bool(owners) for role, owners in MAY_READ.items()}, (
        "everybody reads what is theirs"
    )
    assert stored(practice) == before


def over_routes(browser: httpx.Client, query: str) -> tuple[str, int]:
    paths = [f"/{place.path}" for place in PLACES] + [
        "/", "/shared", "/shared/live", "/progress/answers", "/progress/answers?question=each-massage", "/progress/figures",
        "/progress/table?chart=massage_sessions", "/progress/table?chart=flexibility_trend", "/progress/article?chart=goal",
        "/export/csv", "/export/pdf", "/password", "/consent", "/session", "/healthz",
        "/_stcore/host-config", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/media/x.png",
    ]  # fmt: skip
    seen = []
    for path in paths:
        answer = browser.get(f"{path}{'&' if '?' in path else '?'}{query}", follow_redirects=True)
        seen.append(unzipped(answer))
    return "\n".join(seen), len(paths)


def unzipped(answer: httpx.Response) -> str:
    if answer.headers.get("content-type") != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def over_sockets(practice: Practice, browser: httpx.Client, query: str) -> tuple[str, int]:
    try:
        tab = Tab(practice.server, browser)
    except Refused:
        return "", 1
    seen = []
    for place in PLACES:
        try:
            seen.append(text_of(tab.show(place.path, query)))
        except Refused:
            break
    tab.close()
    return "\n".join(seen), len(seen)


def test_a_button_of_ones_own_page_pressed_in_somebody_elses_does_nothing(
    practice: Practice, figure: Callable[[str, str, object], None]
) -> None:
    server = practice.server
    ann = Tab(server, server.browser("ann"))
    # A client's own widgets by page; their ids are the same for everybody.
    widgets = {place.path: widgets_in(text_of(ann.show(place.path))) for place in PLACES}
    ann.close()
    assert sum(map(len, widgets.values())) > 40
    others = [
        server.browser(),
        server.browser("olga"),
        server.browser("tess"),
        server.holder(practice.links["live"][1]),
    ]
    shares = ("", practice.links["live"][0].share_id, practice.links["kept"][0].share_id)
    before, presses, ways = stored(practice), 0, len(others) * len(shares)
    for turn, browser in enumerate(others):
        for number, share_id in enumerate(shares, turn * len(shares)):
            try:
                tab = Tab(server, browser)
            except Refused:
                presses += sum(map(len, widgets.values()))
                continue
            for page, names in widgets.items():
                query = f"share={share_id}" if share_id else ""
                tab.show(page, query)
                # In a sample each widget is pressed by one of them, each by another.
                for name in names if IS_FULL else names[number::ways]:
                    tab.show(page, query, {name: True})
                    presses += 1
            tab.close()
    figure(
        "T8", f"cross writes of {presses:,} widget presses over the socket", int(stored(practice) != before)
    )
    assert stored(practice) == before


def widgets_in(seen: str) -> list[str]:
    """The widgets of a page; containers have ids too, and pressing them does nothing."""
    lines = {line.strip() for line in seen.splitlines()}
    return sorted(line.split('"')[1] for line in lines if line.startswith('id: "$$ID'))


def test_random_ids_find_nothing(practice: Practice, figure: Callable[[str, str, object], None]) -> None:
    chance, hits = random.Random(8), 0
    robin = practice.server.browser("robin")
    tab = Tab(practice.server, robin)
    for number in range(RANDOM_IDS):
        guess = str(uuid4()) if number % 2 else f"{chance.getrandbits(256):x}"
        path = ("/shared?share={}", "/export/csv?share={}", "/s/{}", "/media/{}.png")[number % 4].format(
            guess
        )
        hits += robin.get(path).status_code == 200
        if number % 50 == 0:
            hits += "canary" in text_of(tab.show("progress", f"share={guess}"))
    tab.close()
    figure("T8", f"hits of {RANDOM_IDS:,} random ids", hits)
    assert hits == 0


def test_a_link_is_its_clients_alone_in_every_call(practice: Practice) -> None:
    # A link of ann's with another client's id in it reaches nobody.
    link = practice.links["live"][0]
    for owner in ("bob", "cleo"):
        account = practice.accounts[owner]
        with pytest.raises(AccessRefused):
            ClientRecord(practice.store, holder_of(link), account.account_id, share=link)
        forged = replace(link, client_id=account.account_id, share_id=str(uuid4()))
        with pytest.raises(AccessRefused):
            ClientRecord(practice.store, holder_of(link), account.account_id, share=forged)
