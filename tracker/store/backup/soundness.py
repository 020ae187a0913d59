"""Whether a database is sound: every row read and understood, the audit's chain followed."""

from tracker.errors import StoreUnavailable, TrackerError
from tracker.store.schema.steps import keys_by_table
from tracker.store.store import Store
from tracker.store.whole_record import whole_record


def refuse_unsound(store: Store, what: str) -> None:
    """Raise StoreUnavailable, naming `what`, when a database is damaged, or as `refuse_not_understood` does."""
    facts = store.driver.facts()
    if facts["integrity"] != "ok" or facts["foreign key check"] != "ok":
        raise StoreUnavailable(f"{what} is damaged: stop the app and go back to a backup.")
    refuse_not_understood(store, what)


def refuse_not_understood(store: Store, what: str) -> None:
    """Raise StoreUnavailable, naming `what`, for a row that cannot be read, and for an audit that was changed."""
    with store.at_one_moment():
        _read_rows(store, what)
        _read_records(store, what)
        if (broken := store.audit.broken_line()) is not None:
            raise StoreUnavailable(
                f"The audit of {what} was changed: line {broken} is not as it was written, or is missing."
                " Ask who had access."
            )


def _read_rows(store: Store, what: str) -> None:
    for table in keys_by_table():
        try:
            for _row in store.stream(f"SELECT * FROM {table}"):
                pass
        except Exception as error:
            raise StoreUnavailable(
                f"{what} is damaged: {table} cannot be read whole. Stop the app and go back to a backup."
            ) from error


def _read_records(store: Store, what: str) -> None:
    try:
        store.accounts.all()
        for client in store.clients.all():
            whole_record(store, client.client_id)
    except TrackerError as error:
        raise StoreUnavailable(f"{what}: {error.sentence}") from error
    except (ValueError, TypeError, LookupError, StopIteration) as error:
        raise StoreUnavailable(
            f"{what} holds a value that nobody can read: it is damaged, or was changed outside this app."
            " Go back to a backup."
        ) from error
