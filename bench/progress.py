"""Progress on a slow phone, first visit: answer and charts visible, against stock Streamlit with Plotly charts.

Run with `python bench/progress.py [rounds]`.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))
import phone

from tracker.domain.check_in import CheckIn
from tracker.exchange.sample import fill
from tracker.record import personal_record
from tracker.store.store import open_store

STOCK = """import json, pathlib, streamlit as st, plotly.graph_objects as go
days, leg, back = json.loads(pathlib.Path(__file__).with_name("pain.json").read_text())
st.title("Progress")
st.plotly_chart(go.Figure([go.Scatter(x=days, y=leg, name="Leg"), go.Scatter(x=days, y=back, name="Back")]))
"""


def main(rounds: int = 3) -> None:
    rows = []
    with phone.chromium() as browser:
        for years in (1, 10):
            folder = phone.free_folder()
            store = open_store(folder / "t.db")
            fill(store, 1, years, 7)
            check_ins = [
                one for one in personal_record(store).entries((CheckIn.kind,)) if isinstance(one, CheckIn)
            ]
            store.driver.close()
            pain = [
                [one.on_date.isoformat() for one in check_ins],
                [one.leg_pain_nrs for one in check_ins],
                [one.back_pain_nrs for one in check_ins],
            ]
            (folder / "pain.json").write_text(json.dumps(pain))
            (folder / "stock.py").write_text(STOCK)
            with (
                phone.streamlit(
                    phone.PROJECT / "dashboard.py", phone.PROJECT, 8741, TRACKER_DATABASE=str(folder / "t.db")
                ) as ours,
                phone.streamlit(folder / "stock.py", folder, 8742) as stock,
            ):
                mine, theirs = phone.turns(
                    rounds,
                    lambda: phone.first_visit(
                        browser,
                        f"{ours}/progress?range=all",
                        "#first svg[data-chart=flexibility_trend], [class*=st-key-answer_flexibility]",
                    ),
                    lambda: phone.first_visit(browser, stock, ".main-svg .lines"),
                )
            rows.append(
                phone.compared(f"progress of {years} years: answer and charts visible", mine, theirs, 0.15)
            )
    phone.told("progress", rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
