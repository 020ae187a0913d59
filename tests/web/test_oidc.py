"""Signing in with a provider: the way there and back, linking, signing up, and everything that is refused."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pyotp
import pytest
from joserfc import jwt
from starlette.testclient import TestClient

from tests.practice import PASSWORD, client_account
from tests.web.oidc_provider import CLIENT, KEY, OTHERS_KEY, SECRET, OidcProvider, running
from tracker import clock
from tracker.access import provider as provider_module
from tracker.access import secret
from tracker.access.accounts import disable, sign_out_everywhere
from tracker.access.one_use_codes import invite, recover, recovery_code
from tracker.access.provider import Flow, Proof, Provider
from tracker.access.second_factor import turn_on
from tracker.access.sign_in import sign_up
from tracker.domain.account import Account
from tracker.domain.client import Actor, Role
from tracker.errors import IdentityRefused, InvalidSetting
from tracker.settings import Settings
from tracker.store.store import Store
from tracker.web.routes import oidc

OPERATOR = Actor("operator", Role.OPERATOR)
REFUSED = IdentityRefused().sentence
HERE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def served() -> Iterator[OidcProvider]:
    with running(OidcProvider()) as provider:
        yield provider


@pytest.fixture
def provider(practice: Store, served: OidcProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OidcProvider:  # fmt: skip
    """A practice that knows a provider, honest as it was made."""
    file = tmp_path / "client-secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    oidc._provider.cache_clear()
    served.__dict__.update(OidcProvider(issuer=served.issuer).__dict__)
    monkeypatch.setenv("TRACKER_OIDC_ISSUER", served.issuer)
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_SECRET_FILE", str(file))
    monkeypatch.setenv("TRACKER_OIDC_LABEL", "Example Health")
    monkeypatch.setenv("TRACKER_BASE_URL", HERE)
    return served


def linked(store: Store, provider: OidcProvider, username: str = "ann", role: str = "client") -> Account:
    account = (
        client_account(store, username) if role == "client" else sign_up(store, username, PASSWORD, role)
    )
    assert store.accounts.link_identity(account.account_id, provider.issuer, "person-1")
    return store.accounts.get(account.account_id)


def there(who: TestClient, path: str = "/oidc") -> str:
    """Go to the provider and sign in there; return the address it sends back to."""
    answer = who.get(path)
    assert answer.status_code == 303, answer.text
    return there_by(answer.headers["location"])


def there_by(address: str) -> str:
    back = httpx.get(address).headers["location"]
    assert back.startswith(f"{HERE}/oidc/callback?")
    return back


def signed_in(who: TestClient) -> bool:
    return who.get("/session").status_code == 204


def test_somebody_linked_comes_in_by_the_path_of_everybody(practice: Store, browser, provider) -> None:
    account, ann = linked(practice, provider), browser()
    assert "Sign in with Example Health" in ann.get("/sign-in").text
    answer = ann.get(there(ann))
    assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
    assert signed_in(ann)
    assert "tracker-oidc" not in ann.cookies
    session, device = (c for c in answer.headers.get_list("set-cookie") if "oidc" not in c)
    assert session.startswith("tracker=")
    assert device.startswith("tracker-device=")
    known = ann.cookies["tracker-device"]
    ann.post("/sign-out")
    ann.get(there(ann))
    assert ann.cookies["tracker-device"] == known, "a browser is remembered once"
    line, _ = [one for one in practice.audit.of_client(account.account_id) if one.action == "signed in"]
    assert line.actor_id == account.account_id


def test_what_is_asked_of_the_provider(browser, provider) -> None:
    address = urlsplit(browser().get("/oidc").headers["location"])
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid profile"
    assert asked["redirect_uri"] == f"{HERE}/oidc/callback"
    assert asked["code_challenge_method"] == "S256"
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit(browser().get("/oidc").headers["location"]).query)
    assert all(again[name][0] != asked[name] for name in ("state", "nonce", "code_challenge"))


def test_the_cookie_of_a_sign_in_under_way(browser, provider) -> None:
    [cookie] = browser().get("/oidc").headers.get_list("set-cookie")
    assert cookie.endswith("; HttpOnly; Max-Age=600; Path=/; SameSite=lax")


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_afterwards(practice: Store, browser, provider, where: str) -> None:
    linked(practice, provider)
    ann = browser()
    back = there(ann, f"/oidc?next={where}&redirect_uri={where}&return_to={where}")
    assert ann.get(f"{back}&next={where}").headers["location"] == "/check-in"


def none_signed(claims: dict[str, object]) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
        for one in ({"alg": "none"}, claims)
    )
    return f"{head}.{body}."


def signed_with_the_public_key(claims: dict[str, object]) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
        for one in ({"alg": "HS256", "kid": "one"}, claims)
    )
    mark = hmac.digest(KEY.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


SPOILED = {
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "several audiences, for nobody": {"aud": [CLIENT, "somebody-else"]},
    "for another party": {"azp": "somebody-else"},
    "over": {"exp": int(clock.utc_now().timestamp()) - 3600},
    "without an end": {"exp": None},
    "without a beginning": {"iat": None},
    "not yet": {"nbf": int(clock.utc_now().timestamp()) + 3600},
    "from the future": {"iat": int(clock.utc_now().timestamp()) + 3600},
    "nobody": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number": {"sub": 1},
    "a very long subject": {"sub": "x" * 256},
}


@pytest.mark.parametrize("claims", SPOILED.values(), ids=SPOILED.keys())
def test_a_token_that_is_not_for_this_sign_in_is_refused(practice: Store, browser, provider, claims) -> None:
    linked(practice, provider)
    provider.spoiled = claims
    ann = browser()
    answer = ann.get(there(ann))
    assert (answer.status_code, REFUSED in answer.text) == (401, True)
    assert not signed_in(ann)
    assert "tracker-oidc" not in ann.cookies


def test_a_token_that_the_provider_did_not_sign_is_refused(practice: Store, browser, provider) -> None:
    linked(practice, provider)
    ann = browser()
    now = int(clock.utc_now().timestamp())
    for make in (
        lambda claims: none_signed(claims),
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHERS_KEY),
        # The public key taken for a shared secret.
        lambda claims: signed_with_the_public_key(claims),
        lambda claims: jwt.encode(
            {"alg": "RS256", "jwk": OTHERS_KEY.as_dict(private=False)}, claims, OTHERS_KEY
        ),
        lambda claims: jwt.encode({"alg": "RS256", "kid": "two"}, claims, OTHERS_KEY),
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)[:-4] + "AAAA",
        lambda claims: "nonsense",
        lambda claims: "",
    ):
        back = there(ann)
        nonce = next(iter(provider.codes.values()))["nonce"]
        provider.id_token = make(
            {
                "iss": provider.issuer,
                "aud": CLIENT,
                "sub": "person-1",
                "iat": now,
                "exp": now + 300,
                "nonce": nonce,
            }
        )
        answer = ann.get(back)
        assert (answer.status_code, REFUSED in answer.text) == (401, True), provider.id_token
        assert not signed_in(ann)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda back: back.replace("state=", "state=x"),
        lambda back: back.partition("&state=")[0],
        lambda back: back.replace("iss=http", "iss=https%3A%2F%2Fevil.example%2F"),
        lambda back: back.replace("code=", "code=x"),
        lambda back: f"{HERE}/oidc/callback?error=access_denied&{back.partition('&')[2]}",
        lambda back: f"{HERE}/oidc/callback",
    ],
)
def test_a_spoiled_way_back_is_refused(practice: Store, browser, provider, spoil) -> None:
    linked(practice, provider)
    ann = browser()
    answer = ann.get(spoil(there(ann)))
    assert (answer.status_code, REFUSED in answer.text) == (401, True)
    assert not signed_in(ann)


def test_a_code_is_good_once_and_in_its_own_browser(practice: Store, browser, provider) -> None:
    linked(practice, provider)
    ann, other = browser(), browser()
    back, word = there(ann), None
    assert other.get(back).status_code == 401, "a browser that asked for nothing"
    there(other)
    assert other.get(back).status_code == 401, "a browser that asked for something else"
    back, word = there(ann), ann.cookies["tracker-oidc"]
    assert ann.get(back).status_code == 303
    thief = browser(cookie=f"tracker-oidc={word}")
    assert thief.get(back).status_code == 401, "replayed with the cookie that went with it"
    assert not signed_in(thief)


def test_a_sign_in_under_way_ends_after_ten_minutes(practice: Store, browser, provider, monkeypatch) -> None:
    linked(practice, provider)
    ann = browser()
    back, word = there(ann), ann.cookies["tracker-oidc"]
    later = clock.utc_now() + timedelta(seconds=601)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    assert browser(cookie=f"tracker-oidc={word}").get(back).status_code == 401


def test_a_forged_cookie_is_no_sign_in(practice: Store, browser, provider) -> None:
    linked(practice, provider)
    forged = secret.signed(b"k" * 32, {"state": "s", "nonce": "n", "verifier": "v"}, 600)
    assert browser(cookie=f"tracker-oidc={forged}").get("/oidc/callback?state=s&code=c").status_code == 401
    # A word for one step is none for another.
    ann = browser()
    there(ann)
    assert ann.get("/oidc/finish").headers["location"] == "/sign-in"


def test_a_disabled_account_reads_what_every_refusal_says(practice: Store, browser, provider) -> None:
    account = linked(practice, provider)
    disable(practice, OPERATOR, account.account_id)
    ann = browser()
    answer = ann.get(there(ann))
    assert (answer.status_code, REFUSED in answer.text) == (401, True)
    provider.spoiled = {"nonce": "x"}
    assert ann.get(there(ann)).text == answer.text
    assert not signed_in(ann)


def test_a_one_time_code_is_asked_for_all_the_same(practice: Store, browser, provider) -> None:
    account = linked(practice, provider, "robin", "therapist")
    key = pyotp.random_base32()
    turn_on(practice, account, key, pyotp.TOTP(key).at(clock.utc_now()))
    robin = browser()
    assert robin.get(there(robin)).headers["location"] == "/oidc/finish"
    assert not signed_in(robin)
    assert "One-time code" in robin.get("/oidc/finish").text
    assert robin.post("/oidc/finish", data={"code": "000000"}).status_code == 422
    assert not signed_in(robin)
    # The next one: that which turned codes on is spent.
    code = pyotp.TOTP(key).at(clock.utc_now() + timedelta(seconds=30))
    assert robin.post("/oidc/finish", data={"code": code}).headers["location"] == "/clients"
    assert signed_in(robin)
    again = browser()
    again.get(there(again))
    assert again.post("/oidc/finish", data={"code": code}).status_code == 422, "each code once"
    tries = [again.post("/oidc/finish", data={"code": "000000"}).status_code for _ in range(12)]
    assert tries.count(429) >= 3


def test_somebody_new_makes_an_account_where_sign_up_is_open(practice: Store, browser, provider) -> None:
    provider.claims |= {"name": "Ann <b>Example</b>"}
    ann = browser()
    assert ann.get(there(ann)).headers["location"] == "/oidc/finish"
    form = ann.get("/oidc/finish").text
    assert 'value="ann"' in form
    assert "Ann &lt;b&gt;Example" in form
    assert ann.post("/oidc/finish", data={"username": "A"}).status_code == 422
    client_account(practice, "taken")
    assert ann.post("/oidc/finish", data={"username": "taken"}).status_code == 422
    assert ann.post("/oidc/finish", data={"username": "ann", "name": "Ann"}).status_code == 303
    assert signed_in(ann)
    made = practice.accounts.of_identity(provider.issuer, "person-1")
    assert made is not None
    assert (made.username, made.role, made.password_hash) == ("ann", "client", None)
    again = browser()
    assert again.get(there(again)).headers["location"] == "/check-in"
    # Without a password there is no way in by one.
    assert browser().post("/sign-in", data={"username": "ann", "password": ""}).status_code == 401


def test_the_e_mail_address_is_nobodys_key(practice: Store, browser, provider) -> None:
    linked(practice, provider)
    provider.claims = {"sub": "person-2", "email": "ann@example.org", "preferred_username": "ann"}
    other = browser()
    assert other.get(there(other)).headers["location"] == "/oidc/finish"
    assert not signed_in(other)


def test_with_invitations_only_an_invitation_lets_somebody_new_in(practice: Store, browser, provider, monkeypatch) -> None:  # fmt: skip
    monkeypatch.setenv("TRACKER_SIGN_UP", "invite")
    code = invite(practice, OPERATOR, "therapist")
    robin = browser()
    refused = robin.get(there(robin))
    assert (refused.status_code, "invitation" in refused.text) == (403, True)
    assert practice.accounts.all() == ()
    assert robin.get("/oidc?code=WRONG").headers["location"] == "/sign-up"
    assert f"/oidc?code={code}" in robin.get(f"/sign-up?code={code}").text
    robin.get(there(robin, f"/oidc?code={code}"))
    assert robin.post("/oidc/finish", data={"username": "robin"}).headers["location"] == "/clients"
    assert [one.role for one in practice.accounts.all()] == ["therapist"]
    provider.claims["sub"] = "person-2"
    assert browser().get(f"/oidc?code={code}").headers["location"] == "/sign-up", "spent"


def test_linking_needs_the_password_and_the_same_person(practice: Store, browser, provider) -> None:
    account, other = client_account(practice, "ann"), client_account(practice, "bob")
    ann = browser("ann")
    assert "Link it" in ann.get("/oidc/link").text
    assert ann.post("/oidc/link", data={"password": "wrong"}).status_code == 422
    page = ann.post("/oidc/link", data={"password": PASSWORD})
    onward = page.text.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    back = there_by(onward)
    # Somebody else's browser with this cookie, and with this address, links nothing.
    bob = browser("bob")
    bob.cookies.set("tracker-oidc", ann.cookies["tracker-oidc"], domain="127.0.0.1", path="/")
    assert bob.get(back).status_code == 401
    assert practice.accounts.get(other.account_id).oidc_subject is None
    onward = ann.post("/oidc/link", data={"password": PASSWORD}).text.partition('class="button" href="')[2]
    assert ann.get(there_by(onward.partition('"')[0].replace("&amp;", "&"))).headers["location"] == "/account"
    assert practice.accounts.get(account.account_id).oidc_subject == "person-1"
    # One identity, one account.
    onward = bob.post("/oidc/link", data={"password": PASSWORD}).text.partition('class="button" href="')[2]
    taken = bob.get(there_by(onward.partition('"')[0].replace("&amp;", "&")))
    assert taken.status_code == 409
    assert practice.accounts.get(other.account_id).oidc_subject is None
    actions = [line.action for line in practice.audit.of_client(account.account_id)]
    assert "identity linked" in actions


def test_who_was_signed_out_everywhere_while_the_provider_answered_links_nothing(
    practice: Store, browser, provider, monkeypatch
) -> None:
    """Else somebody who is being shut out would have a way in of their own."""
    account, ann = client_account(practice, "ann"), browser("ann")
    onward = ann.post("/oidc/link", data={"password": PASSWORD}).text.partition('class="button" href="')[2]
    back = there_by(onward.partition('"')[0].replace("&amp;", "&"))
    really = Provider.proof

    def proof_that_took_its_time(asked: Provider, flow: Flow, code: str) -> Proof:
        proof = really(asked, flow, code)
        sign_out_everywhere(practice, account)
        return proof

    monkeypatch.setattr(Provider, "proof", proof_that_took_its_time)
    assert ann.get(back).status_code == 401
    assert practice.accounts.get(account.account_id).oidc_subject is None


def test_unlinking_leaves_the_password(practice: Store, browser, provider) -> None:
    account = linked(practice, provider)
    ann = browser("ann")
    assert "End signing in with it" in ann.get("/oidc/link").text
    assert ann.post("/oidc/link", data={"password": PASSWORD}).headers["location"] == "/account"
    assert practice.accounts.get(account.account_id).oidc_subject is None
    new = browser()
    assert new.get(there(new)).headers["location"] == "/oidc/finish", "unknown again"
    assert signed_in(browser("ann"))


def test_the_only_way_in_cannot_be_ended_and_a_recovery_code_makes_another(practice: Store, browser, provider) -> None:  # fmt: skip
    ann = browser()
    ann.get(there(ann))
    ann.post("/oidc/finish", data={"username": "ann"})
    assert "your only way in" in ann.get("/oidc/link").text
    assert ann.post("/oidc/link", data={"password": ""}).status_code == 422
    account = practice.accounts.of_identity(provider.issuer, "person-1")
    assert account is not None
    assert not practice.accounts.unlink_identity(account.account_id)
    recover(practice, recovery_code(practice, OPERATOR, account), PASSWORD)
    assert practice.accounts.get(account.account_id).oidc_subject == "person-1", "kept"
    assert signed_in(browser("ann"))


def test_linking_is_for_who_is_signed_in(practice: Store, browser, provider) -> None:
    assert browser().post("/oidc/link", data={"password": PASSWORD}).status_code in (303, 401)
    foreign = browser("ann") if practice.accounts.named("ann") else browser()
    assert foreign.post("/oidc/link", headers={"origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("how", ["silent", "error", "another issuer", "plain addresses", "not json"])
def test_without_the_provider_passwords_still_work(practice: Store, browser, provider, how: str, monkeypatch) -> None:  # fmt: skip
    client_account(practice, "ann")
    if how == "silent":
        monkeypatch.setenv("TRACKER_OIDC_ISSUER", "http://127.0.0.1:9")
    elif how == "error":
        provider.status = 500
    elif how == "another issuer":
        provider.metadata = {"issuer": "https://evil.example"}
    elif how == "plain addresses":
        provider.metadata = {"token_endpoint": "http://provider.example/token"}
    else:
        monkeypatch.setattr(provider_module.Provider, "_asked", lambda self, address: {})
    ann = browser()
    answer = ann.get("/oidc")
    assert answer.status_code == 503
    assert "The provider cannot be reached" in answer.text
    assert 'name="password"' in answer.text
    asked = list(provider.asked)
    assert ann.get("/oidc").status_code == 503
    assert provider.asked in (asked, [*asked, "configuration"])
    assert signed_in(browser("ann"))


def test_a_provider_that_fails_halfway_is_a_sentence(practice: Store, browser, provider) -> None:
    linked(practice, provider)
    ann = browser()
    provider.metadata = {"token_endpoint": "http://127.0.0.1:9/token"}
    answer = ann.get(there(ann))
    assert (answer.status_code, "cannot be reached" in answer.text) == (503, True)


def test_trying_is_limited_by_address(browser, provider) -> None:
    ann = browser()
    codes = [ann.get("/oidc/callback?code=x&state=y").status_code for _ in range(62)]
    assert (codes.count(401), codes.count(429)) == (60, 2)


def test_without_a_provider_there_is_nothing(browser) -> None:
    assert "Sign in with" not in browser().get("/sign-in").text
    assert browser().get("/oidc").status_code == 404


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"oidc_issuer": "https://login.example.org"}, "TRACKER_OIDC_CLIENT_ID"),
        ({"oidc_client_id": "x"}, "TRACKER_OIDC_ISSUER"),
        ({"oidc_issuer": "http://login.example.org", "oidc_client_id": "x"}, "TRACKER_OIDC_ISSUER"),
        ({"oidc_issuer": "https://", "oidc_client_id": "x"}, "TRACKER_OIDC_ISSUER"),
        ({"oidc_label": "x" * 41}, "TRACKER_OIDC_LABEL"),
        ({"oidc_label": "a\nb"}, "TRACKER_OIDC_LABEL"),
        ({"proxy": "caddy"}, "TRACKER_PROXY"),
        ({"proxy": "10.0.0.1/8"}, "TRACKER_PROXY"),
    ],
)
def test_a_wrong_setting_stops_the_start(given: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        Settings(mode="practice", **given)
    assert refused.value.name == named


def test_the_shared_secret_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "client-secret"
    settings = Settings(
        mode="practice",
        oidc_issuer="https://login.example.org",
        oidc_client_id="x",
        oidc_client_secret_file=str(file),
    )
    with pytest.raises(InvalidSetting, match="TRACKER_OIDC_CLIENT_SECRET_FILE"):
        oidc.client_secret(settings)
    file.write_text("one\ntwo")
    file.chmod(0o644)
    with pytest.raises(InvalidSetting, match="chmod 600"):
        oidc.client_secret(settings)
    file.chmod(0o600)
    assert oidc.client_secret(settings) == "one"
