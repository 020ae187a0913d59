"""The check-in page on a slow phone, first visit: form usable, beside /quick in the same run and a page of stock Streamlit."""

from functools import partial

from bench import phone
from bench.row import Row
from bench.served import FLOORS

ROUNDS, MOST_KB = 5, 1_200
# Save is the last of the form, which needs no script to be filled in and sent.
FORM = "#check-in .save button"
EMPTY = "[data-testid=stText]"
MOST_OF_QUICK, MOST_OF_STOCK = 1.5, 0.9


def run() -> list[Row]:
    """Measure all three in turns, each with an empty cache, on the machine's own line and on slow 4G."""
    folder = phone.free_folder()
    rows = []
    with (
        phone.product(folder / "t.db", 8751) as url,
        phone.streamlit(FLOORS / "empty_page.py", folder, 8752) as stock,
        phone.chromium() as browser,
    ):
        for where, screen in (("", phone.SLOW_PHONE), (" on slow 4G", phone.SLOW_PHONE_ON_4G)):
            mine, quick, theirs = phone.turns(
                ROUNDS,
                partial(phone.first_visit, browser, f"{url}/check-in", FORM, screen=screen),
                partial(phone.first_visit, browser, f"{url}/quick", FORM, screen=screen),
                partial(phone.first_visit, browser, stock, EMPTY, screen=screen),
            )
            what = f"check-in page on a slow phone{where}, until its form is usable"
            rows += phone.compared(f"{what}; floor: /quick", mine, quick, MOST_OF_QUICK, most_kb=MOST_KB)
            rows += phone.compared(
                f"{what}; floor: an empty page, stock Streamlit", mine, theirs, MOST_OF_STOCK
            )
    return rows
