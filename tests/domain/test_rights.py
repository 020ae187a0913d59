"""Who may do what: the table of the docs is the one in force, and nothing else compares roles."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tracker import clock
from tracker.domain.account import Account
from tracker.domain.client import Actor, Role
from tracker.domain.measure import Part
from tracker.domain.rights import (
    RIGHTS,
    keeps,
    may_decide,
    may_erase,
    may_invite,
    may_keep,
    may_manage_accounts,
    may_read_shared,
    owns,
    record_id_of,
)
from tracker.domain.share_link import ShareLink
from tracker.settings import PROJECT

WHO = {
    "nobody signed in": Role.NOBODY, "client": Role.CLIENT, "holder of a link": Role.HOLDER,
    "therapist": Role.THERAPIST, "owner": Role.OWNER, "operator (command line)": Role.OPERATOR,
}  # fmt: skip


def actors(name: str) -> dict[Role, Actor]:
    return {role: Actor(name, role) for role in Role}


def roles_that(rule: Callable[[Actor], bool]) -> set[Role]:
    """The roles for whose actor, called "x", a rule holds."""
    return {role for role, actor in actors("x").items() if rule(actor)}


def test_the_table_of_the_docs_is_the_one_in_force() -> None:
    page = (PROJECT / "docs" / "security.md").read_text("utf-8")
    table = page.split("## Who may do what")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| (.+?) \| (.+) \|$", table, re.MULTILINE)[1:])
    assert {WHO[who]: rights for who, rights in rows.items()} == {
        role: "; ".join(rights) for role, rights in RIGHTS.items()
    }


def test_every_rule_holds_for_these_roles_and_no_other() -> None:
    assert roles_that(lambda x: owns(x, "x")) == {Role.CLIENT}
    assert roles_that(lambda x: owns(x, "y")) == set()
    assert roles_that(lambda x: may_decide(x, "x")) == {Role.CLIENT, Role.OPERATOR}
    assert roles_that(lambda x: may_decide(x, "y")) == {Role.OPERATOR}
    assert roles_that(lambda x: may_erase(x, "y")) == {Role.OPERATOR}
    assert roles_that(lambda x: may_erase(x, "x")) == set(Role)
    assert roles_that(may_manage_accounts) == {Role.OWNER, Role.OPERATOR}
    assert roles_that(lambda x: may_invite(x, Role.CLIENT)) == {Role.THERAPIST, Role.OWNER, Role.OPERATOR}
    assert roles_that(lambda x: may_invite(x, Role.THERAPIST)) == {Role.OWNER, Role.OPERATOR}


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.OWNER])
def test_only_a_client_has_a_record(role: Role) -> None:
    account = Account(username="ana", role=role)
    assert record_id_of(account) == (account.account_id if role == Role.CLIENT else None)


def test_a_link_is_read_by_who_holds_or_keeps_it_and_kept_by_therapists() -> None:
    now = clock.utc_now()
    link = ShareLink(client_id="ana", share_id="x", fields=(Part.PAIN,), may_be_kept=True)
    kept = ShareLink(client_id="ana", share_id="link", fields=(Part.PAIN,), may_be_kept=True, kept_by="x")
    assert roles_that(lambda x: may_read_shared(x, "ana", link, now)) == {Role.HOLDER}
    assert roles_that(lambda x: may_read_shared(x, "ben", link, now)) == set()
    assert roles_that(lambda x: keeps(x, kept)) == {Role.THERAPIST, Role.OWNER}
    later = link.ends_at + timedelta(seconds=1)
    assert roles_that(lambda x: may_read_shared(x, "ana", link, later)) == set()
    assert roles_that(lambda x: may_read_shared(x, "ana", kept, later)) == {Role.THERAPIST, Role.OWNER}
    accounts = {
        role: Account(username="sam", role=role) for role in (Role.CLIENT, Role.THERAPIST, Role.OWNER)
    }
    assert {role for role, account in accounts.items() if may_keep(account, link)} == {
        Role.THERAPIST,
        Role.OWNER,
    }
    assert may_keep(None, link)
    assert not may_keep(accounts[Role.THERAPIST], kept)


def test_roles_are_compared_in_the_rules_alone() -> None:
    """Elsewhere a role is looked at only to put it into words, or because it stands in the audit."""
    allowed = {
        "domain/rights.py", "access/witness.py", "store/whole_record.py", "demo.py", "access/one_use_codes.py", "cli/account.py",
    }  # fmt: skip
    found = {
        path.relative_to(PROJECT / "tracker").as_posix()
        for path in (PROJECT / "tracker").rglob("*.py")
        if re.search(r"\w(?:\.|_)role (?:==|!=|in|not in) ", path.read_text("utf-8"))
        and "charts" not in path.parts
    }
    assert found <= allowed
