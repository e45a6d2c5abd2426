"""Make one backup: the database at one moment, then the files (they are only ever added to, so that none of that moment is missing)."""

import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg

import makegood
from makegood.backup.files import is_named_by_hash, saved_files
from makegood.backup.manifest import FILES, HEADER, MANIFEST, SECRETS, Manifest
from makegood.backup.sealed import sealing
from makegood.backup.tables import Table, rows_out, schema_of, sequences_of, snapshot, tables_of
from makegood.kernel.refusal import Refusal

PART = 8_000_000
"""Bytes of COPY text in one member: what is held in memory at a time."""


def make_backup(
    path: Path, *, dsn: str, data: Path, recipients: list[Any], secret_keys: list[str], now: datetime, replace: bool = False
) -> dict[str, Any]:
    """Write `path` and return what was saved: Manifest.summary() with {"file", "bytes", "sha256", "encrypted", "manifest"}.

    Without `recipients` it is not encrypted, and the secret keys stay out of it. The file is there whole or not at all. Refuses
    `file_exists`, `folder_missing`, `database_away`, `nothing_to_save`.
    """
    path = path.absolute()
    if path.exists() and not replace:
        raise Refusal("file_exists", f"{path} is there already.", "Choose another name, or move it away first.")
    if not path.parent.is_dir():
        raise Refusal("folder_missing", f"The folder {path.parent} is not there.", "Make it first, or choose another one.")
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            out = _Counted(file)
            with sealing(out, recipients) if recipients else nullcontext(out) as stream:  # type: ignore[arg-type]
                manifest, digest = _write(stream, dsn, data, secret_keys if recipients else [], secret_keys, now)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except FileExistsError:
        raise Refusal("backup_runs", f"{part} is being written.", "Wait until it is done; remove it where nothing runs any more.") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return {
        "file": str(path), "bytes": out.count, "sha256": out.digest.hexdigest(), "encrypted": bool(recipients), "manifest": digest,
        **manifest.summary(),
    }  # fmt: skip


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Counted(io.RawIOBase):
    """What goes to the disk, counted and hashed on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.count, self.digest = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.file.write(piece)
        self.digest.update(piece)
        self.count += len(piece)
        return len(piece)


def fingerprints(keys: list[str]) -> list[str]:
    """By which a restore knows whether it has the same keys; they say nothing about them."""
    return [hashlib.sha256(f"makegood.secret-key:{key}".encode()).hexdigest()[:16] for key in keys]


def _write(stream: Any, dsn: str, data: Path, secrets: list[str], keys: list[str], now: datetime) -> tuple[Manifest, str]:
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT, bufsize=65_536) as tar, _adding(tar, now) as add:
        with snapshot(dsn) as connection:
            migrations = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
            manifest = Manifest(
                made_at=now.isoformat(), makegood=makegood.__version__, postgres=connection.info.server_version, schema=schema_of(connection),
                migrations=[list(row) for row in migrations], keys=fingerprints(keys),
            )  # fmt: skip
            add(HEADER, manifest.header())
            for table in tables_of(connection):
                manifest.tables[table.name] = _save_table(connection, table, add)
            manifest.sequences = sequences_of(connection)
            wanted = connection.execute("SELECT merchant_id, digest FROM base_evidence WHERE erased_at IS NULL").fetchall()
        for name, file in saved_files(data):
            _save_file(name, file, manifest, add)
        named = (f"evidence/m{merchant_id}/{digest[:2]}/{digest}" for merchant_id, digest in wanted)
        manifest.missing = sorted(name for name in named if name not in manifest.files)
        if secrets:
            add(SECRETS, ",".join(secrets).encode())
        content = manifest.as_bytes()
        add(MANIFEST, content)
    return manifest, hashlib.sha256(content).hexdigest()


@contextmanager
def _adding(tar: tarfile.TarFile, now: datetime) -> Iterator[Any]:
    def add(name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = len(content), int(now.timestamp()), 0o600
        tar.addfile(member, io.BytesIO(content))

    yield add


def _save_table(connection: "psycopg.Connection[Any]", table: Table, add: Any) -> dict[str, Any]:
    rows, parts, found, waiting = 0, 0, hashlib.sha256(), bytearray()

    def flush() -> None:
        nonlocal parts
        if waiting:
            parts += 1
            add(f"tables/{table.name}/{parts:06}.copy.gz", gzip.compress(bytes(waiting), compresslevel=5, mtime=0))
            waiting.clear()

    for piece in rows_out(connection, table):
        rows += piece.count(b"\n")
        found.update(piece)
        waiting += piece
        if len(waiting) >= PART:
            flush()
    flush()
    return {"rows": rows, "sha256": found.hexdigest(), "parts": parts}


def _save_file(name: str, file: Path, manifest: Manifest, add: Any) -> None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # erased meanwhile, as it may be
        return
    digest = hashlib.sha256(content).hexdigest()
    if is_named_by_hash(name) and not name.endswith(digest):
        manifest.damaged.append(name)
    add(FILES + name, content)
    manifest.files[name] = {"bytes": len(content), "sha256": digest}
