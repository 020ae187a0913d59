"""The address that tries are counted by: the visitor's own, believed from the proxy in front alone."""

import pytest

from tracker.web.middleware.proxy import UNKNOWN, VisitorAddress

CADDY = "172.30.0.2"


def visitor(peer: str | None, *claims: str, trusted: str = f"127.0.0.1, {CADDY}") -> str:
    headers = [(b"x-forwarded-for", claim.encode()) for claim in claims]
    scope = {"type": "http", "client": (peer, 1) if peer else None, "headers": headers}
    return VisitorAddress(None, trusted).visitor(scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peer", "claims", "found"),
    [
        (CADDY, ["203.0.113.9"], "203.0.113.9"),
        (CADDY, ["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        (CADDY, ["10.9.9.9", "203.0.113.9"], "203.0.113.9"),
        (CADDY, [f"203.0.113.9, {CADDY}"], "203.0.113.9"),
        (CADDY, ["203.0.113.9,127.0.0.1"], "203.0.113.9"),
        (CADDY, [], CADDY),
        (CADDY, [""], CADDY),
        (CADDY, ["nonsense"], UNKNOWN),
        (CADDY, ["203.0.113.9:80"], UNKNOWN),
        ("203.0.113.9", ["10.9.9.9"], "203.0.113.9"),
        ("203.0.113.9", [], "203.0.113.9"),
        (f"::ffff:{CADDY}", ["203.0.113.9"], "203.0.113.9"),
        (CADDY, ["2001:db8:1:2:3::4"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::5", [], "2001:db8:1:2::/64"),
        ("::1", [], "::1"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("testclient", [], UNKNOWN),
        (None, [], UNKNOWN),
    ],
)
def test_only_a_proxys_word_counts(peer: str | None, claims: list[str], found: str) -> None:
    assert visitor(peer, *claims) == found


def test_without_a_proxy_a_claim_is_nobodys() -> None:
    assert visitor("127.0.0.1", "203.0.113.9", trusted="") == UNKNOWN
    assert visitor("127.0.0.1", trusted="") == "127.0.0.1"


def test_a_network_of_proxies() -> None:
    assert visitor("172.30.0.77", "203.0.113.9", trusted="172.30.0.0/24") == "203.0.113.9"
    assert visitor("172.31.0.77", "203.0.113.9", trusted="172.30.0.0/24") == "172.31.0.77"
