"""Progress, first visit: seen on a slow phone, to be pointed at on a desktop; against stock Streamlit with Plotly."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from bench import phone
from bench.row import Row
from tracker.domain.check_in import CheckIn
from tracker.exchange.sample import fill
from tracker.record import personal_record
from tracker.store.store import open_store

STOCK = """import json, pathlib, streamlit as st, plotly.graph_objects as go
days, leg, back = json.loads(pathlib.Path(__file__).with_name("pain.json").read_text())
st.title("Progress")
st.plotly_chart(go.Figure([go.Scatter(x=days, y=leg, name="Leg"), go.Scatter(x=days, y=back, name="Back")]))
"""


ROUNDS, MOST_KB = 3, 2_500
FIRST = "svg[data-chart=flexibility_trend]"
STOCK_CHART = ".main-svg .lines"
# Plotly's own name for a chart that it drew.
POINTED_AT = ".js-plotly-plot .main-svg"


def run() -> list[Row]:
    """Measure one year and ten, each page with an empty cache."""
    with phone.chromium() as browser:
        return [row for years in (1, 10) for row in _visits(browser, years)]


def _visits(browser: Browser, years: int) -> list[Row]:
    folder = phone.free_folder()
    _make(folder, years)
    with (
        phone.product(folder / "t.db", 8741) as ours,
        phone.streamlit(folder / "stock.py", folder, 8742) as stock,
    ):
        page = f"{ours}/progress?range=all"
        mine, theirs, mine_4g, theirs_4g = phone.turns(
            ROUNDS,
            lambda: phone.first_visit(browser, page, FIRST),
            lambda: phone.first_visit(browser, stock, STOCK_CHART),
            lambda: phone.first_visit(browser, page, FIRST, screen=phone.SLOW_PHONE_ON_4G),
            lambda: phone.first_visit(browser, stock, STOCK_CHART, screen=phone.SLOW_PHONE_ON_4G),
        )
        mine_wide, theirs_wide = phone.turns(
            ROUNDS,
            lambda: phone.first_visit(browser, page, POINTED_AT, screen=phone.DESKTOP),
            lambda: phone.first_visit(browser, stock, STOCK_CHART, screen=phone.DESKTOP),
        )
    whose, floor = f"progress of {years} years", "floor: stock Streamlit and Plotly"
    seen = f"{whose} on a slow phone, until answer and charts are seen; {floor}"
    pointed_at = f"{whose} on a desktop, until a chart can be pointed at; {floor}"
    return [
        *phone.compared(seen, mine, theirs, 0.15),
        *phone.compared(seen.replace("slow phone", "slow phone on slow 4G"), mine_4g, theirs_4g, 0.15),
        *phone.compared(pointed_at, mine_wide, theirs_wide, None, most_kb=MOST_KB),
    ]


def _make(folder: Path, years: int) -> None:
    """Fill a database, and give stock Streamlit the same pain."""
    store = open_store(folder / "t.db")
    fill(store, 1, years, 7)
    found = personal_record(store).entries.all((CheckIn.kind,))
    store.driver.close()
    check_ins = [one for one in found if isinstance(one, CheckIn)]
    pain = [
        [one.on_date.isoformat() for one in check_ins],
        [one.leg_pain_nrs for one in check_ins],
        [one.back_pain_nrs for one in check_ins],
    ]
    (folder / "pain.json").write_text(json.dumps(pain))
    (folder / "stock.py").write_text(STOCK)
