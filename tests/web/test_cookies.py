"""Cookies of ours are read byte for byte: what another host can plant is nobody, never somebody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import cookie_parser
from starlette.websockets import WebSocketDisconnect

from tests.practice import PASSWORD, client_account
from tests.web.stand_in import SOCKET
from tracker.store.store import Store
from tracker.web.cookies import NAMES, cookie_name, exact_cookies

OURS = [cookie_name(kind, is_https).encode() for kind in NAMES for is_https in (True, False)]
# Any bytes that may stand in a header, and often those that some parser strips off or splits at.
BYTES = st.one_of(
    st.sampled_from(
        [b"\xa0", b"\x85", b"\x1c", b"\x1f", b"\t", b" ", b'"', b";", b",", b"=", b"\xc2\xa0", b"\xff", b""]
    ),
    st.binary(max_size=3).filter(lambda found: not {0, 10, 13} & set(found)),
)


def read(value: bytes, *, is_https: bool) -> dict[str, str]:
    """What every part of the app, and Streamlit below it, then takes for the cookies."""
    headers = exact_cookies([(b"host", b"here"), (b"cookie", value)], is_https)
    return {
        k: v
        for name, found in headers
        if name == b"cookie"
        for k, v in cookie_parser(found.decode("latin-1")).items()
    }


@settings(max_examples=600, deadline=None)
@given(name=st.sampled_from(OURS), before=BYTES, inside=BYTES, after=BYTES, is_first=st.booleans())
def test_a_planted_cookie_never_takes_the_place_of_the_real_one(
    name: bytes, before: bytes, inside: bytes, after: bytes, is_first: bool
) -> None:
    planted = before + name + inside + b"=" + after + b"planted"
    pairs = [planted, name + b"=real"] if is_first else [name + b"=real", planted]
    found = read(b"; ".join(pairs), is_https=name.startswith(b"__Host-"))
    assert found.get(name.decode()) in ("real", None)


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("odd", [b"\xa0", b"\x85", b"\xc2\xa0", b"\xe2\x80\x83", b"\x1f"])
def test_a_byte_before_a_name_makes_nobody_of_everybody(name: bytes, odd: bytes) -> None:
    is_https = name.startswith(b"__Host-")
    assert read(name + b"=real", is_https=is_https) == {name.decode(): "real"}
    assert name.decode() not in read(odd + name + b"=planted", is_https=is_https)
    assert read(name + b"=real; " + odd + b"another=x", is_https=is_https) == {}
    assert read(name + b"=real; " + name + b"=planted", is_https=is_https) == {}
    assert read(name + b"=re" + odd + b"al", is_https=is_https) == {}


def test_what_other_sites_put_beside_ours_signs_nobody_out() -> None:
    beside = b"consent=Jos\xc3\xa9; a=1; __Host-tracker=real; a=2; empty; b=2"
    assert read(beside, is_https=True) == {"__Host-tracker": "real", "": "empty", "b": "2"}


def test_cookies_in_two_headers_are_one_list() -> None:
    headers = [(b"cookie", b"tracker=real"), (b"cookie", b"tracker=planted")]
    assert exact_cookies(headers, is_https=False) == []


@pytest.mark.parametrize("planted_first", [True, False])
@pytest.mark.parametrize("planting", [b"\xa0tracker=%s", b"\x85tracker=%s", b"tracker=%s", b"tracker=%s\xa0"])
def test_no_entry_lands_in_the_record_of_who_planted_a_session(
    practice: Store, browser, planting: bytes, planted_first: bool
) -> None:
    for name in ("ann", "mallory"):
        client_account(practice, name)
    own, planted = (browser(name).cookies["tracker"].encode() for name in ("ann", "mallory"))
    pairs = [b"tracker=" + own, planting % planted]
    cookie = b"; ".join(reversed(pairs) if planted_first else pairs)
    nobody = browser()
    assert nobody.get("/_stcore/told", headers={"cookie": cookie}).status_code == 401
    with pytest.raises(WebSocketDisconnect), nobody.websocket_connect(SOCKET, headers={"cookie": cookie}):
        pass
    assert nobody.get("/_stcore/told", headers={"cookie": b"tracker=" + own}).status_code == 200


def test_a_sign_in_does_not_trust_a_planted_device(practice: Store, browser) -> None:
    client_account(practice, "ann")
    known = browser("ann").cookies["tracker-device"].encode()
    answer = browser().post(
        "/sign-in",
        data={"username": "ann", "password": PASSWORD},
        headers={"cookie": b"\xa0tracker-device=" + known},
    )
    assert answer.status_code == 303
    assert answer.cookies["tracker-device"].encode() != known
