"""Writing a file so that its path holds either all of the new content or what was there before."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from tracker.errors import TrackerError, cause_of


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, durably, readable by its owner only; raises TrackerError with the path as it was."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise TrackerError(f"{path} is not a file that can be written; nothing was written.")
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}.", delete=False) as temporary:
            try:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
                Path(temporary.name).replace(target)
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        why = cause_of(error) if isinstance(error, OSError) else None
        raise TrackerError(f"{path} cannot be written: {why or 'the name is not usable'}.") from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
