"""The server: reruns, reruns per second, a crowd of signed-in sessions, memory and start; beside tuned and stock pages."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.crowd import practice
from bench.row import Row
from bench.served import Served, Tab, fetched, product, running, stock, tuned
from tracker.access.sessions import begin_session
from tracker.store.store import open_store

CHECK_IN, PROGRESS = ("check-in", b"How is it now"), ("progress", b"answers_sections")
# What the browser fetches for a progress page that it has not, or when the record changed; a tap fetches nothing.
ANSWERS = "/progress/answers?range=3m"
# One visit: log, look at the days so far, come back to a page that is open.
VISIT = (CHECK_IN, CHECK_IN, PROGRESS, PROGRESS)
ROUNDS, STARTS, CLIENTS = 25, 3, 8
SESSIONS, EVERY_SECONDS = 200, 10.0
RERUN_SECONDS, SETTLED_SECONDS = 6.0, 5.0
LOAD_SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))


def run() -> list[Row]:
    """Serve a practice of 200 people with a year each and visit it; BENCH_SECONDS shortens the crowd's visit."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "practice.db"
        accounts = practice(database, SESSIONS)
        store = open_store(database)
        tokens = [begin_session(store, one.account_id) for one in accounts]
        store.driver.close()
        return [
            *asyncio.run(_reruns(database, tokens[0])),
            *asyncio.run(_per_second(database, tokens[:CLIENTS])),
            *asyncio.run(_crowd(database, tokens, LOAD_SECONDS)),
            *_memory_and_start(database, tokens[0], Path(folder)),
        ]


async def _reruns(database: Path, token: str) -> list[Row]:
    empty, as_many, ours = tuned("empty_page.py"), tuned("as_many_page.py"), product(database)
    with running(empty, as_many, ours):
        tabs = (
            await Tab(empty).open(), await Tab(ours, token).open(), await Tab(ours, token).open(),
            await Tab(as_many).open(),
        )  # fmt: skip
        # What a server reads once it has settled belongs to no rerun.
        await asyncio.sleep(SETTLED_SECONDS)
        shows: dict[str, Callable[[], Awaitable[float]]] = {
            "empty": tabs[0].show,
            "as many": tabs[3].show,
            "check-in": lambda: _show(tabs[1], CHECK_IN),
            "progress": lambda: _show(tabs[2], PROGRESS),
            "answers": lambda: asyncio.to_thread(fetched, ours, ANSWERS, token),
        }
        took = await _in_turn(shows, {**dict.fromkeys(shows, ours), "empty": empty, "as many": as_many})
        for tab in tabs:
            await tab.close()
    many, none = "as many of Streamlit's own elements, tuned", "tuned empty page"
    what: tuple[tuple[str, str, str, str, float | None], ...] = (
        ("check-in", "rerun of check-in", "as many", many, 1.5),
        ("as many", "that floor itself", "empty", none, None),
        ("progress", "rerun of progress, its answers in the browser already", "empty", none, 6),
        ("answers", "answers of a year, fetched when they changed", "empty", none, None),
    )
    return [
        Row(f"{rerun}; floor: {floor_words}", took[name][at], took[floor][at], unit, most=most)
        for name, rerun, floor, floor_words, most in what
        for at, unit in enumerate(("ms", "ms CPU"))
    ]


async def _in_turn(
    shows: dict[str, Callable[[], Awaitable[float]]], servers: dict[str, Served]
) -> dict[str, tuple[float, float]]:
    """Return each one's median milliseconds a rerun, and its server's mean milliseconds of processor a rerun."""
    for _ in range(3):
        for show in shows.values():
            await show()
    took: dict[str, list[float]] = {name: [] for name in shows}
    spent = dict.fromkeys(shows, 0.0)
    for _ in range(ROUNDS):
        for name, show in shows.items():
            before = servers[name].cpu_seconds()
            took[name].append(await show())
            # What the server tidies up after the page is done belongs to it too.
            await asyncio.sleep(0.05)
            spent[name] += servers[name].cpu_seconds() - before
    return {name: (statistics.median(took[name]), spent[name] * 1000 / ROUNDS) for name in shows}


async def _show(tab: Tab, page: tuple[str, bytes]) -> float:
    return await tab.show(page[0], expect=page[1])


async def _per_second(database: Path, tokens: list[str]) -> list[Row]:
    chart, as_many, ours = tuned("chart_page.py"), tuned("as_many_page.py"), product(database)
    with running(chart, as_many, ours):
        charts = [await Tab(chart).open() for _ in tokens]
        many = [await Tab(as_many).open() for _ in tokens]
        pages = [await Tab(ours, token).open() for token in tokens]
        rates: dict[str, list[float]] = {"chart": [], "many": [], "ours": [], "changed": []}
        for name, tabs, show in (
            *(
                ("chart", charts, Tab.show),
                ("many", many, Tab.show),
                ("ours", pages, lambda tab: _show(tab, PROGRESS)),
                ("changed", pages, _show_changed),
            )
            * 3,
        ):
            await asyncio.gather(*(show(tab) for tab in tabs))
            rates[name].append(await _rate(tabs, show))
        for tab in (*charts, *many, *pages):
            await tab.close()
    rate = {name: statistics.median(each) for name, each in rates.items()}
    what, floor = f"one process, {CLIENTS} clients", "floor: tuned one-chart page"
    taps = "reruns a second of progress, as taps cause them (the record stays, no answer is fetched)"
    return [
        Row(
            f"{taps}, {what}; floor: as many of Streamlit's own elements as check-in has, tuned",
            rate["ours"],
            rate["many"],
            "/s",
            least=0.7,
        ),
        Row(f"the same; {floor}", rate["ours"], rate["chart"], "/s"),
        Row(
            f"the same, the record changed each time (every rerun fetches all answers), {what}; {floor}",
            rate["changed"],
            rate["chart"],
            "/s",
        ),
    ]


async def _show_changed(tab: Tab) -> float:
    took = await _show(tab, PROGRESS)
    return took + await asyncio.to_thread(fetched, tab.server, ANSWERS, tab.token)


async def _rate(tabs: list[Tab], show: Callable[[Tab], Awaitable[float]]) -> float:
    end, done = time.perf_counter() + RERUN_SECONDS / 3, 0

    async def visit(tab: Tab) -> None:
        nonlocal done
        while time.perf_counter() < end:
            await show(tab)
            done += 1

    start = time.perf_counter()
    await asyncio.gather(*(visit(tab) for tab in tabs))
    return done / (time.perf_counter() - start)


async def _crowd(database: Path, tokens: list[str], seconds: float) -> list[Row]:
    servers = product(database), product(database)
    with running(*servers):
        for server in servers:  # the first page warms what every session shares
            tab = await Tab(server, tokens[0]).open()
            for page in VISIT:
                await _show(tab, page)
            await tab.close()
        # What a server reads once it has settled belongs to no session.
        await asyncio.sleep(SETTLED_SECONDS)
        held = sum(server.rss_mb() for server in servers)
        cpu = sum(server.cpu_seconds() for server in servers)
        took: list[float] = []
        errors: list[str] = []
        await asyncio.gather(
            *(
                _act(servers[number % 2], token, number / len(tokens) * EVERY_SECONDS, seconds, took, errors)
                for number, token in enumerate(tokens)
            )
        )
        cpu = sum(server.cpu_seconds() for server in servers) - cpu
        grown = (sum(server.rss_mb() for server in servers) - held) / len(tokens)
    for error in sorted(set(errors))[:5]:
        print(f"crowd: {error}")
    took.sort()
    what = f"{len(tokens)} signed-in sessions, each acting every {EVERY_SECONDS:g} s for {seconds:g} s, 2 processes"
    return [
        Row(f"{what}: 95th percentile", took[int(0.95 * len(took))], most_ours=600),
        Row(f"{what}: median", statistics.median(took)),
        Row(f"{what}: errors in {len(took):,} actions", len(errors), unit="errors", most_ours=0),
        Row(f"{what}: memory a session", grown, unit="MB", most_ours=1),
        Row(f"{what}: processor an action", cpu * 1000 / max(1, len(took)), unit="ms CPU"),
    ]


async def _act(
    server: Served, token: str, wait: float, seconds: float, took: list[float], errors: list[str]
) -> None:
    await asyncio.sleep(wait)
    end = time.monotonic() + seconds
    tab, number = Tab(server, token), 0
    try:
        await tab.open()
        while time.monotonic() < end:
            due = time.monotonic() + EVERY_SECONDS
            page, before = VISIT[number % len(VISIT)], VISIT[number % len(VISIT) - 1]
            # Who comes from logging has changed the record.
            has_changed = page is PROGRESS and before is CHECK_IN
            took.append(await (_show_changed(tab) if has_changed else _show(tab, page)))
            number += 1
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        await tab.close()
    except Exception as error:  # noqa: BLE001  whatever it is, it is an error that a person would see
        errors.append(f"{type(error).__name__}: {error}")


def _memory_and_start(database: Path, token: str, folder: Path) -> list[Row]:
    started: dict[str, list[float]] = {"stock": [], "ours": []}
    held: dict[str, list[float]] = {"stock": [], "ours": []}
    for _ in range(STARTS):
        for name, times in started.items():
            server = stock("stock_page.py", folder) if name == "stock" else product(database)
            begun = time.perf_counter()
            with running(server):
                asyncio.run(_first_page(server, "" if name == "stock" else token))
                times.append(time.perf_counter() - begun)
                # At rest: with what is read when the first page is served.
                time.sleep(SETTLED_SECONDS)
                held[name].append(server.rss_mb())
    floor = "floor: stock Streamlit with pandas and Plotly loaded"
    median = statistics.median
    return [
        Row(
            f"memory after the first page; {floor}",
            median(held["ours"]),
            median(held["stock"]),
            "MB",
            most=1.6,
        ),
        Row(
            f"start to first page; {floor}", median(started["ours"]), median(started["stock"]), "s", most=1.5
        ),
    ]


async def _first_page(server: Served, token: str) -> None:
    tab = await Tab(server, token).open()
    await tab.show(*(("check-in", "", CHECK_IN[1]) if token else ()))
    await tab.close()
