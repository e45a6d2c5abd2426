"""One embedded PostgreSQL cluster: made, started, stopped, mended after a crash."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from makegood.kernel.refusal import Refusal
from makegood.localdb.binaries import Programs, find_programs
from makegood.localdb.death import die_with_parent

ROLE = "makegood"
_COMMON = (
    "shared_buffers=64MB",
    "jit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=",
    "max_connections=60",
    "autovacuum_naptime=10s",
    "wal_compression=pglz",  # whole pages, which are logged once after each checkpoint
)
REVIVE_TRIES = 20
_SAFE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")  # said here, so that no file and no ALTER SYSTEM says otherwise
_FAST = ("fsync=off", "full_page_writes=off")  # tests only: a power cut may cost the data


def socket_folder(data: Path) -> Path:
    """Short, because a socket's path may hold 107 bytes only."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"mg-{os.geteuid()}-{name}"


def dsn_of(data: Path, database: str = ROLE) -> str:
    return f"postgresql://{ROLE}@/{database}?host={socket_folder(data)}"


def accepts(data: Path, database: str = ROLE) -> bool:
    try:
        psycopg.connect(dsn_of(data, database), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


class Cluster:
    """`durable`: fsync on (the demo and real use). One process may hold a data folder at a time."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.absolute()
        self.folder = self.data / "postgres"
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._programs: Programs | None = None
        self._lock: Any = None

    def start(self) -> None:
        """Refuses `data_in_use` (naming the process), `data_not_writable`, `no_postgres`, `database_did_not_start`."""
        self._take_lock()
        try:
            programs = self._programs = find_programs(self.data)
            self._sockets(programs)
            self._mend_stale_pid()
            if not (self.folder / "PG_VERSION").exists():
                self._make(programs)
            self._run(programs)
            self._prepare_role()
        except BaseException:
            self.stop()
            raise

    def fell(self) -> bool:
        """It ran and ended without being asked."""
        return self.process is not None and self.process.poll() is not None

    def revive(self) -> None:
        """Start it again after it fell: it recovers what was committed. Refuses `database_did_not_start`.

        Its own processes may outlive it by a moment and hold its memory; it does not start beside them.
        """
        assert self._programs is not None
        for last in (*[False] * (REVIVE_TRIES - 1), True):
            self._mend_stale_pid()
            try:
                self._run(self._programs)
                return
            except Refusal:
                if last:
                    raise
                time.sleep(0.25)

    def stop(self) -> None:
        """Fast shutdown; what was committed is safe."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        self.process = None
        if self._lock is not None:
            self._lock.close()  # the same process could not take it again otherwise
            self._lock = None

    def _take_lock(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            lock = open(self.data / "lock", "a+")  # noqa: SIM115 - it is held as long as the cluster runs
        except OSError as error:
            raise Refusal(
                "data_not_writable",
                f"{self.data} can't be written: {error.strerror}.",
                "Free some space or set MAKEGOOD_DATA to another folder.",
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            lock.close()
            raise Refusal(
                "data_in_use", f"Process {holder} already runs on {self.data}.", f"Stop it first (kill {holder}), or set MAKEGOOD_DATA."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _sockets(self, programs: Programs) -> None:
        folder = socket_folder(self.data)
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid not in (os.geteuid(), (programs.owner or (os.geteuid(), 0))[0]):
            raise Refusal("socket_folder_taken", f"{folder} belongs to somebody else.", f"Remove {folder}.")
        if programs.owner:
            os.chown(folder, *programs.owner)

    def _mend_stale_pid(self) -> None:
        """After a crash the pid file may name a number that another program has by now; we hold the lock, so it is not our server."""
        path = self.folder / "postmaster.pid"
        try:
            pid = int(path.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            ours = name.startswith("postgres") and Path(f"/proc/{pid}/cwd").resolve() == self.folder.resolve()
        except OSError:
            ours = False
        if ours:  # a server that outlived its parent is shutting down: wait for it
            for _ in range(100):
                if not path.exists():
                    return
                time.sleep(0.1)
        path.unlink(missing_ok=True)

    def _make(self, programs: Programs) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)  # half made: PG_VERSION is written early, the rename below is the proof
        new = self.data / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if programs.owner:
            os.chown(new, *programs.owner)
        version = subprocess.run(
            [*programs.prefix, str(programs.bin / "postgres"), "--version"], capture_output=True, text=True, **programs.popen
        )
        builtin = int(version.stdout.rpartition(" ")[2].split(".")[0]) >= 17
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else ["--locale=C.UTF-8"]
        command = [
            *programs.prefix,
            str(programs.bin / "initdb"),
            "-D",
            str(new),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
            *locale,
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=120, **programs.popen)
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["unknown"]
            reason = next((line for line in said if "No space" in line or "rror:" in line or "FATAL" in line), said[-1])
            reason = reason.rpartition("FATAL:")[2].strip()
            raise Refusal(
                "database_not_made", f"The database could not be made: {reason}", "Free some space, or set MAKEGOOD_DATABASE_URL."
            )
        os.sync()
        new.rename(self.folder)

    def _run(self, programs: Programs) -> None:
        options = [*_COMMON, f"unix_socket_directories={socket_folder(self.data)}", *(_SAFE if self.durable else _FAST)]
        command = [*programs.prefix, str(programs.bin / "postgres"), "-D", str(self.folder)]
        for option in options:
            command += ["-c", option]
        with open(self.data / "postgres.log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT), **programs.popen,
            )  # fmt: skip
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                psycopg.connect(f"postgresql://postgres@/postgres?host={socket_folder(self.data)}", connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        tail = (self.data / "postgres.log").read_text(errors="replace").strip().splitlines()[-1:]
        raise Refusal("database_did_not_start", f"PostgreSQL did not start: {' '.join(tail)}", f"See {self.data / 'postgres.log'}.")

    def _prepare_role(self) -> None:
        """One ordinary role: row level security does not bind superusers."""
        with psycopg.connect(f"postgresql://postgres@/postgres?host={socket_folder(self.data)}", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
