"""How every page lies on a phone and a desktop, light and dark: nothing sideways, nothing that bars anybody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.devices import Devices
from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.samples import IS_FULL, full_only
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Role
from tracker.domain.massage_session import MassageSession
from tracker.domain.red_flags import RedFlagAnswers
from tracker.exchange.csv_files import zip_of
from tracker.exchange.sample import fill
from tracker.places import Place, shown_to

_OWN = shown_to(Role.CLIENT, has_record=True, is_read_only=False)
# What a person sees in personal mode.
PLACES_OF_ONE = (*_OWN.tabs, *_OWN.corner)

TITLES = {
    "Check-in": "How is it now?",
    "Share": "Share a file",
    "Massage": "A massage session",
    "Flexibility": "Sit-and-reach test",
}
# Each look costs a second of axe: in every run pages in the light and what is got to in the dark, all in `make sweeps`.
PAGES_IN, STATES_IN = (("dark", "light"),) * 2 if IS_FULL else (("light",), ("dark",))
EVIL = "![x](http://evil.example/x.png) <img src=x onerror=window.wasHit=1> [a](javascript:alert(1)) $x$ :material/x:"


def prepare(server: LiveServer) -> None:
    record = server.record()
    fill(record._access.store, clients=1, years=0.3, seed=11)
    record.entries.add(CheckIn(leg_pain_nrs=1, note=EVIL))
    record.entries.add(MassageSession(minutes=30, therapist=EVIL[:90], note=EVIL))


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(prepare)


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844)])
def test_a_phones_frame_is_whole(visit: OpenVisitor, width: int, height: int) -> None:
    page = visit(width, height).go("check-in").page
    page.locator(".st-key-masthead a").first.wait_for()
    corner = [box for link in page.locator(".st-key-masthead a").all() if (box := link.bounding_box())]
    tabs = [box for link in page.locator(".st-key-tabs a").all() if (box := link.bounding_box())]
    brand = page.locator(".st-key-masthead .brand").bounding_box()
    assert brand is not None
    # One line at the top, every tab wholly on the screen.
    assert max(box["y"] for box in corner) < brand["y"] + brand["height"]
    assert max(box["y"] + box["height"] for box in tabs) <= height
    # Nothing of the form shows between Save and the tabs.
    save = page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-save_bar)").bounding_box()
    bar = page.locator(".st-key-tabs").bounding_box()
    assert save is not None
    assert bar is not None
    assert save["y"] + save["height"] >= bar["y"] - 0.5
    assert save["width"] > width - 34


@pytest.mark.parametrize(("width", "height"), [(390, 844), *full_only((1280, 900))])
def test_every_page_is_open_to_everybody(visit: OpenVisitor, width: int, height: int) -> None:
    visitor = visit(width, height, reduced_motion="reduce").go("check-in")
    barriers: dict[str, list[str]] = {}
    for place in PLACES_OF_ONE:
        visitor.link(place.name, TITLES.get(place.name, place.name))
        if place.path == "check-in":
            visitor.unfold("More about this check-in").sees("How did you sleep?")
        if place.path == "progress":
            visitor.unfold("As a table")
        if place.path == "account":
            visitor.unfold("Erase my record").sees("This cannot be undone")
        assert visitor.sideways_px <= 0, place.path
        # Colours are the same at every width, and what is on a page; a desktop's own are the charts to play with.
        is_desktops_own = place.path == "progress"
        for scheme in PAGES_IN if width < 600 or is_desktops_own else ():
            barriers[f"{place.path} {scheme}"] = visitor.show_in(scheme).barriers()
    assert {where: found for where, found in barriers.items() if found} == {}


def test_what_a_person_can_get_to_is_open_too(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit(reduced_motion="reduce").go("check-in")
    barriers: dict[str, list[str]] = {}

    def look(state: str) -> None:
        assert visitor.sideways_px <= 0, state
        for scheme in STATES_IN:
            barriers[f"{state} {scheme}"] = visitor.show_in(scheme).barriers()

    visitor.press("Save check-in").sees("Choose a number from 0 to 10")
    look("refusal")
    visitor.tap("Leg pain", 3).press("Save check-in").saved()
    look("receipt")
    visitor.link("History", "History").press("Edit").sees("Change an entry")
    look("edit form")
    visitor.press("Leave it as it is").press("Delete").sees("Deleted: ")
    look("undo of a delete")
    visitor.link("Learn", "Learn").press("Exercises").sees("Go to a slight pull, never to pain.")
    visitor.unfold("Hamstring stretch, lying with a strap").sees("Stop if")
    look("exercise")
    record = server.record()
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    visitor.link("Check-in", "Please get help now")
    look("stop")
    visitor.press("Go on to this page all the same").sees("An emergency sign still stands.")
    look("after the stop")
    record.warning_signs.answer(RedFlagAnswers(lifted="mistake"))
    record.warning_signs.answer(RedFlagAnswers(answers={"age": "yes"}))
    visitor.link("Massage", "A massage session").sees("See your doctor about it")
    look("reminder")
    record.warning_signs.answer(RedFlagAnswers(lifted="mistake"))
    assert {state: found for state, found in barriers.items() if found} == {}


@pytest.fixture(scope="module")
def narrow(devices: Devices, server: LiveServer) -> Iterator[Visitor]:
    """A phone of 320 px, kept open: loading the page costs the most."""
    device = devices.lend(server.url, 320)
    visitor = Visitor(device.context.new_page(), server)
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    yield visitor.go("learn")
    devices.give_back(device, server.url)


@pytest.mark.parametrize("place", PLACES_OF_ONE, ids=lambda place: place.path)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(narrow: Visitor, place: Place) -> None:
    narrow.link(place.name, TITLES.get(place.name, place.name))
    assert narrow.sideways_px <= 0


def test_the_bar_of_tabs_follows_the_device_at_dusk(visit: OpenVisitor) -> None:
    visitor = visit().go("learn")
    bar = visitor.page.locator(".st-key-tabs")
    for scheme, paper in (("light", "rgb(251, 250, 247)"), ("dark", "rgb(18, 24, 26)")):
        visitor.show_in(scheme)
        expect(bar).to_have_css("background-color", paper)


def test_what_people_typed_shows_as_typed_and_fetches_nothing(visit: OpenVisitor) -> None:
    visitor = visit().go("history")
    visitor.sees(EVIL, exact=True)
    pictures = visitor.page.locator("[data-testid=stMain] img")
    expect(pictures).to_have_count(1)
    assert pictures.evaluate("(picture) => picture.src") == f"{visitor.url}/assets/icon.svg"
    assert visitor.page.locator("a[href^=javascript]").count() == 0
    visitor.link("Account", "Account")
    hostile = {"name": "x.csv", "mimeType": "text/csv", "buffer": f"on_date,{EVIL}\r\n".encode()}
    visitor.page.locator("input[type=file]").set_input_files(hostile)  # type: ignore[arg-type]
    visitor.sees("column '![x](http://evil.example/x.png) <img")
    assert visitor.page.evaluate("window.wasHit") is None


def test_the_whole_record_can_be_downloaded(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit().go("account")
    with visitor.page.expect_download() as download:
        visitor.press("Download: Spreadsheet files (CSV)")
    assert download.value.suggested_filename.endswith(".zip")
    assert Path(download.value.path()).read_bytes() == zip_of(server.record())


def test_an_unforeseen_error_is_one_sentence_and_its_values_stay_out_of_the_log(
    visit: OpenVisitor, new_server: Callable[..., LiveServer], tmp_path: Path
) -> None:
    fault = tmp_path / "fault.py"
    fault.write_text(
        "import tracker.pages.history\n"
        "def fail(*_): raise ValueError('numb since Tuesday')\n"
        "tracker.pages.history._matching = fail\n"
    )
    server = new_server(change=fault)
    visitor = visit(at=server).go("history").sees("Something went wrong on our side")
    assert visitor.page.get_by_text("Traceback").count() == 0
    assert visitor.page.get_by_text("Tuesday").count() == 0
    visitor.link("Learn", "Learn")
    server.stop()
    assert server.log.count("ValueError at") == 1
    assert "Tuesday" not in server.log
