"""A client on a phone marks where it hurts, takes what the furthest place proposes, mends it, and sees then and now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor
from tests.live_server import LiveServer
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import SADDLE_MARKED


def fill(server: LiveServer) -> None:
    server.record().imports.bring_in(
        CheckIn(leg_pain_nrs=4, pain_places=("left_heel",), on_date=clock.today() - timedelta(days=ago))
        for ago in range(50, 60)
    )


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(fill)


def test_where_it_hurts_on_a_phone(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit(390, 844)
    page = visitor.page
    figures = page.get_by_role("group", name="Where does it hurt?")
    visitor.go("check-in").tap("Leg pain", 4)
    expect(page.get_by_text("Where exactly?")).to_have_count(0)
    visitor.unfold("More about this check-in").unfold("Where exactly?").settle()
    figures.get_by_role("checkbox", name="Left calf").tap()
    visitor.sees("By the places you marked, it is felt to the calf.").settle()
    page.get_by_label("Left calf: what kind?").select_option("burning")
    page.get_by_label("Left calf: how bad, 0 to 10?").select_option("6")
    visitor.settle().press("Say: felt to the calf")
    visitor.sees("How far down: felt to the calf").settle()
    expect(page.get_by_role("radio", name="Calf")).to_have_attribute("aria-checked", "true")
    assert visitor.sideways_px <= 0
    assert visitor.barriers() == []

    visitor.press("Save check-in").saved().sees("marked left calf (burning, 6)")
    visitor.link("Change it", "Change an entry").settle()
    page.get_by_role("button", name="In front").tap()
    visitor.settle()
    figures.get_by_role("checkbox", name="Right groin").tap()
    page.get_by_role("checkbox", name="Between the legs").tap()
    visitor.sees(SADDLE_MARKED).settle().press("Save changes").sees("Changes saved.")
    assert server.record().entries.all()[0].pain_places == (  # type: ignore[attr-defined]
        "left_calf burning 6",
        "right_groin",
        "saddle",
    )

    visitor.go("progress")
    page.locator("[data-door=places] summary").tap()
    picture = page.get_by_role("img", name="In the first 14 days of marking")
    expect(picture.locator("svg text", has_text="10→0")).to_have_count(1)
    expect(
        page.get_by_text("between the legs on 1, left calf (burning) on 1 and right groin on 1").first
    ).to_be_visible()
    assert visitor.sideways_px <= 0
    assert visitor.barriers() == []
