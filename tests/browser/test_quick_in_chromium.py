"""The quick check-in in a real browser: without a script, offline and back, installed; and what progress shows first."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import APP, OpenVisitor, Visitor, delayed
from tests.live_server import LiveServer
from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.accounts import erase
from tracker.access.sharing import keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.home_plan import PlanItem
from tracker.domain.period import latest_days
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.safety_words import STILL_STANDS
from tracker.locales import weekday_and_day
from tracker.record import ClientRecord
from tracker.store.store import open_store

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null || new Promise((give) => navigator.serviceWorker.addEventListener('controllerchange', () => give(true))))"
PUT = """(accounts) => import("/assets/queue.js").then(async ({ put }) => {
    for (const account of accounts) await put({
        account, entry_id: crypto.randomUUID(), fields: { leg_pain_nrs: "4" }, isAgain: false, refused: "Not now.",
    });
})"""
KNOWN = """([name, value]) => import("/assets/queue.js").then(({ lastHere }) => new Promise((give) => {
    const look = async () => (await lastHere())?.[name] === value ? give(true) : setTimeout(look, 50);
    look();
}))"""
WAITING = """() => new Promise((give) => {
    indexedDB.open("quick").onsuccess = ({ target: { result } }) => {
        result.transaction("waiting").objectStore("waiting").getAllKeys().onsuccess = ({ target }) => {
            result.close();
            give(target.result.map(([account]) => account));
        };
    };
})"""
# When the first frame with the page's end in it began, and when the first of some files was asked for.
FIRST_FRAME = """(() => {
    const look = () => {
        if (document.querySelector("#check-in button, #first svg")) window.firstFrame ??= performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
ASKED = """(part) => new Promise((give) => {
    const look = () => {
        const all = performance.getEntriesByType("resource").filter((one) => one.name.includes(part));
        all.length ? give(Math.min(...all.map((one) => one.startTime))) : setTimeout(look, 50);
    };
    look();
})"""
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true })"""


@pytest.fixture(autouse=True)
def _empty(server: LiveServer) -> None:
    server.record().erase()


def check_ins(server: LiveServer) -> list[CheckIn]:
    return [one for one in server.record().entries.all((CheckIn.kind,)) if isinstance(one, CheckIn)]


def quick(visitor: Visitor, has_script: bool = True) -> Page:
    """The page, once its script has begun: until then the form is sent as any form is."""
    visitor.page.goto(f"{visitor.url}/quick")
    if has_script and visitor.page.url.endswith("/quick"):
        begun(visitor.page)
    return visitor.page


def begun(page: Page) -> None:
    page.evaluate("() => import('/assets/quick.js').then(() => null)")


def choose(page: Page, pad: str, number: int) -> None:
    page.get_by_role("group", name=pad).locator(f"input[value='{number}']").check()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save check-in").click()


def offline_ready(visitor: Visitor) -> Page:
    """The page, once its worker keeps the form for offline."""
    page = quick(visitor)
    page.evaluate(READY)
    page.reload()
    return page


def waits(page: Page) -> Any:
    return page.locator("#waiting li")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_number_is_a_target_for_a_thumb_and_nothing_scrolls_sideways(
    visit: OpenVisitor, width: int
) -> None:
    page = quick(visit(width))
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") == 0
    boxes = [one.bounding_box() for one in page.locator(".pad input, .extent input").all()]
    assert len(boxes) == 2 * 12 + 7
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    button = page.get_by_role("button", name="Save check-in").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 900


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody(visit: OpenVisitor, scheme: str) -> None:
    visitor = visit(color_scheme=scheme)
    page = quick(visitor)
    assert visitor.barriers() == []
    choose(page, "Leg pain", 4)
    assert visitor.barriers() == []
    save(page)
    page.wait_for_url("**/quick/saved/*")
    assert visitor.barriers() == []


def test_without_a_script_it_saves_as_well(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit(java_script_enabled=False)
    page = quick(visitor, has_script=False)
    choose(page, "Back pain", 6)
    save(page)
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    assert [one.back_pain_nrs for one in check_ins(server)] == [6]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert check_ins(server) == []


def test_the_form_is_drawn_before_its_script_is_asked_for(visit: OpenVisitor) -> None:
    visitor = visit()
    visitor.page.add_init_script(FIRST_FRAME)
    page = quick(visitor, has_script=False)
    assert page.evaluate(ASKED, "/assets/quick.js") > page.evaluate("firstFrame") > 0


def test_a_day_and_a_time_are_drawn_only_where_their_fold_is_open(visit: OpenVisitor) -> None:
    for has_script in (True, False):
        page = quick(visit(java_script_enabled=has_script), has_script)
        expect(page.locator(".two")).to_have_css("display", "none")
        page.locator("#day > summary").click()
        expect(page.get_by_label("Another day")).to_be_visible()


def test_a_press_before_the_script_is_there_saves_all_the_same(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = visit()
    visitor.page.route("**/assets/after_paint.js", lambda route: route.abort())
    with visitor.cut_off():
        page = quick(visitor, has_script=False)
        choose(page, "Leg pain", 4)
        save(page)
        page.wait_for_url("**/quick/saved/*")
    assert [one.leg_pain_nrs for one in check_ins(server)] == [4]


def test_two_presses_are_one_check_in(visit: OpenVisitor, server: LiveServer) -> None:
    page = quick(visit())
    choose(page, "Leg pain", 4)
    page.get_by_role("button", name="Save check-in").dblclick()
    page.wait_for_url("**/quick/saved/*")
    assert [one.leg_pain_nrs for one in check_ins(server)] == [4]


def test_offline_it_opens_keeps_and_sends_each_once_when_back(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit()
    page = offline_ready(visitor)
    visitor.go_offline()
    page.reload()
    expect(page.get_by_text("No connection.")).to_be_visible()
    for number in (3, 5):
        choose(page, "Leg pain", number)
        save(page)
        expect(page.get_by_text("Kept on this phone.")).to_be_visible()
    expect(waits(page)).to_have_count(2)
    expect(waits(page).first).to_contain_text(weekday_and_day(clock.today(), with_year=False))
    assert check_ins(server) == []
    visitor.go_offline(False)
    expect(page.get_by_text("2 check-ins that waited are now in your record.")).to_be_visible()
    expect(waits(page)).to_have_count(0)
    assert sorted(one.leg_pain_nrs or 0 for one in check_ins(server)) == [3, 5]
    page.reload()
    expect(waits(page)).to_have_count(0)
    assert len(check_ins(server)) == 2


def test_an_emergency_stands_before_the_form_also_offline_by_whichever_page_it_came(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = visit()
    page = offline_ready(visitor)

    def offline(tier: str) -> None:
        page.evaluate(KNOWN, ["tier", tier])
        visitor.go_offline()
        page.goto(f"{visitor.url}/quick")
        stands = page.get_by_text(STILL_STANDS)
        expect(stands).to_be_visible() if tier == "A" else expect(stands).to_be_hidden()
        expect(page.locator("#check-in")).to_be_visible(visible=tier != "A")
        visitor.go_offline(False)

    visitor.go("warning-signs")
    page.get_by_test_id("stCheckbox").filter(has_text="It is hard to start to pee").locator("label").click()
    visitor.press("Save my answers")
    offline("A")
    server.record().warning_signs.answer(RedFlagAnswers(lifted="seen"))
    quick(visitor)
    offline("")
    server.record().warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
    page.goto(f"{visitor.url}/quick")
    offline("A")


def test_an_answer_lost_on_the_way_back_is_still_one_check_in(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit()
    page = quick(visitor)

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/quick", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    choose(page, "Leg pain", 4)
    with visitor.cut_off():
        save(page)
        expect(waits(page)).to_have_count(1)
    assert len(check_ins(server)) == 1
    page.unroute_all()
    page.reload()
    expect(page.get_by_text("now in your record")).to_be_visible()
    assert [one.leg_pain_nrs for one in check_ins(server)] == [4]


def test_a_refused_one_is_shown_with_its_sentence_and_can_be_mended(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = visit().expects(422)
    page = offline_ready(visitor)
    visitor.go_offline()
    page.reload()
    choose(page, "Leg pain", 4)
    page.locator("#day > summary").click()
    page.get_by_label("Another day").fill((clock.today() + timedelta(days=3)).isoformat())
    save(page)
    expect(waits(page)).to_have_count(1)
    visitor.go_offline(False)
    expect(waits(page).get_by_text("must not be in the future")).to_be_visible()
    assert check_ins(server) == []
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Another day").fill(clock.today().isoformat())
    save(page)
    page.wait_for_url("**/quick/saved/*")
    assert [one.leg_pain_nrs for one in check_ins(server)] == [4]
    quick(visitor)
    expect(waits(page)).to_have_count(0)


def test_a_full_browser_store_is_a_sentence_and_what_was_typed_stays(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = visit()
    page = quick(visitor)
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    choose(page, "Leg pain", 8)
    visitor.go_offline()
    save(page)
    expect(page.get_by_text("no room to keep the check-in")).to_be_visible()
    expect(page.get_by_role("group", name="Leg pain").locator("input[value='8']")).to_be_checked()
    visitor.go_offline(False)
    save(page)
    page.wait_for_url("**/quick/saved/*")
    assert [one.leg_pain_nrs for one in check_ins(server)] == [8]


def test_the_shortcut_for_a_flare_leaves_three_things_also_offline(
    visit: OpenVisitor, server: LiveServer
) -> None:
    day = clock.today() - timedelta(days=9)
    server.record().entries.add(CheckIn(leg_pain_nrs=8, is_flare=True, note="Heat helped", on_date=day))
    visitor = visit()
    page = offline_ready(visitor)
    calm = page.get_by_text("Exercises done")
    expect(calm).to_be_visible()
    for is_off in (False, True):
        visitor.go_offline(is_off)
        page.goto(f"{visitor.url}/quick?flare=on")
        begun(page)
        expect(page.get_by_label("Bad day: a flare")).to_be_checked()
        expect(page.get_by_text("Heat helped")).to_be_visible()
        expect(calm).to_be_hidden()
        expect(page.get_by_text("How far down does it reach?")).to_be_visible()
        expect(page.get_by_role("link", name="Warning signs")).to_be_visible()
        assert visitor.barriers() == []
    page.get_by_label("Bad day: a flare").click()
    expect(calm).to_be_visible()
    expect(page.get_by_text("Heat helped")).to_be_hidden()
    page.get_by_label("Bad day: a flare").click()
    choose(page, "Leg pain", 9)
    save(page)
    expect(waits(page)).to_have_count(1)
    visitor.go_offline(False)
    expect(waits(page)).to_have_count(0)
    assert sorted((one.leg_pain_nrs, one.is_flare) for one in check_ins(server)) == [(8, True), (9, True)]


def test_without_a_number_nothing_waits(visit: OpenVisitor) -> None:
    page = quick(visit())
    save(page)
    expect(page.get_by_text("Choose a number from 0 to 10")).to_be_visible()
    expect(waits(page)).to_have_count(0)


def test_it_can_be_installed_and_its_cache_holds_the_empty_form_alone(visit: OpenVisitor) -> None:
    visitor = visit()
    page = quick(visitor)
    choose(page, "Leg pain", 4)
    save(page)
    page.wait_for_url("**/quick/saved/*")
    offline_ready(visitor)
    errors = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert errors["errors"] == []
    assert json.loads(errors["data"])["start_url"] == "/quick"
    installable = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert installable["installabilityErrors"] == [] or all(
        one["errorId"] == "in-incognito" for one in installable["installabilityErrors"]
    )
    kept = page.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
        return found.sort();
    }""")
    scripts = [f"/assets/{name}.js" for name in ("after_paint", "left_behind", "queue", "quick")]
    assert kept == sorted([*scripts, "/assets/icon.svg", "/quick/offline"])
    scopes = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
    )
    assert scopes == ["/quick"]


@pytest.fixture(scope="module")
def practice_server(new_server: Any) -> LiveServer:
    """One for all who sign in; starting it costs as much as a test."""
    return new_server(TRACKER_MODE="practice")  # type: ignore[no-any-return]


class TestTwoPeople:
    @pytest.fixture
    def practice(self, practice_server: LiveServer) -> LiveServer:
        """With both of them in it, and nothing in their records."""
        store = open_store(practice_server.database)
        for username in ("ann", "bea"):
            if account := store.accounts.named(username):
                erase(store, Actor("operator", Role.OPERATOR), account.account_id)
            client_account(store, username)
        store.driver.close()
        return practice_server

    def sign_in(self, page: Page, username: str) -> None:
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    def test_what_waits_is_its_accounts_own_and_a_sign_out_warns(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        visitor = visit(at=practice).expects(401)
        page = quick(visitor)
        self.sign_in(page, "ann")
        page.wait_for_url("**/quick")
        page.evaluate(READY)
        page.reload()
        expect(page.get_by_role("heading", name="How is it now?")).to_be_visible()
        token = next(one for one in page.context.cookies() if one["name"] == "tracker")
        visitor.go_offline()
        page.reload()
        choose(page, "Leg pain", 4)
        save(page)
        expect(waits(page)).to_have_count(1)

        page.context.clear_cookies(name="tracker")
        visitor.go_offline(False)
        expect(page.get_by_text("kept until you sign in again")).to_be_visible()
        page.get_by_role("link", name="Sign in").click()
        self.sign_in(page, "bea")
        page.wait_for_url("**/quick")
        expect(page.get_by_role("heading", name="How is it now?")).to_be_visible()
        expect(waits(page)).to_have_count(0)
        self._sign_out(page)

        page.goto(f"{practice.url}/sign-in")
        page.context.add_cookies([token])  # type: ignore[list-item]
        page.goto(f"{practice.url}/quick")
        expect(page.get_by_text("now in your record")).to_be_visible()
        assert {name: len(each) for name, each in self._logged(practice).items()} == {"ann": 1, "bea": 0}

    def test_without_a_network_the_form_is_of_who_signed_in_last_on_whichever_page(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        visitor = visit(at=practice)
        self.sign_in(quick(visitor), "ann")
        visitor.page.wait_for_url("**/quick")
        page = offline_ready(visitor)
        begun(page)
        other = quick(visit(at=practice))
        self.sign_in(other, "bea")
        other.wait_for_url("**/quick")
        page.context.add_cookies([one for one in other.context.cookies() if one["name"] == "tracker"])  # type: ignore[misc]
        page.goto(f"{practice.url}/progress")
        page.evaluate(KNOWN, ["name", "bea"])
        visitor.go_offline()
        page.goto(f"{practice.url}/quick")
        expect(page.get_by_text("It is saved for bea.")).to_be_visible()
        choose(page, "Leg pain", 4)
        save(page)
        expect(waits(page)).to_have_count(1)
        visitor.go_offline(False)
        expect(page.get_by_text("now in your record")).to_be_visible()
        assert {name: len(each) for name, each in self._logged(practice).items()} == {"ann": 0, "bea": 1}

    def _logged(self, practice: LiveServer) -> dict[str, Any]:
        store, days = open_store(practice.database), latest_days(2, clock.today())
        ids = {name: store.accounts.named(name).account_id for name in ("ann", "bea")}
        logged = {name: store.entries.of_kind(ids[name], CheckIn.kind, days) for name in ids}
        store.driver.close()
        return logged

    def _sign_out(self, page: Page) -> None:
        page.goto(page.url.replace("/quick", "/password"))
        page.evaluate("""() => {
            const form = document.createElement("form");
            Object.assign(form, { method: "post", action: "/sign-out" });
            document.body.append(form);
            form.requestSubmit();
        }""")
        expect(page).to_have_url(re.compile("/sign-in"))

    def test_the_home_plan_is_there_without_a_network_also_what_is_in_own_words(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        store = open_store(practice.database)
        tess = store.accounts.named("tess") or sign_up(store, "tess", PASSWORD, "therapist")
        ann = store.accounts.named("ann")
        assert ann is not None
        share = shared(store, ann)[0]
        keep_share(store, tess, share)
        theirs = ClientRecord(store, actor_of(tess), ann.account_id, share=store.shares.get(share.share_id))
        theirs.home_plan.add(PlanItem(exercise_id="short_walk", written_by=""))
        theirs.home_plan.add(PlanItem(own_words="A swim <b>", days_a_week=2, written_by=""))
        store.driver.close()
        visitor = visit(at=practice)
        self.sign_in(quick(visitor), "ann")
        visitor.page.wait_for_url("**/quick")
        page = offline_ready(visitor)
        begun(page)
        visitor.go_offline()
        page.reload()
        expect(page.get_by_text("No connection.")).to_be_visible()
        expect(page.get_by_text("Short walk, every day")).to_be_visible()
        expect(page.get_by_text("Also on your home plan: A swim <b>, 2 days a week.")).to_be_visible()

    def test_a_sign_out_with_check_ins_waiting_warns_first_and_then_leaves_nothing(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        visitor = visit(at=practice)
        page = quick(visitor)
        self.sign_in(page, "bea")
        page.wait_for_url("**/quick")
        begun(page)
        page.route(
            "**/quick", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        choose(page, "Leg pain", 4)
        with visitor.cut_off():
            save(page)
            expect(waits(page)).to_have_count(1)
        page.goto(f"{practice.url}/password")
        sign_out = page.get_by_role("button", name="Sign out").first
        with page.expect_event("dialog") as asked:
            sign_out.click()
        assert asked.value.message.startswith("A check-in on this phone is not sent yet.")
        asked.value.dismiss()
        assert page.url == f"{practice.url}/password"
        with page.expect_event("dialog") as asked:
            sign_out.click()
        asked.value.accept()
        expect(page).to_have_url(re.compile("/sign-in"))
        left = page.evaluate(
            "import('/assets/queue.js').then(async (queue) => [await queue.lastHere() ?? null])"
        )
        assert left == [None]

    def _one_waits_for_each(self, page: Page, practice: LiveServer) -> dict[str, str]:
        """Ann is here and offline for a moment; Bea used this browser before. Return their account ids."""
        store = open_store(practice.database)
        ids = {}
        for name in ("ann", "bea"):
            ids[name] = store.accounts.named(name).account_id
        store.driver.close()
        self.sign_in(page, "ann")
        page.wait_for_url("**/quick")
        begun(page)
        page.evaluate(PUT, [ids["bea"], ids["ann"]])
        return ids

    def test_who_erases_the_account_here_leaves_nothing_and_others_keep_what_waits(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        # The app's page may ask once more before it is left.
        visitor = visit(at=practice).expects(401)
        page = quick(visitor)
        ids = self._one_waits_for_each(page, practice)
        visitor.go("account").unfold("Erase my account for good")
        sees = "check-ins that wait unsent in this browser"
        visitor.sees(sees).fill('Type "erase" to confirm', "erase").press("Erase everything")
        expect(page).to_have_url(re.compile(r"/sign-in\?why=erased$"))
        expect(page.get_by_text("Your account and your record are erased.")).to_be_visible()
        assert page.evaluate(WAITING) == [ids["bea"]]
        expect(page.locator("#left-behind")).to_have_count(0)

    def test_what_waits_for_an_account_erased_elsewhere_is_told_and_deleted_when_asked(
        self, visit: OpenVisitor, practice: LiveServer
    ) -> None:
        # The app's page may ask once more before it is left.
        visitor = visit(at=practice).expects(401)
        page = quick(visitor)
        ids = self._one_waits_for_each(page, practice)
        visitor.go("learn")
        store = open_store(practice.database)
        erase(store, Actor("operator", Role.OPERATOR), ids["ann"])
        store.driver.close()
        expect(page).to_have_url(re.compile(r"/sign-in\?why=erased$"))
        told = page.get_by_text(
            "A check-in waits in this browser for an account that does not exist any more."
        )
        expect(told).to_be_visible()
        assert visitor.barriers() == []
        delete = page.get_by_role("button", name="Delete it from this browser")
        page.once("dialog", lambda asked: asked.dismiss())
        delete.click()
        assert sorted(page.evaluate(WAITING)) == sorted(ids.values())
        page.once("dialog", lambda asked: asked.accept())
        delete.click()
        expect(page.get_by_text("Deleted.")).to_be_visible()
        assert page.evaluate(WAITING) == [ids["bea"]]
        page.reload()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.locator("#left-behind")).to_have_count(0)


def test_progress_shows_answer_and_chart_before_any_script_and_nothing_jumps(
    visit: OpenVisitor, server: LiveServer
) -> None:
    for ago in range(40):
        server.record().entries.add(
            CheckIn(on_date=clock.today() - timedelta(days=ago), leg_pain_nrs=min(10, ago // 5 + 1))
        )
    plain = visit(java_script_enabled=False)
    plain.page.goto(f"{plain.url}/progress")
    expect(plain.page.get_by_text("Leg pain averages").first).to_be_visible()
    expect(plain.page.locator("#first .plot[data-chart=pain_trend]")).to_be_visible()
    for width in (390, 1280):
        visitor = visit(width)
        visitor.page.add_init_script(SHIFTS)
        visitor.page.add_init_script(FIRST_FRAME)
        with delayed(visitor.page, APP):
            visitor.page.goto(f"{visitor.url}/progress")
            visitor.page.locator("#first").wait_for()
            assert visitor.page.evaluate(ASKED, "/static/") > visitor.page.evaluate("firstFrame") > 0
        visitor.page.locator("#first").wait_for(state="detached")
        visitor.settle()
        assert visitor.page.evaluate("shifts.reduce((sum, one) => sum + one, 0)") < 0.1
        if width < 600:
            assert visitor.page.locator(".js-plotly-plot").count() == 0
            visitor.page.get_by_role("button", name="Tap values").first.click()
            expect(visitor.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
