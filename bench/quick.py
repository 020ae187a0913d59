"""The quick check-in on a slow phone, first visit: form usable, against a static page of equal bytes."""

import gzip
import random

from bench import phone
from bench.row import Row

BUTTON, ROUNDS, MOST_KB = "form button", 7, 25


def plain_page(wanted: int) -> bytes:
    """Return a page of a heading, a button and words that takes about `wanted` bytes on its way."""
    chance = random.Random(7)
    page = b"<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Plain</title><link rel=icon href=data:,><h1>Plain</h1><form><button>Save</button></form>"
    while len(gzip.compress(page)) < wanted - 200:
        page += b"<p>" + b" ".join(f"{chance.getrandbits(24):x}".encode() for _ in range(20))
    return page


def run() -> list[Row]:
    """Measure both in turns, each with an empty cache."""
    folder = phone.free_folder()
    with (
        phone.product(folder / "t.db", 8731) as url,
        phone.chromium() as browser,
    ):
        _, wanted = phone.first_visit(browser, f"{url}/quick", BUTTON)
        with phone.serving(plain_page(wanted)) as floor:
            mine, theirs = phone.turns(
                ROUNDS,
                lambda: phone.first_visit(browser, f"{url}/quick", BUTTON),
                lambda: phone.first_visit(browser, floor, BUTTON),
            )
    what = "quick check-in on a slow phone, until usable; floor: a static page of as many bytes"
    return phone.compared(what, mine, theirs, 1.3, MOST_KB)
