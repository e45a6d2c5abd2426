"""`makegood backup FILE`: everything into one encrypted file."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer, say
from makegood.interfaces.console.run import database
from makegood.kernel.refusal import Refusal
from makegood.localdb.environment import DATA, secret_keys

app = cyclopts.App(name="backup", help="Save everything into one encrypted file.")


@app.default
def backup(file: Path | None = None, *, unencrypted: bool = False, nightly: bool = False, json: bool = False) -> int:
    """Save the database at one moment and every file into FILE, locked with the key of MAKEGOOD_BACKUP_KEY or of the data folder.

    --nightly: into the backups' folder, opened again to see that it can be read, the oldest removed. --unencrypted: readable by anybody.
    Ends with 1 where files of the evidence store were gone or damaged: what there is was saved.
    """
    from makegood.backup import keys
    from makegood.backup.make import make_backup

    if nightly == (file is not None):
        raise Refusal("file_missing", "Say where to: `makegood backup FILE`.", "Or --nightly, without FILE.")
    if nightly:
        return _nightly(json)
    assert file is not None
    recipients: list[Any] = []
    if not unencrypted:
        found = keys.keys_of(DATA, setting=os.environ.get("MAKEGOOD_BACKUP_KEY", ""), make=True)
        assert found is not None
        recipients = found.recipients
        if found.made:
            say(f"A key was made: {DATA / keys.FILE}. Without it nobody opens this backup: keep a copy elsewhere (`makegood backup-key`).")
    with database() as dsn:
        made = make_backup(file, dsn=dsn, data=DATA, recipients=recipients, secret_keys=secret_keys(), now=datetime.now(UTC))
    answer(made, as_json=json, human=sentence)
    return WANTING if made["missing"] or made["damaged"] else DONE


def _nightly(json: bool) -> int:
    from makegood.backup.nightly import run_nightly

    with database() as dsn:
        entry = run_nightly(dsn=dsn, data=DATA, now=datetime.now(UTC))
    answer(entry, as_json=json, human=lambda one: one["problem"] or sentence(one))
    return WANTING if entry["problem"] else DONE


def sentence(made: dict[str, Any]) -> str:
    lines = [f"{made['file']}: {made['rows']} rows of {len(made['tables'])} tables, {made['files']['count']} files, {made['bytes']} bytes."]
    lines += [f"SHA-256 {made['sha256']}"]
    if not made["encrypted"]:
        lines.append("It is not encrypted, and the secret keys are not in it.")
    lines += [f"gone: {name}" for name in made["missing"]] + [f"not what its name says: {name}" for name in made["damaged"]]
    return "\n".join(lines)
