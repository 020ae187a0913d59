"""Services: what arrives by Apprise, and that a practice's server is sent nowhere its owner does not allow."""

import logging
import socket

import pytest

from tests.ports import free_port
from tests.reminding.test_mail import HEALTH, message
from tracker.errors import InvalidEntry, NotSent
from tracker.reminding import services
from tracker.reminding.services import refuse_unusable, send_to_service
from tracker.settings import Settings

PERSONAL = Settings()


def practice(allowed: str) -> Settings:
    return Settings(mode="practice", reminder_services=allowed)


def test_it_arrives_and_says_nothing_of_health(receivers) -> None:
    receiver = receivers()
    refuse_unusable(PERSONAL, receiver.place)
    send_to_service(PERSONAL, receiver.place, message())
    (post,) = receiver.posts
    assert post["title"] == "Your daily check-in is open"
    assert "/reminders/off/token" in post["message"]
    assert [word for word in HEALTH if word in str(post).lower()] == []


@pytest.mark.parametrize(
    "place", ["nonsense://x", "json://", "ntfys://ntfy.sh/one/two", "tgram://x", "mailto://"]
)
def test_an_address_that_means_nothing_or_several_places_is_refused(place: str) -> None:
    with pytest.raises(InvalidEntry, match="Where to must be"):
        refuse_unusable(PERSONAL, place)


def test_one_that_fails_is_told_without_its_secrets_in_the_log(receivers, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    receiver = receivers()
    receiver.status = 500
    with pytest.raises(NotSent) as refused:
        send_to_service(PERSONAL, receiver.place.replace("json://", "json://user:s3cret@"), message())
    assert not refused.value.may_try_again
    assert "s3cret" not in caplog.text + refused.value.sentence
    assert len(receiver.posts) == 1


def test_one_that_hangs_is_left(silent_port, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SECONDS", 0.3)
    with pytest.raises(NotSent):
        send_to_service(PERSONAL, f"json://127.0.0.1:{silent_port}/x", message())


@pytest.mark.parametrize("mode", ["personal", "practice"])
def test_no_redirect_is_followed(receivers, mode: str) -> None:
    first, second = receivers(), receivers()
    first.status, first.to = 307, f"http://127.0.0.1:{second.server_port}/inside"
    settings = practice(f"json://127.0.0.1:{first.server_port}") if mode == "practice" else PERSONAL
    with pytest.raises(NotSent):
        send_to_service(settings, first.place, message())
    assert (len(first.posts), second.posts) == (1, [])


class TestPractice:
    def test_nothing_is_allowed_unless_the_owner_says_so(self, receivers) -> None:
        receiver = receivers()
        port = receiver.server_port
        for allowed in ("", "ntfys://ntfy.sh, tgram", f"jsons://127.0.0.1:{port}", "json://127.0.0.1",
                        f"json://localhost:{port}", f"json://127.0.0.1:{port + 1}", f"json://127.0.0.10:{port}"):  # fmt: skip
            with pytest.raises(InvalidEntry, match="that this practice allows"):
                refuse_unusable(practice(allowed), receiver.place)
            with pytest.raises(NotSent, match="not allowed"):
                send_to_service(practice(allowed), receiver.place, message())
        assert receiver.posts == []

    def test_a_host_that_the_owner_named_is_reached_inside_too(self, receivers) -> None:
        receiver = receivers()
        settings = practice(f"ntfys://ntfy.sh, json://127.0.0.1:{receiver.server_port}")
        refuse_unusable(settings, receiver.place)
        send_to_service(settings, receiver.place, message())
        assert len(receiver.posts) == 1

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "LOCALHOST"],
    )  # fmt: skip
    def test_a_kind_without_a_host_reaches_the_internet_alone(self, receivers, host: str) -> None:
        receiver = receivers()
        with pytest.raises((NotSent, InvalidEntry)):
            send_to_service(practice("json"), f"json://{host}:{receiver.server_port}/x", message())
        assert receiver.posts == []

    def test_a_name_that_leads_inside_is_not_followed(
        self, receivers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receiver = receivers()
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.server_port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
        place = f"json://looks.example.org:{receiver.server_port}/x"
        with pytest.raises(NotSent):
            send_to_service(practice("json"), place, message())
        assert receiver.posts == []
        send_to_service(PERSONAL, place, message())
        assert len(receiver.posts) == 1

    @pytest.mark.parametrize(
        "end",
        ["?verify=no", "?rto=100000", "?redirect=yes", "?template=/etc/passwd", "?to=x", "#@127.0.0.1", "\\@127.0.0.1/",
         "%2f@127.0.0.1", "/a,json://127.0.0.1", "/a;b"],
    )  # fmt: skip
    def test_orders_behind_the_address_are_refused(self, end: str) -> None:
        with pytest.raises(InvalidEntry, match="must have no question mark"):
            refuse_unusable(practice("json://push.example.org"), f"json://push.example.org{end}")

    @pytest.mark.parametrize(
        ("address", "is_outside"),
        [
            ("93.184.215.14", True), ("2606:2800:220:1::1", True),
            *((address, False) for address in (
                "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
                "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
                "2002:a00:1::",
            )),
        ],
    )  # fmt: skip
    def test_what_is_the_internet(self, address: str, is_outside: bool) -> None:
        assert services._is_on_the_internet((address, 443)) is is_outside

    def test_a_socket_of_this_machine_is_not(self) -> None:
        assert not services._is_on_the_internet("/run/postgresql/.s.PGSQL.5432")

    def test_other_threads_and_later_sends_are_held_to_nothing(self, receivers) -> None:
        receiver = receivers()
        with pytest.raises(NotSent):
            send_to_service(practice("json"), receiver.place, message())
        send_to_service(PERSONAL, receiver.place, message())
        with socket.create_connection(("127.0.0.1", receiver.server_port)):
            assert len(receiver.posts) == 1

    def test_a_host_that_is_away_is_a_refusal(self) -> None:
        port = free_port()
        with pytest.raises(NotSent):
            send_to_service(practice(f"json://127.0.0.1:{port}"), f"json://127.0.0.1:{port}/x", message())
