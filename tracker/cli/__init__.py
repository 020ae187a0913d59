"""The command line."""

from tracker.cli.account import account
from tracker.cli.backup import backup, restore
from tracker.cli.database import check, copy_database, where
from tracker.cli.fair_try import fair_try
from tracker.cli.files import export, import_file
from tracker.cli.log import log
from tracker.cli.program import main
from tracker.cli.sample import sample
from tracker.cli.serve import demo, serve
from tracker.cli.share import share
from tracker.cli.summary import summary

for command in (
    serve,
    demo,
    account,
    log,
    import_file,
    export,
    summary,
    fair_try,
    sample,
    share,
    backup,
    restore,
    copy_database,
    check,
    where,
):
    main.add_command(command)

__all__ = ["main"]
