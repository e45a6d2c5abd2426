"""`makegood backup-key`: the key that opens the backups, to be kept where this machine is not."""

import os
from typing import Any

import cyclopts

from makegood.interfaces.console.output import answer
from makegood.localdb.environment import DATA

app = cyclopts.App(name="backup-key", help="The key that opens the backups.")


@app.default
def backup_key(*, json: bool = False) -> int:
    """Print the key, and make one where there is none. Whoever has it reads every backup; without it nobody does."""
    from makegood.backup import keys

    setting = os.environ.get("MAKEGOOD_BACKUP_KEY", "")
    found = keys.keys_of(DATA, setting=setting, make=True)
    assert found is not None
    where = "MAKEGOOD_BACKUP_KEY" if setting.strip() else str(DATA / keys.FILE)
    if not setting.strip():
        keys.note_shown(DATA)
    shown = {"where": where, "public": found.public, "secret": [str(one) for one in found.identities]}
    answer(shown, as_json=json, human=_sentences)
    return 0


def _sentences(shown: dict[str, Any]) -> str:
    lines = [f"The backups are locked with the key of {shown['where']}:", *shown["secret"]]
    if not shown["secret"]:
        return f"Backups are locked for {', '.join(shown['public'])}; the key that opens them is not on this machine."
    return "\n".join([*lines, "Write it down or keep it in a password safe, away from this machine."])
