"""What can go wrong, one small class per cause; each carries the one sentence a person reads."""

import errno
import os
import re

DESCRIPTORS_USED_UP = (
    "Too many files and connections are open here at this moment. Try again in a minute; whoever runs the server can"
    " allow it more of them (LimitNOFILE)."
)
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def cause_of(error: OSError) -> str:
    """Return why something failed at the system, in words that are never empty: not every OSError carries any."""
    return error.strerror or str(error) or "the system gave no reason"


def are_descriptors_used_up() -> bool:
    """Return whether this process may open no more files: what failed seldom says that this was why."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in (errno.EMFILE, errno.ENFILE)
    return False


class TrackerError(Exception):
    """Anything we refuse or fail at in words; `sentence` is safe to show to a person."""

    def __init__(self, sentence: str) -> None:
        # It may quote a file, its name or somebody's words: a line break or an order to a terminal is none of ours, and
        # a name that is no UTF-8 could be neither shown nor printed.
        self.sentence = _UNWRITABLE.sub(" ", sentence)
        super().__init__(self.sentence)


class InvalidEntry(TrackerError):
    """A value a person gave is not allowed; `field` names it as the forms and files do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = _UNWRITABLE.sub(" ", field)


class InvalidSetting(TrackerError):
    """A setting stops the start."""

    def __init__(self, name: str, allowed: str, hint: str) -> None:
        super().__init__(f"{name} is not usable: {allowed}. {hint}")
        self.name = name


class StaleEdit(TrackerError):
    """Somebody changed the entry after it was opened for editing; `stored` is how it reads now."""

    def __init__(self, stored: object) -> None:
        super().__init__(
            "This entry was changed somewhere else after you opened it. Nothing was overwritten."
        )
        self.stored = stored


class ShownToAnother(TrackerError):
    """A form that was shown to one account comes back while another is signed in."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else is signed in here now, so nothing was saved. Sign in as before, go back to the form and press again."
        )


class UnknownEntry(TrackerError):
    """The entry is not in this client's record."""

    def __init__(self) -> None:
        super().__init__("That entry is not in this record (any more).")


class UnknownClient(TrackerError):
    """No such client in this database."""

    def __init__(self, client_id: str) -> None:
        super().__init__(f"There is no client called {client_id!r} here.")


class UnknownAccount(TrackerError):
    """No such account in this installation."""

    def __init__(self) -> None:
        super().__init__("There is no such account here.")


class SignInRefused(TrackerError):
    """Signing in failed; the sentence does not say why, so that nobody learns which names exist."""

    def __init__(self) -> None:
        super().__init__("That username and password do not go together.")


class IdentityRefused(TrackerError):
    """Signing in with a provider failed; one sentence for every cause, a disabled account included."""

    def __init__(self) -> None:
        super().__init__("That did not sign you in. Try again, or sign in with your password.")


class ProviderUnreachable(TrackerError):
    """The provider that people may sign in with does not answer, or not as it should."""

    def __init__(self) -> None:
        super().__init__("The provider cannot be reached at the moment. Signing in with your password works.")


class ShareGone(TrackerError):
    """A share link cannot be opened; one sentence whether it is unknown, ended, revoked, used up or barred."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not work (any more). Ask the person who gave it to you for a new one."
        )


class FeedGone(TrackerError):
    """A calendar address leads nowhere; one sentence whether it is unknown or ended."""

    def __init__(self) -> None:
        super().__init__(
            "This calendar address does not work (any more). Make a new one on the account page."
        )


class TokenRefused(TrackerError):
    """A program's token opens nothing; one sentence whether it is unknown, ended or its account closed."""

    status = 401

    def __init__(self) -> None:
        super().__init__("This token does not work (any more). Make a new one on the account page.")


class TokenTooNarrow(TrackerError):
    """A program's token was not given for this."""

    status = 403

    def __init__(self, needed: str) -> None:
        super().__init__(f"This token was not made for that. It needs: {needed}.")


class NotSent(TrackerError):
    """A message was not taken where it was to go; `may_try_again` only where it is sure that nothing of it was."""

    def __init__(self, sentence: str, *, may_try_again: bool = False) -> None:
        super().__init__(sentence)
        self.may_try_again = may_try_again


class ConsentMissing(TrackerError):
    """Nothing may be kept or shared before the client has consented."""

    def __init__(self) -> None:
        super().__init__("Please read and accept how your data is used first.")


class TooManyAttempts(TrackerError):
    """Too many guesses; the same sentence whether or not the account exists."""

    def __init__(self) -> None:
        super().__init__("Too many tries. Wait an hour, or ask your practice for a recovery code.")


class TooBusy(TrackerError):
    """Too many people are waiting for the same slow thing."""


class AccessRefused(TrackerError):
    """The actor may not do this."""

    def __init__(self) -> None:
        super().__init__("You do not have access to that record.")


class OwnRecordOnly(AccessRefused):
    """A share link reads what it names; all else is for the person whose record it is."""

    def __init__(self) -> None:
        TrackerError.__init__(self, "Only the person whose record it is can do this.")


class NotSaved(TrackerError):
    """The database could not keep a change; nothing of it was written, unless the sentence says it is not known."""


class SaveUnknown(NotSaved):
    """The database went away while it kept a change, so nobody knows whether it did; never tried again by itself."""


class WriteConflict(NotSaved):
    """Two transactions waited for each other, and this one was ended with nothing written: it may be tried again."""


class StoreUnavailable(TrackerError):
    """The database cannot be opened or read."""


class StoreAway(StoreUnavailable):
    """No database answers at its address, or not yet: it may be there in a moment."""


class ReadConflict(StoreAway):
    """A reading and a writing waited for each other, and the reading was ended: it may be tried again."""


class ImportRefused(TrackerError):
    """A file was not imported; nothing of it was written. `line` is where, counted from 1."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(f"Line {line}: {sentence}" if line is not None else sentence)
        self.line = line
