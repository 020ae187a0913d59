"""Logs: who asked for what stays out of them where the address itself is a secret."""

import logging
import re
import secrets
from pathlib import Path

from tracker.web.middleware.secret_paths import SECRET_FOLDERS

# The token of a share link, a calendar or a reminder's link stands in its path; an invitation's code in the part after the question mark.
SECRET_PATH = re.compile(rf"^({'|'.join(SECRET_FOLDERS)})[^/?\s]+")

log = logging.getLogger("tracker")


def keep_tokens_out_of_logs() -> None:
    """Blank secrets in the server's access log, should somebody turn it on."""
    for name in ("uvicorn.access", "uvicorn.error"):
        logger = logging.getLogger(name)
        if not any(isinstance(log_filter, BlankSecrets) for log_filter in logger.filters):
            logger.addFilter(BlankSecrets())


class BlankSecrets(logging.Filter):
    """Rewrites the paths among a line's values."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                blanked(argument) if isinstance(argument, str) else argument for argument in record.args
            )
        return True


def blanked(path: str) -> str:
    """Return a path without the token or the query it may hold; other words stay."""
    if not path.startswith("/"):
        return path
    return SECRET_PATH.sub(r"\1-", path.split("?", 1)[0])


def logged(error: Exception) -> str:
    """Write an error's kind and places to the log, without the values in it, and return the id it has there."""
    error_id = secrets.token_hex(4)
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("error %s: %s at %s", error_id, type(error).__name__, " > ".join(places))
    return error_id
