"""Both ways SQLite keeps its promises: the write-ahead log, and the rollback journal of versions with the WAL bug."""

import pytest

from tracker.store.sqlite import Version


@pytest.fixture(params=[(3, 51, 3), (3, 40, 1)], ids=["wal", "rollback-journal"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found
