"""The switch that lets phones at home in: the address of this computer at which it was turned on, kept beside the certificates."""

import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tracker.errors import InvalidSetting, TrackerError, cause_of
from tracker.exchange.atomic_file import write_file
from tracker.settings import Settings

SWITCHED_ON = "switched-on-at"
TRY_SECONDS = 0.5


def address_at_home() -> str:
    """Return this computer's address on the network it is on; raises TrackerError when it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only says by which of its addresses it would go out (RFC 5737's example network).
            probe.connect(("192.0.2.1", 9))
        except OSError as error:
            raise TrackerError(
                f"This computer is on no network ({cause_of(error)}): join one, or set TRACKER_PHONE_HOST."
            ) from error
        return str(probe.getsockname()[0])


def is_switched_on(settings: Settings) -> bool:
    """Return whether the switch is on, whatever the settings say."""
    return bool(_switched_on_at(settings))


def switch_on(settings: Settings) -> None:
    """Let phones in at this computer's address of now, and no other: in a café's network they are not.

    Raises TrackerError where this computer is on no network, or on one that is not private.
    """
    home = address_at_home()
    try:
        replace(settings, phone_host=home)
    except InvalidSetting as refused:
        raise TrackerError(
            f"This computer is at {home}, which is no address of a home network; phones stay out."
        ) from refused
    file = _file(settings)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise TrackerError(f"{file.parent} cannot be made: {cause_of(error)}.") from error
    write_file(file, home.encode())


def switch_off(settings: Settings) -> None:
    """Let no phone in any more; raises TrackerError."""
    try:
        _file(settings).unlink(missing_ok=True)
    except OSError as error:
        raise TrackerError(f"{_file(settings)} cannot be removed: {cause_of(error)}.") from error


def as_switched(settings: Settings) -> Settings:
    """Return the settings with the address that the switch was turned on at, unless they name one themselves."""
    return settings if settings.phone_host else replace(settings, phone_host=_switched_on_at(settings))


def is_served(settings: Settings) -> bool:
    """Return whether phones are answered at the address where they are let in, and it is this computer's."""
    with suppress(OSError):
        # In another network somebody else may have that address.
        socket.create_server((settings.phone_host, 0)).close()
        socket.create_connection((settings.phone_host, int(settings.phone_port)), TRY_SECONDS).close()
        return True
    return False


def _switched_on_at(settings: Settings) -> str:
    """Return the address at which the switch was turned on; blank while it is off."""
    # A file that somebody else wrote into counts as off, and so does any in practice mode.
    with suppress(OSError, ValueError, InvalidSetting):
        return replace(settings, phone_host=_file(settings).read_text(encoding="ascii")).phone_host
    return ""


def _file(settings: Settings) -> Path:
    return settings.phone_folder / SWITCHED_ON
