"""`python -m tests.reminding.serve_at INSTANT`: sends what is due then, in a process that a test kills."""

import asyncio
import sys
from datetime import datetime

from tracker import clock
from tracker.reminding.sender import Sender
from tracker.settings import read_settings
from tracker.store.store import open_store

if __name__ == "__main__":
    instant = datetime.fromisoformat(sys.argv[1])
    clock.utc_now = lambda: instant
    settings = read_settings()
    asyncio.run(Sender(open_store(settings.database_place), lambda: settings).run())
