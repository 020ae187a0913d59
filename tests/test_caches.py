"""Nothing of one person may reach another through a cache: what is cached knows nobody, and a crowd proves it."""

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import tracker
from tests.samples import IS_FULL
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.period import Period
from tracker.progress import progress
from tracker.record import ClientRecord
from tracker.store.store import Store

TRACKER = Path(tracker.__file__).parent
# Each takes texts of ours, settings, the one store or a bare value; none takes, or could find out, whom it is for.
KNOWS_NOBODY = {
    "drawing_style", "_share_of_variance", "_halves", "_writing", "_every_language", "_names", "_held_shell", "_folded",
    "_bundle", "_common", "_day_in", "_expected", "_fonts", "_gone", "_is_invented", "_is_known", "_nobody", "_own_table", "_parsed", "_patterns",
    "_apprise", "_placed", "_provider", "_secret", "_shipped", "_store", "_student_quantile", "_template", "_validator", "answers_style", "cache_folder", "data_folder", "drawing", "installation",
    "_body_parts", "_weekdays_named",
    "drawing_alt", "drawing_names", "exercise_texts", "instant_text", "own_table", "shell_html", "tries_of", "_trust",
    "questionnaires_in", "_note_dropped",
}  # fmt: skip
PEOPLE, RERUNS, DAYS = 20, 10 if IS_FULL else 4, 30


def cached_functions() -> set[str]:
    found = set()
    for path in TRACKER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                words = {
                    part
                    for decorator in node.decorator_list
                    for part in ast.unparse(decorator).split("(")[0].split(".")
                }
                if words & {"cache", "lru_cache", "cache_data", "cache_resource"}:
                    found.add(node.name)
    return found


def test_what_is_cached_knows_nobody() -> None:
    unknown = cached_functions() - KNOWS_NOBODY
    assert not unknown, f"{unknown}: cached, and not known to be the same for everybody"
    assert "shell_html" in cached_functions(), "the search finds what is there"


def test_a_crowd_of_interleaved_reruns_reads_its_own_numbers(store: Store) -> None:
    today = clock.today()
    for number in range(PEOPLE):
        who = Actor(f"client-{number}", Role.CLIENT)
        store.clients.add(Client(client_id=who.account_id))
        record = ClientRecord(store, who, who.account_id)
        record.imports.bring_in(
            CheckIn(leg_pain_nrs=(number + day) % 11, on_date=today - timedelta(days=day))
            for day in range(DAYS)
        )

    def rerun(turn: int) -> bool:
        number = turn % PEOPLE
        who = Actor(f"client-{number}", Role.CLIENT)
        days = Period(today - timedelta(days=DAYS), today)
        shown = progress(ClientRecord(store, who, who.account_id), days, "cm").evidence.trends["leg"]
        latest = [(number + day) % 11 for day in range(14)]
        assert shown.recent is not None
        return abs((shown.recent.mean or 0) - sum(latest) / 14) < 1e-9

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(rerun, range(PEOPLE * RERUNS)))
