"""Mail, by the mail server of the settings: one message at a time, handed over once."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import lru_cache
from pathlib import Path

from tracker import clock
from tracker.errors import NotSent
from tracker.reminding.words import Message
from tracker.settings import MailServer, Settings, is_mail_address

# For each answer of the server.
SECONDS = 10.0
OK, PASSING = (250, 251), range(400, 500)


def send_mail(settings: Settings, to: str, message: Message) -> None:
    """Send a message to one address; raises NotSent."""
    server, sender = settings.mail_server, settings.mail_from
    if server is None or not is_mail_address(to):
        raise NotSent("No e-mail can be sent there.")
    content = _mail(sender, to, message).as_bytes()
    with _session(server, sender, _password(server, settings.smtp_password_path)) as session:
        for code, _ in (session.mail(sender), session.rcpt(to)):
            _refuse_unless_taken(code)
        try:
            code, _ = session.data(content)
        except smtplib.SMTPDataError as refused:
            code = refused.smtp_code
        except OSError as error:
            # From here on nobody knows whether the server took it, and twice is worse than once too few.
            raise NotSent("The mail server fell silent while it took the message.") from error
        _refuse_unless_taken(code)


def _mail(sender: str, to: str, message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, message.title
    mail["Date"] = format_datetime(clock.utc_now())
    mail["Message-ID"] = make_msgid(domain=_domain(sender))
    mail["Auto-Submitted"] = "auto-generated"
    if message.off_address:
        mail["List-Unsubscribe"] = f"<{message.off_address}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    return mail


@contextmanager
def _session(server: MailServer, sender: str, password: str) -> Iterator[smtplib.SMTP]:
    """Open a session that is encrypted and signed in; raises NotSent, for what fails before a message is handed over."""
    try:
        session = _connected(server, _domain(sender))
    except smtplib.SMTPException as error:
        raise _refusal(error) from error
    except (OSError, ValueError) as error:
        is_certificate = isinstance(error, ssl.SSLError)
        sentence = "The mail server could not be reached"
        raise NotSent(
            f"{sentence} safely." if is_certificate else f"{sentence}.", may_try_again=not is_certificate
        ) from error
    try:
        if server.user:
            session.login(server.user, password)
        yield session
    except smtplib.SMTPException as error:
        raise _refusal(error) from error
    except OSError as error:
        raise NotSent("The mail server fell silent.", may_try_again=True) from error
    finally:
        session.close()


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    # Reading the system's authorities takes longer than a mail.
    return ssl.create_default_context()


def _connected(server: MailServer, own_name: str) -> smtplib.SMTP:
    if server.tls == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, own_name, timeout=SECONDS, context=_trust()
        )
    else:
        session = smtplib.SMTP(server.host, server.port, own_name, timeout=SECONDS)
    try:
        if server.tls == "starttls":
            session.starttls(context=_trust())
        session.ehlo_or_helo_if_needed()
    except BaseException:
        session.close()
        raise
    return session


def _refusal(error: smtplib.SMTPException) -> NotSent:
    """Return what a failure means; the server's own words are left out, since they may say anything."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotSent("The mail server did not let this app sign in.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSent("The mail server offers no encryption, or no sign-in.")
    if isinstance(error, smtplib.SMTPResponseException):
        return NotSent(
            f"The mail server refused ({error.smtp_code}).", may_try_again=error.smtp_code in PASSING
        )
    return NotSent("The mail server fell silent.", may_try_again=True)


def _refuse_unless_taken(code: int) -> None:
    if code not in OK:
        raise NotSent(f"The mail server refused the message ({code}).", may_try_again=code in PASSING)


def _password(server: MailServer, file: Path | None) -> str:
    if file is None:
        return server.password
    try:
        return file.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotSent("The mail server's password cannot be read here.") from error


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2]
