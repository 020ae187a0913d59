"""Mail: what it says and to whom, and what comes of servers that refuse, hang or cannot be trusted."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.mail_server import SENDER, mail_server
from tests.ports import free_port
from tests.reminding.conftest import ADDRESS
from tracker.domain.notice import KINDS, checked_place
from tracker.errors import InvalidEntry, NotSent
from tracker.reminding import mail
from tracker.reminding.mail import send_mail
from tracker.reminding.words import Message, code_message, notice_message, recap_text
from tracker.settings import Settings

OFF = "https://tracker.example.org/reminders/off/token"
HEALTH = (
    "pain", "sciatica", "leg", "back", "massage", "stretch", "hamstring", "flexib", "reach", "symptom", "sign", "therap",
    "recover", "health", "doctor", "exercise", "numb", "tingl", "flare", "client", "patient", "practice",
)  # fmt: skip
HOSTILE = (
    "ana@example.org\r\nBcc: all@example.org", "ana@example.org\nSubject: x", "ana@example.org, ben@example.org",
    "Ana <ana@example.org>", '"a\r\nb"@example.org', "ana@example.org>", "<ana@example.org", "ana@exa mple.org", "ana",
    "@example.org", "ana@", "ana@-example.org", "ana@example..org", "ana@@example.org", "a" * 65 + "@example.org", "ana@[127.0.0.1]",
    "ana@exämple.org", "ana@example.org\0", "ana@example.org\x0bx", "ana\u2028@example.org", "", "x" * 5000 + "@example.org",
    "ana@example.org%0d%0aBcc:x", "-oQ/tmp@example.org x",
)  # fmt: skip


def message(kind: str = "check-in") -> Message:
    return notice_message(kind, "https://tracker.example.org", OFF, recap_text(3, 2, is_news=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_says_nothing_of_health_and_how_it_is_turned_off(settings, mailbox, kind: str) -> None:
    send_mail(settings, ADDRESS, message(kind))
    (sent,) = mailbox.mails
    assert (sent["from"], sent["to"]) == (SENDER, ADDRESS)
    assert sent["list-unsubscribe"] == f"<{OFF}>"
    assert sent["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert sent["auto-submitted"] == "auto-generated"
    assert sent["message-id"].endswith("@example.org>")
    assert OFF in sent.get_content()
    everything = sent.as_string().lower()
    assert [word for word in HEALTH if word in everything] == []


def test_the_codes_message_says_nothing_of_health_either(settings, mailbox) -> None:
    send_mail(settings, ADDRESS, code_message("AAAA-BBBB-CCCC"))
    (sent,) = mailbox.mails
    assert [word for word in HEALTH if word in sent.as_string().lower()] == []
    assert "AAAA-BBBB-CCCC" in sent.get_content()


def test_a_recap_is_three_sentences_without_a_measure() -> None:
    for is_news in (True, False):
        assert recap_text(5, 2, is_news=is_news).count(". ") == 2


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_refused_and_nothing_is_sent(settings, mailbox, address: str) -> None:
    with pytest.raises(InvalidEntry, match="Where to must be"):
        checked_place(address)
    with pytest.raises(NotSent):
        send_mail(settings, address, message())
    assert mailbox.mails == []


@pytest.mark.parametrize(
    "address", ["ana@example.org", " ana+x@mail.example.org ", "o'neil_a.b-c@example.co.uk", "a@localhost"]
)
def test_an_ordinary_address_is_taken(address: str) -> None:
    assert checked_place(address) == address.strip()


def test_a_title_cannot_bring_headers_of_its_own(settings, mailbox) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        send_mail(settings, ADDRESS, Message("x\r\nBcc: all@example.org", "y"))
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "may_try_again"),
    [
        ("RCPT", "550 no such person", False),
        ("RCPT", "451 greylisted", True),
        ("DATA", "554 spam", False),
        ("DATA", "452 full", True),
    ],
)
def test_a_refusal_says_its_number_and_whether_to_try_again(
    settings, mailbox, command: str, answer: str, may_try_again: bool
) -> None:
    mailbox.answers[command] = answer
    with pytest.raises(NotSent) as refused:
        send_mail(settings, ADDRESS, message())
    assert refused.value.may_try_again is may_try_again
    assert refused.value.sentence == f"The mail server refused the message ({answer[:3]})."
    assert mailbox.mails == []


def test_a_server_that_is_away_or_says_nothing_is_tried_again(
    silent_port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    for port, words in ((free_port(), "could not be reached"), (silent_port, "fell silent")):
        with pytest.raises(NotSent, match=words) as refused:
            send_mail(Settings(smtp=f"smtp://127.0.0.1:{port}", mail_from=SENDER), ADDRESS, message())
        assert refused.value.may_try_again


def test_one_that_falls_silent_over_the_message_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have taken it."""
    monkeypatch.setattr(mail, "SECONDS", 1.0)
    with mail_server() as (server, port):

        async def never(*_: object) -> str:
            await asyncio.sleep(3600)
            return ""

        monkeypatch.setattr(server, "handle_DATA", never)
        with pytest.raises(NotSent, match="fell silent") as refused:
            send_mail(Settings(smtp=f"smtp://127.0.0.1:{port}", mail_from=SENDER), ADDRESS, message())
    assert not refused.value.may_try_again


class TestSignIn:
    def test_by_a_password_in_the_address_or_in_a_file(self, tmp_path: Path) -> None:
        seen = []

        def check(server, session, envelope, mechanism, data) -> AuthResult:
            seen.append((data.login, data.password))
            return AuthResult(success=data.password == b"p:w", handled=False)

        file = tmp_path / "password"
        file.write_text("p:w\nmore\n")
        with mail_server(authenticator=check, auth_require_tls=False) as (server, port):
            for smtp, password_file in (
                (f"smtp://ana%40example.org:p%3Aw@127.0.0.1:{port}", ""),
                (f"smtp://ana%40example.org@127.0.0.1:{port}", str(file)),
            ):
                settings = Settings(smtp=smtp, mail_from=SENDER, smtp_password_file=password_file)
                assert "p%3Aw" not in repr(settings)
                send_mail(settings, ADDRESS, message())
            wrong = Settings(smtp=f"smtp://ana:no@127.0.0.1:{port}", mail_from=SENDER)
            with pytest.raises(NotSent, match="did not let this app sign in") as refused:
                send_mail(wrong, ADDRESS, message())
            assert not refused.value.may_try_again
            assert len(server.mails) == 2
        assert set(seen[:2]) == {(b"ana@example.org", b"p:w")}

    def test_a_password_that_cannot_be_read(self, settings, tmp_path: Path) -> None:
        with pytest.raises(NotSent, match="password cannot be read"):
            send_mail(
                Settings(smtp=settings.smtp, mail_from=SENDER, smtp_password_file=str(tmp_path / "none")),
                ADDRESS,
                message(),
            )


class TestEncryption:
    @pytest.fixture(autouse=True)
    def _trust_anew(self) -> Iterator[None]:
        """What another test's environment trusts is not kept."""
        mail._trust.cache_clear()
        yield
        mail._trust.cache_clear()

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        """A certificate with its key, of two loopback addresses."""
        # TLS has the real day, whatever day the tests have.
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
        names = x509.SubjectAlternativeName(
            [x509.IPAddress(ip_address(ip)) for ip in ("127.0.0.1", "127.0.0.2")]
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + timedelta(days=400))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        file = tmp_path / "mail.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
        return file

    def test_starttls_is_asked_for_and_the_certificate_checked(
        self, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        # 127.0.0.2 is no name of this machine to the settings, so the way there must be encrypted.
        with mail_server(hostname="127.0.0.2", tls_context=context, require_starttls=True) as (server, port):
            settings = Settings(smtp=f"smtp://127.0.0.2:{port}", mail_from=SENDER)
            with pytest.raises(NotSent, match="safely") as refused:
                send_mail(settings, ADDRESS, message())
            assert not refused.value.may_try_again
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            mail._trust.cache_clear()
            send_mail(settings, ADDRESS, message())
            assert len(server.mails) == 1

    def test_without_an_offer_of_encryption_nothing_is_said(self) -> None:
        with mail_server(hostname="127.0.0.2") as (server, port):
            settings = Settings(smtp=f"smtp://u:p@127.0.0.2:{port}", mail_from=SENDER)
            with pytest.raises(NotSent, match="no encryption"):
                send_mail(settings, ADDRESS, message())
            assert server.tries == 0

    def test_tls_from_the_start(self, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with mail_server(ssl_context=context) as (server, port):
            send_mail(Settings(smtp=f"smtps://127.0.0.1:{port}", mail_from=SENDER), ADDRESS, message())
            assert len(server.mails) == 1
            monkeypatch.delenv("SSL_CERT_FILE")
            mail._trust.cache_clear()
            with pytest.raises(NotSent, match="safely"):
                send_mail(Settings(smtp=f"smtps://127.0.0.1:{port}", mail_from=SENDER), ADDRESS, message())
