"""Writing a file so that its path holds either all of the new content or what was there before."""

import os
from pathlib import Path
from tempfile import mkstemp

from tracker.errors import TrackerError, cause_of
from tracker.store.drivers.sqlite import sync_folder


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, durably, readable by its owner only; raises TrackerError with the path as it was."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise TrackerError(f"{path} is not a file that can be written; nothing was written.")
        descriptor, made = mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        try:
            with os.fdopen(descriptor, "wb") as temporary:
                temporary.write(data)
                temporary.flush()
                os.fsync(descriptor)
            # Closed first: Windows moves no file that is open.
            Path(made).replace(target)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except (OSError, ValueError) as error:
        why = cause_of(error) if isinstance(error, OSError) else None
        raise TrackerError(f"{path} cannot be written: {why or 'the name is not usable'}.") from error
