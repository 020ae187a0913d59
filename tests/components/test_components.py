"""The widgets in a browser on a phone: taps, keys, sizes, names, themes; and without one in AppTest."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from streamlit.testing.v1 import AppTest

from tests.browser.visitor import barriers
from tests.waiting import LONGEST_SECONDS
from tracker.components.answer import tapped

NRS = range(11)
# A hold of the gallery, and a moment.
HOLD_MS = 61_000
# Holds back what the server says while isHeld is true, as a slow line would.
SLOW_LINE = """
window.isHeld = false;
window.held = [];
window.said = (event) => new TextDecoder().decode(event.data);
const listen = WebSocket.prototype.addEventListener;
WebSocket.prototype.addEventListener = function (type, hear, ...rest) {
    if (type !== "message") return listen.call(this, type, hear, ...rest);
    window.deliver = () => { window.isHeld = false; window.held.forEach((event) => hear.call(this, event)); };
    return listen.call(this, type, (event) => window.isHeld ? window.held.push(event) : hear.call(this, event));
};
"""
# Two digits belong together when they come soon after each other: here in one go, however busy the machine.
TYPE_AT_ONCE = """(target, keys) => [...keys].forEach((key) => target.getRootNode().activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true })))"""
# Everything an element shows from now on.
EVERY_TEXT = """(element) => {
    const texts = [];
    new MutationObserver(() => texts.push(element.textContent)).observe(element, { childList: true });
    return texts;
}"""


def pad(page: Page, label: str = "Back pain now") -> Locator:
    return page.get_by_role("radiogroup", name=label)


def nrs(page: Page, number: int, label: str = "Back pain now") -> Locator:
    return pad(page, label).get_by_role("radio").nth(number)


def shows(page: Page, answer: str) -> None:
    expect(page.get_by_text(answer, exact=True)).to_be_visible()


def is_chosen(target: Locator) -> None:
    expect(target).to_have_attribute("aria-checked", "true")


@pytest.mark.browser
class TestPainPad:
    def test_a_tap_on_0_answers_0_and_not_blank(self, phone: Page) -> None:
        shows(phone, "back is None")
        nrs(phone, 0).tap()
        shows(phone, "back is 0")
        is_chosen(nrs(phone, 0))

    def test_the_given_score_is_shown_and_the_clear_button_makes_it_blank(self, phone: Page) -> None:
        is_chosen(nrs(phone, 5, "Leg pain now"))
        phone.get_by_role("button", name="Clear").first.tap()
        shows(phone, "leg is None")
        expect(pad(phone, "Leg pain now").locator("[aria-checked=true]")).to_have_count(0)

    def test_a_second_tap_makes_it_blank_but_a_bouncing_one_does_not(self, phone: Page) -> None:
        nrs(phone, 5, "Leg pain now").tap()
        shows(phone, "leg is None")
        nrs(phone, 4).evaluate("(four) => { four.click(); four.click(); }")
        shows(phone, "back is 4")

    def test_rapid_taps_end_on_the_last_one(self, phone: Page) -> None:
        targets = pad(phone).get_by_role("radio")
        targets.evaluate_all("targets => [2, 9, 0, 3, 7].forEach((number) => targets[number].click())")
        is_chosen(nrs(phone, 7))
        shows(phone, "back is 7")
        is_chosen(nrs(phone, 7))

    def test_keys_move_choose_and_clear(self, phone: Page) -> None:
        nrs(phone, 0).focus()
        keys = [("Space", 0), ("ArrowRight", 1), ("End", 10), ("ArrowRight", 0), ("ArrowUp", 10), ("Home", 0)]
        for key, score in [*keys, ("6", 6), ("10", 10), ("Delete", None)]:
            if key == "10":
                nrs(phone, 6).evaluate(TYPE_AT_ONCE, key)
            else:
                phone.keyboard.press(key)
            expect(phone.locator("#reading").nth(1)).to_have_text(
                "no answer yet" if score is None else f"{score} of 10"
            )
        shows(phone, "back is None")
        phone.keyboard.press("8")
        stops = pad(phone).get_by_role("radio").evaluate_all("all => all.map((one) => one.tabIndex)")
        assert stops == [0 if number == 8 else -1 for number in NRS]

    def test_an_older_answer_of_the_server_takes_no_newer_tap_back(self, phone: Page) -> None:
        phone.add_init_script(SLOW_LINE)
        phone.reload()
        nrs(phone, 0).tap()
        shows(phone, "back is 0")
        phone.evaluate("window.isHeld = true")
        nrs(phone, 2).tap()
        phone.wait_for_function("() => window.held.some((event) => said(event).includes('back is 2'))")
        readings = phone.locator("#reading").nth(1).evaluate_handle(EVERY_TEXT)
        nrs(phone, 9).evaluate("(nine) => { nine.click(); deliver(); }")
        shows(phone, "back is 9")
        assert set(readings.json_value()) == {"9 of 10"}

    def test_a_tap_during_a_slow_save_survives_it(self, phone: Page, release: Callable[[], int]) -> None:
        nrs(phone, 3, "Leg pain now").tap()
        shows(phone, "leg is 3")
        phone.get_by_role("button", name="Save").tap()
        shows(phone, "Saving")
        nrs(phone, 7, "Leg pain now").tap()
        release()
        shows(phone, "leg is 7")
        is_chosen(nrs(phone, 7, "Leg pain now"))

    def test_a_new_value_from_the_script_is_painted(self, phone: Page, release: Callable[[], int]) -> None:
        nrs(phone, 3, "Leg pain now").tap()
        shows(phone, "leg is 3")
        phone.get_by_role("button", name="Save").tap()
        shows(phone, "Saving")
        release()
        shows(phone, "leg is None")
        expect(pad(phone, "Leg pain now").locator("[aria-checked=true]")).to_have_count(0)


@pytest.mark.browser
def test_pain_extent_is_chosen_by_tap_and_key_and_cleared(shared_phone: Page) -> None:
    shared_phone.get_by_role("radio", name="Thigh").tap()
    shows(shared_phone, "extent is thigh")
    shared_phone.keyboard.press("ArrowDown")
    shows(shared_phone, "extent is calf")
    shared_phone.keyboard.press("Home")
    shows(shared_phone, "extent is none")
    shared_phone.keyboard.press("Backspace")
    shows(shared_phone, "extent is None")


@pytest.mark.browser
def test_body_map_toggles_by_key_and_tap_and_lists_the_areas(shared_phone: Page) -> None:
    areas = shared_phone.get_by_role("group", name="Where?", exact=True)
    is_chosen(areas.get_by_role("checkbox", name="Lower back"))
    areas.get_by_role("checkbox", name="Left hamstring").focus()
    shared_phone.keyboard.press("Space")
    shows(shared_phone, "areas are lower_back left_hamstring.")
    shows(shared_phone, "Chosen: lower back, left hamstring.")
    shared_phone.keyboard.press("Enter")
    areas.get_by_role("checkbox", name="Right foot").tap()
    shows(shared_phone, "areas are lower_back right_foot.")
    assert areas.get_by_role("checkbox").count() == 10


@pytest.mark.browser
def test_pain_places_are_marked_by_tap_and_key_with_a_kind_and_a_number(shared_phone: Page) -> None:
    figures = shared_phone.get_by_role("group", name="Where does it hurt?")
    figures.get_by_role("checkbox", name="Left calf").tap()
    shows(shared_phone, "places are left_calf.")
    shared_phone.get_by_label("Left calf: what kind?").select_option("burning")
    shared_phone.get_by_label("Left calf: how bad, 0 to 10?").select_option("0")
    shows(shared_phone, "places are left_calf burning 0.")
    shared_phone.get_by_role("button", name="In front").tap()
    figures.get_by_role("checkbox", name="Right knee").focus()
    shared_phone.keyboard.press("Space")
    shared_phone.get_by_role("checkbox", name="Between the legs").focus()
    shared_phone.keyboard.press("Enter")
    shows(shared_phone, "places are left_calf burning 0; right_knee; saddle.")
    shared_phone.get_by_role("button", name="Take off: Left calf").tap()
    shows(shared_phone, "places are right_knee; saddle.")
    figures.get_by_role("checkbox", name="Right knee").tap()
    shows(shared_phone, "places are saddle.")


@pytest.mark.browser
def test_hold_timer_counts_the_holds_and_resets(shared_phone: Page) -> None:
    timer = shared_phone.get_by_role("group", name="Nerve glide")
    timer.get_by_role("button", name="Start").tap()
    expect(timer.get_by_role("status")).to_have_text("Hold 1 of 2: start.")
    timer.get_by_role("button", name="Pause").tap()
    expect(timer.get_by_role("status")).to_have_text("Paused.")
    timer.get_by_role("button", name="Go on").tap()
    shared_phone.clock.run_for(HOLD_MS)
    shows(shared_phone, "holds are 1")
    shared_phone.clock.run_for(HOLD_MS)
    shows(shared_phone, "holds are 2")
    expect(timer.get_by_role("status")).to_contain_text("All 2 holds done")
    timer.get_by_role("button", name="Reset").tap()
    shows(shared_phone, "holds are 0")


@pytest.mark.browser
def test_stop_keeps_the_holds_done_and_counts_no_half_one(shared_phone: Page) -> None:
    timer = shared_phone.get_by_role("group", name="Nerve glide")
    timer.get_by_role("button", name="Start").tap()
    expect(timer.get_by_role("status")).to_have_text("Hold 1 of 2: start.")
    shared_phone.clock.run_for(HOLD_MS)
    expect(timer.get_by_role("status")).to_have_text("Hold 2 of 2: start.")
    timer.get_by_role("button", name="Stop: it hurts").tap()
    expect(timer.get_by_role("status")).to_have_text("Stopped after 1 of 2. Ease out of it slowly.")
    shows(shared_phone, "holds are 1")
    timer.get_by_role("button", name="Reset").tap()
    shows(shared_phone, "holds are 0")


@pytest.mark.browser
def test_drawing_is_named_harmless_and_follows_the_theme(shared_phone: Page) -> None:
    picture = shared_phone.get_by_role("img", name="A line that rises")
    ground = picture.locator("#ground")
    expect(ground).to_have_css("fill", "rgb(255, 255, 255)")
    assert picture.locator("script, foreignObject, a, [onload], [onclick]").count() == 0
    assert shared_phone.evaluate("window.wasHit") is None
    size = picture.bounding_box()
    assert size is not None
    assert (round(size["width"]), round(size["height"])) == (200, 60)
    shared_phone.emulate_media(color_scheme="dark")
    expect(ground).to_have_css("fill", "rgb(26, 34, 37)")
    shared_phone.emulate_media(color_scheme="light")


@pytest.mark.browser
def test_every_target_is_44_px_and_nothing_scrolls_sideways(shared_phone: Page) -> None:
    small = shared_phone.locator(".stBidiComponent").evaluate_all("""boxes => boxes.flatMap((box) => {
        const root = box.querySelector("[data-testid=stBidiComponentIsolated]").shadowRoot;
        return [...root.querySelectorAll("[role=radio], [role=checkbox], button, select")]
            .filter((target) => target.checkVisibility()).map((target) => {
            const { width, height } = target.getBoundingClientRect();
            const name = target.getAttribute("aria-label") ?? target.textContent.trim();
            return width >= 44 && height >= 44 ? null : `${name}: ${width} x ${height}`;
        }).filter(Boolean);
    })""")
    assert small == []
    assert shared_phone.evaluate("document.scrollingElement.scrollWidth") == 390


@pytest.mark.browser
def test_axe_finds_nothing_serious_in_light_and_in_dark(shared_phone: Page) -> None:
    shared_phone.get_by_role("radio", name="Thigh").tap()
    shows(shared_phone, "extent is thigh")
    places = shared_phone.get_by_role("group", name="Where does it hurt?")
    shared_phone.get_by_role("button", name="From behind").tap()
    places.get_by_role("checkbox", name="Upper back").tap()
    expect(shared_phone.get_by_label("Upper back: what kind?")).to_be_visible()
    ground = shared_phone.locator("#ground")
    for scheme, surface in [("light", "rgb(255, 255, 255)"), ("dark", "rgb(26, 34, 37)")]:
        shared_phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(ground).to_have_css("fill", surface)
        assert barriers(shared_phone, within=".stBidiComponent") == []


class TestWithoutABrowser:
    """AppTest has no script engine; a test there sets the state that a tap would leave."""

    @pytest.fixture
    def app(self) -> AppTest:
        gallery = Path(__file__).with_name("gallery.py")
        return AppTest.from_file(str(gallery), default_timeout=LONGEST_SECONDS).run()

    def texts(self, app: AppTest) -> list[str]:
        assert not app.exception
        return [text.value for text in app.text]

    def test_the_given_values_are_the_answers(self, app: AppTest) -> None:
        expected = [
            "leg is 5",
            "back is None",
            "extent is None",
            "areas are lower_back.",
            "places are .",
            "holds are 0",
        ]
        assert self.texts(app) == expected

    def test_a_state_as_a_tap_leaves_it_is_the_answer(self, app: AppTest) -> None:
        app.session_state["leg"] = tapped(None)
        app.session_state["back"] = tapped(0)
        app.session_state["extent"] = tapped("calf")
        app.session_state["areas"] = tapped(["right_calf", "upper_back"])
        app.session_state["places"] = tapped(["right_knee 0"])
        app.session_state["holds"] = tapped(2)
        expected = [
            "leg is None",
            "back is 0",
            "extent is calf",
            "areas are upper_back right_calf.",
            "places are right_knee 0.",
            "holds are 2",
        ]
        assert self.texts(app.run()) == expected

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("leg", 11),
            ("leg", True),
            ("leg", 2.5),
            ("extent", "knee"),
            ("areas", ["knee"]),
            ("areas", 3),
            ("places", ["elbow"]),
            ("places", ["left_calf 11"]),
            ("places", "left_calf"),
            ("places", None),
            ("holds", 3),
        ],
    )
    def test_what_no_tap_can_leave_is_no_answer(self, app: AppTest, key: str, value: object) -> None:
        before = self.texts(app)
        app.session_state[key] = tapped(value)
        assert self.texts(app.run()) == before
