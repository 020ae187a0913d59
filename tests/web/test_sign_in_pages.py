"""Signing in, out and up, passwords and consent, as a browser meets them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pyotp
import pytest

from tests.practice import PASSWORD, client_account
from tracker import clock
from tracker.access.accounts import disable, erase
from tracker.access.one_use_codes import invite, recovery_code
from tracker.access.sharing import needs_consent
from tracker.access.sign_in import actor_of, sign_up
from tracker.demo import invent_practice
from tracker.domain.client import Actor, Role
from tracker.store.store import Store
from tracker.web.forms import URLENCODED

OPERATOR = Actor("operator", Role.OPERATOR)
NEW = "another walk by the sea"
HTML = {"accept": "text/html"}


def sign_in(who, username: str, password: str = PASSWORD, **more: str):
    return who.post("/sign-in", data={"username": username, "password": password, **more})


def test_the_token_is_a_new_one_at_every_sign_in(practice: Store, browser) -> None:
    client_account(practice, "ann")
    tokens, attempts = set(), 20
    ann = browser()
    ann.cookies.set("tracker", "fixed-by-somebody-else", domain="127.0.0.1", path="/")
    for _ in range(attempts):
        sign_in(ann, "ann")
        tokens.add(ann.cookies.get("tracker", domain="127.0.0.1"))
    assert len(tokens - {"fixed-by-somebody-else"}) == attempts
    assert practice.read("SELECT count(*) FROM web_session")[1] == [(1,)], "the one before ends"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(practice: Store, browser) -> None:
    client_account(practice, "ann")
    given = sign_in(browser(), "ann").headers.get_list("set-cookie")
    assert re.fullmatch(r"tracker=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", given[0])
    assert re.fullmatch(
        r"tracker-device=[\w-]{43}; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax", given[1]
    )


def test_on_https_the_cookie_belongs_to_this_host_alone(practice: Store, browser, monkeypatch) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", "https://tracker.example.org")
    client_account(practice, "ann")
    ann = browser(base_url="https://tracker.example.org")
    answer = sign_in(ann, "ann")
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-tracker")
        assert "Secure" in cookie
        assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert ann.get("/session").status_code == 204
    assert ann.get("/_stcore/told").headers["set-cookie"].endswith("; Secure"), "Streamlit's own too"


@pytest.mark.parametrize("how", ["sign-out", "everywhere", "password", "disabled", "erased", "recovered"])
def test_an_old_cookie_is_dead(practice: Store, browser, how: str) -> None:
    account = client_account(practice, "ann")
    ann, other = browser("ann"), browser("ann")
    old = ann.cookies.get("tracker")
    code = recovery_code(practice, OPERATOR, account)
    {
        "sign-out": lambda: ann.post("/sign-out"),
        "everywhere": lambda: other.post("/sign-out", data={"everywhere": "yes"}),
        "password": lambda: ann.post("/password", data={"old_password": PASSWORD, "password": NEW}),
        "disabled": lambda: disable(practice, OPERATOR, account.account_id),
        "erased": lambda: erase(practice, actor_of(account), account.account_id),
        "recovered": lambda: browser().post("/recover", data={"code": code, "password": NEW}),
    }[how]()
    thief = browser(cookie=f"tracker={old}")
    assert thief.get("/session").status_code == 401
    assert thief.get("/export/csv").status_code == 401
    assert ann.get("/session").status_code == (204 if how == "password" else 401)
    assert other.get("/session").status_code == (204 if how == "sign-out" else 401)


@pytest.mark.parametrize(
    ("role", "awake", "asleep"),
    [
        ("client", timedelta(minutes=29), timedelta(minutes=31)),
        ("therapist", timedelta(minutes=14), timedelta(minutes=16)),
        ("owner", timedelta(minutes=14), timedelta(minutes=16)),
    ],
)
def test_a_session_left_alone_ends(practice: Store, browser, monkeypatch, role, awake, asleep) -> None:
    sign_up(practice, "somebody", PASSWORD, role)
    who, began = browser("somebody"), clock.utc_now()
    for later, status in ((awake, 204), (asleep, 401)):
        monkeypatch.setattr(clock, "utc_now", lambda later=later: began + later)
        assert who.get("/session").status_code == status


def test_a_session_in_use_ends_after_eight_hours(practice: Store, browser, monkeypatch) -> None:
    client_account(practice, "ann")
    ann, began = browser("ann"), clock.utc_now()
    for minutes in range(20, 480, 20):
        monkeypatch.setattr(clock, "utc_now", lambda now=began + timedelta(minutes=minutes): now)
        assert ann.get("/_stcore/told").status_code == 200
    monkeypatch.setattr(clock, "utc_now", lambda: began + timedelta(hours=8))
    assert ann.get("/_stcore/told").status_code == 401


def test_every_kind_of_no_is_the_same_answer(practice: Store, browser) -> None:
    client_account(practice, "ann")
    gone = client_account(practice, "gone")
    disable(practice, OPERATOR, gone.account_id)
    answers = {
        (answer.status_code, answer.text.replace(name, "NAME"))
        for name, password in (("ann", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("gone", "wrong"))
        for answer in [sign_in(browser(), name, password)]
    }
    assert len(answers) == 1


def test_what_was_typed_stays_but_never_a_password(practice: Store, browser) -> None:
    answer = sign_in(browser(), 'ann"><script>alert(1)</script>', "a secret that was typed")
    assert answer.status_code == 401
    assert "ann&#34;&gt;&lt;script&gt;" in answer.text
    assert "<script>" not in answer.text
    assert "a secret that was typed" not in answer.text


def test_guessing_is_stopped_and_stays_stopped_while_a_known_browser_gets_in(
    practice: Store, browser
) -> None:
    client_account(practice, "ann")
    known = browser("ann")
    known.post("/sign-out")
    codes = [sign_in(browser(), "ann", f"guess {number}").status_code for number in range(30)]
    assert codes.count(401) <= 10
    assert sign_in(browser(), "ann").status_code == 429, "also the right password, from an unknown browser"
    assert sign_in(known, "ann").status_code == 303


def test_a_one_time_code_is_asked_for_and_works_once(practice: Store, browser) -> None:
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    secret = pyotp.random_base32()
    practice.write("UPDATE account SET totp_secret = :secret", secret=secret)
    code = pyotp.TOTP(secret).at(clock.utc_now())
    assert tess.role == "therapist"
    assert sign_in(browser(), "tess").status_code == 401
    assert sign_in(browser(), "tess", code=code).status_code == 303
    assert sign_in(browser(), "tess", code=code).status_code == 401


def test_a_wrong_form_is_refused_before_it_is_read_and_told_why(practice: Store, browser) -> None:
    nobody = browser()
    assert sign_in(nobody, "ann", "x" * 1_000_000).status_code == 413
    many_fields = nobody.post("/sign-in", data={f"field{n}": "" for n in range(50)})
    assert (many_fields.status_code, "more than this form takes" in many_fields.text) == (413, True)
    for not_sent_by_the_page in (
        nobody.post("/sign-in", json={"username": "ann"}),
        nobody.post("/sign-in", data={"username": "ann"}, files={"password": b"x"}),
        nobody.post("/sign-in", content=b"\xff\xfe", headers={"content-type": URLENCODED}),
    ):
        assert not_sent_by_the_page.status_code == 415
        assert "not how this form is sent" in not_sent_by_the_page.text
    assert nobody.post("/sign-in").status_code == 401


@pytest.mark.parametrize("media_type", [URLENCODED.upper(), f"{URLENCODED} ; charset=UTF-8"])
def test_a_forms_media_type_is_read_in_any_case_and_with_parameters(
    practice: Store, browser, media_type: str
) -> None:
    client_account(practice, "ann")
    form = urlencode({"username": "ann", "password": PASSWORD})
    answer = browser().post("/sign-in", content=form, headers={"content-type": media_type})
    assert answer.status_code == 303


def test_a_stranger_makes_an_account_consents_and_logs(practice: Store, browser) -> None:
    new = browser()
    assert "invitation" not in new.get("/sign-up").text.lower()
    answer = new.post("/sign-up", data={"username": "Newcomer", "password": PASSWORD, "name": "New <i>C</i>"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
    answer = new.get("/check-in", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/consent")
    account = practice.accounts.named("newcomer")
    assert account is not None
    assert new.get("/account", headers=HTML).status_code == 200, "erasing needs no consent"
    assert new.get("/export/csv").status_code == 200, "nor does taking the data away"
    assert new.post("/consent", data={"version": "2026-11"}).status_code == 422
    assert new.post("/consent", data={"version": "1999-01", "agree": "yes"}).status_code == 422
    of_another = {"version": "2026-11", "agree": "yes", "account": "who was here before"}
    assert new.post("/consent", data=of_another).status_code == 409
    assert f'name="account" value="{account.account_id}"' in new.get("/consent").text
    assert needs_consent(practice, account.account_id)
    assert new.post("/consent", data={"version": "2026-11", "agree": "yes"}).status_code == 303
    assert not needs_consent(practice, account.account_id)
    assert new.get("/check-in", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"username": "ann", "password": PASSWORD}, "taken"),
        ({"username": "a", "password": PASSWORD}, "3 to 40"),
        ({"username": "newcomer", "password": "short"}, "at least 8"),
        ({"username": "newcomer", "password": "password1"}, "many people use"),
        ({"username": "newcomer", "password": "x" * 1025}, "at most 1024"),
        ({"username": "newcomer", "password": PASSWORD, "code": "AAAA-AAAA-AAAA-AAAA-AAAA"}, "not good"),
    ],
)
def test_a_refused_sign_up_says_why_beside_the_field(practice: Store, browser, given, sentence) -> None:
    client_account(practice, "ann")
    answer = browser().post("/sign-up", data=given)
    assert answer.status_code == 422
    assert sentence in re.search(r'class="error"[^>]*>([^<]*)<', answer.text)[1]
    assert f'value="{given["username"]}"' in answer.text
    assert given["password"] not in answer.text


def test_by_invitation_only(practice: Store, browser, monkeypatch) -> None:
    monkeypatch.setenv("TRACKER_SIGN_UP", "invite")
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    given = {"username": "newcomer", "password": PASSWORD}
    assert browser().post("/sign-up", data=given).status_code == 403
    code = invite(practice, actor_of(tess))
    assert code in browser().get(f"/sign-up?code={code}").text
    assert browser().post("/sign-up", data={**given, "password": "short", "code": code}).status_code == 422
    assert browser().post("/sign-up", data={**given, "code": code.lower()}).status_code == 303
    again = browser().post("/sign-up", data={**given, "username": "second", "code": code})
    assert again.status_code == 422
    assert practice.accounts.named("second") is None


def test_an_invitation_makes_one_account_however_many_use_it_at_once(practice: Store, browser) -> None:
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    code, crowd = invite(practice, actor_of(tess)), [browser() for _ in range(8)]

    def use(number: int) -> int:
        given = {"username": f"person{number}", "password": PASSWORD, "code": code}
        return int(crowd[number].post("/sign-up", data=given).status_code)

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(use, range(8)))
    assert sorted(codes) == [303] + [422] * 7


def test_a_recovery_code_sets_a_password_once(practice: Store, browser) -> None:
    account = client_account(practice, "ann")
    code = recovery_code(practice, OPERATOR, account)
    assert browser().post("/recover", data={"code": code, "password": "short"}).status_code == 422
    answer = browser().post("/recover", data={"code": code, "password": NEW})
    assert answer.headers["location"] == "/sign-in?why=recovered"
    assert browser().post("/recover", data={"code": code, "password": PASSWORD}).status_code == 422
    assert sign_in(browser(), "ann", NEW).status_code == 303


def test_forms_that_make_or_change_accounts_are_limited_too(practice: Store, browser) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    for path, given, most in (
        ("/recover", {"code": "x", "password": NEW}, 20),
        ("/sign-up", {"username": "x", "password": "y"}, 20),
        ("/password", {"old_password": "wrong", "password": NEW}, 10),
    ):
        who = ann if path == "/password" else browser()
        codes = [who.post(path, data=given).status_code for _ in range(most + 2)]
        assert codes == [422] * most + [429, 429], path


def test_the_start_is_where_a_role_begins(practice: Store, browser) -> None:
    client_account(practice, "ann")
    sign_up(practice, "tess", PASSWORD, "therapist")
    assert browser("ann").get("/").headers["location"] == "/check-in"
    assert browser("tess").get("/").headers["location"] in ("/clients", "/progress")
    assert browser("ann").get("/sign-in").headers["location"] == "/check-in"
    assert browser("ann").get("/sign-up").headers["location"] == "/check-in"
    assert browser("tess").get("/consent").headers["location"] == "/"
    assert browser().get("/password", headers=HTML).headers["location"] == "/sign-in"


def test_signing_out_needs_no_session_and_a_reason_is_one_of_ours(practice: Store, browser) -> None:
    assert browser().post("/sign-out").headers["location"] == "/sign-in?why=ended"
    assert "signed out" in browser().get("/sign-in?why=ended").text
    assert "<b>hello" not in browser().get("/sign-in?why=<b>hello").text


def test_a_claimed_address_gains_nothing_without_a_proxy(practice: Store, browser) -> None:
    codes = []
    for number in range(40):
        who = browser(**{"x-forwarded-for": f"10.0.0.{number}"})
        codes.append(sign_in(who, f"user{number}", "guess").status_code)
    assert codes.count(401) == 20
    assert codes.count(429) == 20


def test_a_demonstration_opens_signed_in_and_offers_other_seats(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DEMO", "1")
    invent_practice(practice)
    visitor = browser()
    assert visitor.get("/", headers=HTML).headers["location"] == "/check-in"
    assert visitor.get("/session").status_code == 204
    assert "massage therapist, Robin" in visitor.get("/look-around").text
    assert visitor.post("/look-around", data={"as": "robin"}).headers["location"] == "/clients"
    assert visitor.post("/look-around", data={"as": "ben"}).headers["location"] == "/sign-in"


def test_outside_a_demonstration_nobody_looks_around(practice: Store, browser) -> None:
    invent_practice(practice)
    visitor = browser()
    assert visitor.get("/", headers=HTML).headers["location"] == "/sign-in"
    assert visitor.get("/look-around").headers["location"] == "/sign-in"
    visitor.post("/look-around", data={"as": "ana"})
    assert visitor.get("/session").status_code == 401
