"""Where reminders go: a place is a person's own once the code that was sent there is typed."""

import re
from datetime import timedelta

import pytest

from tests.reminding.conftest import ADDRESS, utc
from tests.reminding.test_mail import HOSTILE
from tracker.domain.notice import masked
from tracker.errors import InvalidEntry, NotSent
from tracker.reminding import sending
from tracker.reminding.sending import CODES_AN_HOUR, confirm, send_code
from tracker.settings import Settings

NOON = utc(2026, 12, 1, 12, 0)


def code_in(words: str) -> str:
    (code,) = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", words)
    return str(code)


def test_an_address_is_confirmed_by_the_code_that_came_there(
    store, record, settings, mailbox, set_clock
) -> None:
    set_clock(NOON)
    send_code(store, settings, record, f" {ADDRESS} ")
    assert not record.notices.choice().is_confirmed
    code = code_in(mailbox.mails[0].get_content())
    assert code not in str(store.read("SELECT * FROM notice_choice")[1])
    for wrong in ("", "AAAA-AAAA-AAAA", code[:-1], "'; DROP TABLE notice", "\ud800"):
        with pytest.raises(InvalidEntry, match="Code must be"):
            confirm(record, wrong)
    confirm(record, code.lower().replace("-", " "))
    assert record.notices.choice().is_confirmed
    assert record.notices.choice().kinds == ()
    with pytest.raises(InvalidEntry):
        confirm(record, code)


def test_a_service_is_confirmed_the_same_way(store, record, settings, receivers) -> None:
    receiver = receivers()
    send_code(store, settings, record, receiver.place)
    confirm(record, code_in(receiver.posts[0]["message"]))
    assert record.notices.choice().place == receiver.place


def test_a_code_is_good_for_an_hour(store, record, settings, mailbox, set_clock) -> None:
    set_clock(NOON)
    send_code(store, settings, record, ADDRESS)
    set_clock(NOON + timedelta(hours=1))
    with pytest.raises(InvalidEntry, match="within the hour"):
        confirm(record, code_in(mailbox.mails[0].get_content()))


def test_the_latest_code_counts(store, record, settings, mailbox) -> None:
    for address in (ADDRESS, "other@example.org"):
        send_code(store, settings, record, address)
    first, second = (code_in(mail.get_content()) for mail in mailbox.mails)
    with pytest.raises(InvalidEntry):
        confirm(record, first)
    confirm(record, second)
    assert record.notices.choice().place == "other@example.org"


def test_codes_are_not_sent_without_end(store, record, settings, mailbox, set_clock) -> None:
    set_clock(NOON)
    for number in range(CODES_AN_HOUR):
        send_code(store, settings, record, f"ana{number}@example.org")
    with pytest.raises(InvalidEntry, match="Too many codes"):
        send_code(store, settings, record, ADDRESS)
    assert len(mailbox.mails) == CODES_AN_HOUR
    set_clock(NOON + timedelta(hours=2))
    send_code(store, settings, record, ADDRESS)


def test_one_place_gets_few_codes_a_day_whoever_asks(
    store, record, settings, mailbox, set_clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CODES_AN_HOUR", 100)
    set_clock(NOON)
    for _ in range(5):
        send_code(store, settings, record, ADDRESS)
    with pytest.raises(InvalidEntry, match="Too many codes"):
        send_code(store, settings, record, ADDRESS.upper())
    assert ADDRESS not in str(store.read("SELECT * FROM attempts")[1])


@pytest.mark.parametrize(
    "typed",
    [*HOSTILE, "ntfy://a b", "ntfy://x\r\nHost: y", "file:/etc/passwd", "://x", "json://" + "x" * 600],
)
def test_what_is_no_place_is_refused_and_nothing_is_kept(
    store, record, settings, mailbox, typed: str
) -> None:
    with pytest.raises(InvalidEntry, match="Where to must be"):
        send_code(store, settings, record, typed)
    assert record.notices.choice() is None
    assert mailbox.mails == []


def test_a_refusal_is_told_and_nothing_is_kept(store, record, settings, mailbox) -> None:
    mailbox.answers["RCPT"] = "550 no"
    with pytest.raises(NotSent, match=r"\(550\)"):
        send_code(store, settings, record, ADDRESS)
    assert record.notices.choice() is None


def test_without_a_mail_server_no_address_is_taken(store, record) -> None:
    with pytest.raises(InvalidEntry, match="sends no e-mail"):
        send_code(store, Settings(), record, ADDRESS)


@pytest.mark.parametrize(
    ("place", "shown"),
    [(ADDRESS, "a***@example.org"), ("ntfys://tok@push.example.org/secret", "ntfys://***"), ("tgram://1:token/2", "tgram://***")],
)  # fmt: skip
def test_a_place_is_listed_without_its_secret(place: str, shown: str) -> None:
    assert masked(place) == shown
