"""The Streamlit check-in page on a slow phone, first visit: form usable, against an empty page of stock Streamlit."""

from bench import phone
from bench.row import Row
from bench.served import FLOORS

ROUNDS, MOST_KB = 5, 1_200
# Save is the last of the form; the pads have run their script once one of their numbers can be reached by Tab.
FORM = ".st-key-save_check_in button:enabled"
PAD = "[class*=st-key-leg_pain_nrs] [data-testid=stBidiComponentIsolated] >>> [role=radio][tabindex='0']"
EMPTY = "[data-testid=stText]"


def run() -> list[Row]:
    """Measure both in turns, each with an empty cache."""
    folder = phone.free_folder()
    with (
        phone.product(folder / "t.db", 8751) as url,
        phone.streamlit(FLOORS / "empty_page.py", folder, 8752) as stock,
        phone.chromium() as browser,
    ):
        mine, theirs = phone.turns(
            ROUNDS,
            lambda: phone.first_visit(browser, f"{url}/check-in", PAD, FORM),
            lambda: phone.first_visit(browser, stock, EMPTY),
        )
    what = "check-in page on a slow phone, until its form is usable; floor: an empty page, stock Streamlit"
    return phone.compared(what, mine, theirs, 0.9, most_kb=MOST_KB)
