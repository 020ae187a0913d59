"""T11, T12, T13: guessing passwords, learning names, and making the server hash."""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest

from tests.practice import PASSWORD, client_account
from tests.security.served import PUBLIC, Server, served
from tracker.store.store import Store

Figure = Callable[[str, str, object], None]
pytestmark = pytest.mark.exhaustive
GUESSES = 1_000


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store]]:
    """A practice behind a proxy, whose word for an address is taken."""
    with served(tmp_path_factory.mktemp("proxied"), PUBLIC) as (server, store):
        client_account(store, "ann")
        yield server, store


def guess(browser: httpx.Client, username: str, password: str, address: str, **headers: str) -> int:
    given = {"username": username, "password": password}
    headers = {"x-forwarded-for": address, "x-forwarded-proto": "https", **headers}
    return int(browser.post("/sign-in", data=given, headers=headers).status_code)


@pytest.mark.parametrize("addresses", [1, 100])
def test_a_thousand_guesses_are_ten(proxied, figure: Figure, addresses: int) -> None:
    server, store = proxied
    store.write("DELETE FROM attempts")
    browser = server.browser()
    known = browser.post("/sign-in", data={"username": "ann", "password": PASSWORD})
    device = next(c for c in known.headers.get_list("set-cookie") if "device" in c).split(";")[0]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(lambda n: guess(browser, "ann", f"guess {n}", f"10.0.0.{n % addresses}"), range(GUESSES))
        )
    seconds = time.monotonic() - began
    assert set(codes) == {401, 429}
    server.stop()
    server.start()
    again = server.browser()
    after_restart = guess(again, "ann", PASSWORD, "10.0.0.1")
    owner = guess(again, "ann", PASSWORD, "10.0.0.1", cookie=device)
    figure(
        "T11",
        f"passwords looked at, of {GUESSES} guesses in {seconds:.0f} s from {addresses} addresses (at most 20)",
        codes.count(401),
    )
    figure(
        "T11",
        "after a restart: guesser still refused / owner's known browser enters",
        f"{after_restart} / {owner}",
    )
    assert codes.count(401) <= 20
    assert after_restart == 429
    assert owner == 303


def test_a_name_that_exists_answers_like_one_that_does_not(proxied, figure: Figure) -> None:
    server, store = proxied
    browser = server.browser()
    times: dict[bool, list[float]] = {True: [], False: []}
    answers = set()
    for number in range(400):
        store.write("DELETE FROM attempts")
        name = "ann" if number % 2 else "abc"
        began = time.perf_counter()
        answer = browser.post("/sign-in", data={"username": name, "password": f"wrong {number}"})
        times[name == "ann"].append(time.perf_counter() - began)
        answers.add((answer.status_code, answer.text.replace(f'value="{name}"', "")))
    auc = statistics.mean(
        1.0 if one > other else 0.5 if one == other else 0.0 for one in times[True] for other in times[False]
    )
    figure("T12", "different answers to known and unknown names, of 400", len(answers) - 1)
    figure("T12", "classifier AUC on time (0.45 to 0.55)", f"{auc:.3f}")
    assert len(answers) == 1
    # By chance alone 400 tries go beyond 0.45 to 0.55 once in twelve runs; a hash left out would be near 0 or 1.
    assert 0.4 <= auc <= 0.6


def test_who_tries_names_at_sign_up_learns_twenty_an_hour(tmp_path_factory, figure: Figure) -> None:
    with served(tmp_path_factory.mktemp("open")) as (server, store):
        client_account(store, "ann")
        browser, told = server.browser(), 0
        for _ in range(100):
            given = {"username": "ann", "password": PASSWORD}
            told += "Username is taken" in browser.post("/sign-up", data=given).text
    figure(
        "T12", "names that one address can try at an open sign-up in an hour (at most 20), of 100 tries", told
    )
    assert told <= 20


def test_a_hundred_sign_ins_at_once_neither_fill_the_memory_nor_stop_the_others(
    proxied, figure: Figure
) -> None:
    server, store = proxied
    store.write("DELETE FROM attempts")
    browser = server.browser()
    known = browser.post("/sign-in", data={"username": "ann", "password": PASSWORD})
    cookie = next(c for c in known.headers.get_list("set-cookie") if c.startswith("__Host-tracker=")).split(
        ";"
    )[0]

    def look() -> float:
        began = time.perf_counter()
        assert browser.get("/session", headers={"cookie": cookie}).status_code == 204
        return time.perf_counter() - began

    idle = sorted(look() for _ in range(200))
    before = server.rss_mb()
    with ThreadPoolExecutor(100) as crowd:
        crowded = [server.browser() for _ in range(100)]
        running = [crowd.submit(guess, crowded[n], f"user{n}", "wrong", f"10.1.0.{n}") for n in range(100)]
        busy, peak = [], before
        while not all(one.done() for one in running):
            busy.append(look())
            time.sleep(0.005)
            peak = max(peak, server.rss_mb())
        codes = [one.result() for one in running]
    busy.sort()
    figure("T13", "memory taken by 100 sign-ins at once, MB (at most 300)", f"{peak - before:.0f}")
    p95 = [1000 * one[int(len(one) * 0.95)] for one in (idle, busy)]
    figure(
        "T13",
        "a signed-in person's p95 meanwhile / idle, ms (client on the same 2 cores)",
        f"{p95[1]:.0f} / {p95[0]:.0f}",
    )
    assert codes == [401] * 100
    assert peak - before <= 300


def test_a_megabyte_of_password_is_refused_at_once(proxied, figure: Figure) -> None:
    server, store = proxied
    store.write("DELETE FROM attempts")
    browser = server.browser()
    browser.get("/sign-in")
    began = time.perf_counter()
    status = guess(browser, "ann", "x" * 1_000_000, "10.2.0.1")
    took = 1000 * (time.perf_counter() - began)
    figure("T13", "ms until a 1 MB password is refused (under 50)", f"{took:.0f}")
    assert status == 413
    assert guess(browser, "ann", "x" * 1024, "10.2.0.2") == 401
