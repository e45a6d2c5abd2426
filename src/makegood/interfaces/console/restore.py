"""`makegood restore FILE`: a backup brought back to an empty place, or only checked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, Unreadable, answer, say, text_of
from makegood.interfaces.console.run import database, django, migrate
from makegood.localdb.cluster import Cluster
from makegood.localdb.environment import DATA, DATABASE_URL, given_keys

app = cyclopts.App(name="restore", help="Bring a backup back.")


@app.default
def restore(
    file: Path, *, key: Path | None = None, check: bool = False, overwrite: bool = False, other_keys: bool = False, json: bool = False
) -> int:
    """Read all of FILE and check it, then bring it back to an empty data folder and an empty database.

    --check: only read and check. --key: a file with the key that it was locked with. --overwrite: what is in the place makes way (files
    are moved aside, an embedded database too; a database of one's own is emptied). --other-keys: go on without the secret keys of then.
    """
    from makegood.backup.read import read_backup
    from makegood.backup.restore import check_keys, stage, unstage
    from makegood.backup.restore import restore as bring_back

    if not file.is_file():
        raise Unreadable(f"{file} is no file that can be read. Give a file that `makegood backup` made.")
    identities = _identities(key)
    if check:
        manifest, digest = read_backup(file, identities)
        answer({"file": str(file), "manifest": digest, **manifest.summary()}, as_json=json, human=lambda one: _said(one, "is whole"))
        return DONE
    say("reading and checking the backup")
    staged = stage(file, DATA, identities)
    try:
        check_keys(staged, setting=given_keys(), other_keys=other_keys)
        done = bring_back(
            staged, data=DATA, database=_database, embedded=not DATABASE_URL, setting=given_keys(), overwrite=overwrite, now=datetime.now(UTC)
        )  # fmt: skip
    finally:
        unstage(staged)
    _keep_key(key)
    if _is_older(staged.manifest.migrations):
        migrate()
    answer({"file": str(file), **done, "asked_first": _ask_first()}, as_json=json, human=lambda one: _said(one, "is back"))
    return DONE


@contextmanager
def _database() -> Iterator[None]:
    """The embedded one is ours alone meanwhile (`data_in_use` where something runs on it)."""
    cluster = None if DATABASE_URL else Cluster(DATA)
    if cluster is not None:
        cluster.start()
    try:
        django()
        yield
    finally:
        from django.db import connections

        connections.close_all()
        if cluster is not None:
            cluster.stop()


def _identities(key: Path | None) -> list[Any]:
    from makegood.backup import keys

    if key is not None:
        return keys.parse(text_of(key), said_in=str(key)).identities
    found = keys.keys_of(DATA, setting=os.environ.get("MAKEGOOD_BACKUP_KEY", ""))
    return found.identities if found else []


def _keep_key(key: Path | None) -> None:
    """The key that opened it locks the next ones too, unless another one is set."""
    from makegood.backup import keys

    if key is not None and keys.keys_of(DATA, setting=os.environ.get("MAKEGOOD_BACKUP_KEY", "")) is None:
        keys.keep(DATA, keys.parse(text_of(key), said_in=str(key)).identities[0])
        keys.note_shown(DATA)


def _ask_first() -> list[str]:
    """Refunds that waited to be sent when the backup was made: their providers are asked first whether they have them."""
    with database():
        django()
        from makegood.apps.settlement import queries as settlement
        from makegood.base.actor import SYSTEM
        from makegood.base.unit import all_merchant_ids, unit
        from makegood.journeys.doubt_transfer import doubt_transfer

        now = datetime.now(UTC)
        with unit(merchants=all_merchant_ids()):
            waiting = [(one.merchant_id, one.public_id) for one in settlement.open_transfers() if one.state == "waiting"]
        return [name for merchant_id, name in waiting if doubt_transfer(merchant_id=merchant_id, transfer_id=name, by=SYSTEM, now=now)]


def _is_older(migrations: list[list[str]]) -> bool:
    """The backup's tables are those of an older version."""
    from django.db.migrations.loader import MigrationLoader

    return bool(set(MigrationLoader(None).graph.nodes) - {(app, name) for app, name in migrations})


def _said(one: dict[str, Any], what: str) -> str:
    lines = [
        f"{one['file']} {what}: made {one['made_at'][:16]} UTC by makegood {one['makegood']}, {one['rows']} rows of {len(one['tables'])} tables, "
        f"{one['files']['count']} files."
    ]
    lines += [f"moved aside: {name}" for name in one.get("aside", [])]
    lines += [f"its provider is asked before it is sent: {name}" for name in one.get("asked_first", [])]
    lines += [f"was gone when it was saved: {name}" for name in one["missing"]]
    lines += [f"was not what its name says when it was saved: {name}" for name in one["damaged"]]
    return "\n".join(lines)
