"""Where it hurts: the map opens inside the check-in, proposes how far it reaches, and hears a warning sign."""

from tests.pages.opened_app import OpenedApp
from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import SADDLE_MARKED
from tracker.pages.edit import edit_address
from tracker.record import ClientRecord


def only_entry(record: ClientRecord) -> CheckIn:
    (entry,) = record.entries.all()
    assert isinstance(entry, CheckIn)
    return entry


def opened(app: OpenedApp) -> OpenedApp:
    return opened_map(app.go("check-in").tap(leg_pain_nrs=4).unfold())


def opened_map(app: OpenedApp) -> OpenedApp:
    app.test.session_state[app.draft.key("map")] = True
    return app.rerun()


def test_the_map_is_not_there_until_its_line_is_opened(app: OpenedApp) -> None:
    app.go("check-in").tap(leg_pain_nrs=4)
    assert "Where exactly" not in app.words
    assert "pain_places" not in app.unfold().draft.taps
    assert "pain_places" in opened_map(app).draft.taps


def test_marked_places_are_kept_and_mended(app: OpenedApp, record: ClientRecord) -> None:
    opened(app).tap(pain_places=["right_heel", "left_calf burning 6"]).press("Save check-in")
    saved = only_entry(record)
    assert saved.pain_places == ("left_calf burning 6", "right_heel")
    assert "marked left calf (burning, 6), right heel or sole" in app.words
    app.go("history", **edit_address(saved))
    app.form = "edit"
    app.tap(pain_places=["left_calf numb"]).press("Save changes")
    assert only_entry(record).pain_places == ("left_calf numb",)
    assert only_entry(record).version == 2


def test_the_furthest_place_proposes_and_the_person_decides(app: OpenedApp, record: ClientRecord) -> None:
    opened(app).tap(pain_extent="thigh").tap(pain_places=["left_buttock", "left_calf"])
    assert "By the places you marked, it is felt to the calf." in app.words
    assert app.draft.taps["pain_extent"] == "thigh"
    app.press("Say: felt to the calf")
    assert app.draft.taps["pain_extent"] == "calf"
    assert not app.has_button("Say: felt to the calf")
    assert "How far down: felt to the calf, as the places you marked." in app.words
    app.press("Save check-in")
    assert only_entry(record).pain_extent == "calf"


def test_what_is_proposed_may_be_left(app: OpenedApp, record: ClientRecord) -> None:
    opened(app).tap(pain_places=["left_shin"]).press("Save check-in")
    assert only_entry(record).pain_extent is None


def test_a_groin_proposes_nothing(app: OpenedApp) -> None:
    assert "By the places" not in opened(app).tap(pain_places=["left_groin"]).words


def test_between_the_legs_leads_to_the_warning_signs_at_once_and_after_save(app: OpenedApp) -> None:
    opened(app).tap(pain_places=["saddle numb"])
    assert SADDLE_MARKED in app.words
    assert "Read the warning signs" in app.links
    app.press("Save check-in")
    assert SADDLE_MARKED in app.words
    assert "Warning signs" in app.links


def test_bent_answers_of_the_browser_mark_nothing(app: OpenedApp, record: ClientRecord) -> None:
    opened(app).tap(pain_places=["elbow"]).press("Save check-in")
    assert only_entry(record).pain_places == ()
