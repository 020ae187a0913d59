"""The quick check-in on a slow phone, first visit: form usable, against a static page of equal bytes."""

import gzip
import random
import re
import statistics
from urllib.request import urlopen

from bench import phone
from bench.row import Row

BUTTON, ROUNDS, MOST_SECONDS, MOST_KB = "form button", 7, 0.7, 25


def plain_page(wanted: int) -> bytes:
    """Return a page of a heading, a button and words that takes about `wanted` bytes on its way."""
    chance = random.Random(7)
    page = b"<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Plain</title><link rel=icon href=data:,><h1>Plain</h1><form><button>Save</button></form>"
    while len(gzip.compress(page)) < wanted - 200:
        page += b"<p>" + b" ".join(f"{chance.getrandbits(24):x}".encode() for _ in range(20))
    return page


def same_form(html: str) -> bytes:
    """Return a page with the same form and words, but no style, script, icon or manifest of ours."""
    bare = re.sub(r"<style>.*?</style>|<script.*?</script>|<link[^>]*>", "", html, flags=re.DOTALL)
    return bare.replace("<head>", "<head><link rel=icon href=data:,>").encode()


def run() -> list[Row]:
    """Measure both in turns, each with an empty cache."""
    folder = phone.free_folder()
    with (
        phone.product(folder / "t.db", 8731) as url,
        phone.chromium() as browser,
    ):
        _, wanted = phone.first_visit(browser, f"{url}/quick", BUTTON)
        with urlopen(f"{url}/quick") as answer:
            form = same_form(answer.read().decode())
        with phone.serving(plain_page(wanted)) as floor, phone.serving(form) as bare:
            mine, theirs, barely, mine_4g, theirs_4g = phone.turns(
                ROUNDS,
                lambda: phone.first_visit(browser, f"{url}/quick", BUTTON),
                lambda: phone.first_visit(browser, floor, BUTTON),
                lambda: phone.first_visit(browser, bare, BUTTON),
                lambda: phone.first_visit(browser, f"{url}/quick", BUTTON, screen=phone.SLOW_PHONE_ON_4G),
                lambda: phone.first_visit(browser, floor, BUTTON, screen=phone.SLOW_PHONE_ON_4G),
            )
    what = "quick check-in on a slow phone, until usable; floor: a static page of as many bytes"
    usable, sent = phone.compared(what, mine, theirs, 1.3, most_seconds=MOST_SECONDS, most_kb=MOST_KB)
    form_alone = statistics.median(seconds for seconds, _ in barely)
    beside = "the same; floor: a static page with the same form, neither style nor script"
    on_4g = "quick check-in on a slow phone on slow 4G, until usable; floor: a static page of as many bytes"
    slower, _ = phone.compared(on_4g, mine_4g, theirs_4g, 1.3)
    return [usable, Row(beside, usable.ours, form_alone, "s"), slower, sent]
