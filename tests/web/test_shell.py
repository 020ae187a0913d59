"""The page shell: nothing of the app stands between a person's answers and their paint."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.practice import client_account
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web.routes.shell import LOOK, shell_html


@pytest.fixture
def ann(practice: Store, browser) -> TestClient:
    account = client_account(practice, "ann")
    record = ClientRecord(practice, actor_of(account), account.account_id)
    for ago in range(20):
        record.entries.add(CheckIn(on_date=clock.today() - timedelta(days=ago), leg_pain_nrs=4))
    return browser("ann")


def progress_in(who: TestClient, theme: str) -> str:
    cookies = f"theme={theme}; tracker={who.cookies['tracker']}"
    return str(who.get("/progress", headers={"cookie": cookies}).text)


def test_what_the_app_needs_is_deferred_until_the_answers_are_painted(ann: TestClient) -> None:
    text, usual = ann.get("/progress").text, shell_html()
    head, deferred, rest = re.fullmatch(
        r"(.*)<template id=\"deferred\">(.*)</template></head>(.*)", text, re.DOTALL
    ).groups()
    assert deferred.count("modulepreload") == usual.count("modulepreload") > 20
    assert deferred.count('rel="stylesheet" crossorigin') == usual.count('rel="stylesheet" crossorigin') == 1
    assert 'rel="stylesheet"' not in head
    assert re.search(r'modulepreload|type="module"', head + rest) is None
    assert rest.index('id="first"') < rest.index(LOOK)
    scripts = re.findall(r"<script([^>]*)>", head + rest)
    assert [one for one in scripts if 'src="/assets/shell.js"' in one] == [' src="/assets/shell.js" defer']
    assert all("defer" in one or 'type="text/plain"' in one for one in scripts)


def test_a_page_without_answers_starts_the_app_at_once(ann: TestClient) -> None:
    text = ann.get("/massage").text
    assert 'id="deferred"' not in text
    assert '<script type="module"' in text


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_answers_are_drawn_in_the_theme_chosen_for_the_page(ann: TestClient, theme: str) -> None:
    assert f'<html data-theme="{theme}" lang="en">' in progress_in(ann, theme)


@pytest.mark.parametrize("theme", ["System", "", "dark", '"><script>', "Dark%20x"])
def test_a_theme_that_is_none_is_ignored(ann: TestClient, theme: str) -> None:
    assert '<html lang="en">' in progress_in(ann, theme)
