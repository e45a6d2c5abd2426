"""Before the tables of a database with shops are changed, all of it is saved, by the same hands and into the same folder as each night."""

import os
from datetime import UTC, datetime

from makegood.interfaces.console.output import say
from makegood.kernel.refusal import Refusal
from makegood.localdb.environment import DATA


def save_before_upgrade(dsn: str, *, skip: bool) -> None:
    """Nothing where no migration waits, or nobody has a shop here. Refuses `upgrade_unsaved`: the tables are then as they were."""
    from makegood.backup.nightly import plan, run_nightly
    from makegood.base.upgrade import changes_shops

    if os.environ.get("MAKEGOOD_DEMO") or not changes_shops():
        return
    if skip:
        say("No backup was made before this upgrade (--no-backup).")
        return
    if plan(DATA).hour is None and not os.environ.get("MAKEGOOD_BACKUP_FOLDER", "").strip():
        say(
            "No backup was made before this upgrade: MAKEGOOD_BACKUP_HOUR is off and MAKEGOOD_BACKUP_FOLDER names no place; set it, or use `makegood backup FILE`."
        )
        return
    entry = run_nightly(dsn=dsn, data=DATA, now=datetime.now(UTC))
    if entry["problem"]:
        raise Refusal(
            "upgrade_unsaved", f"Before the tables are changed a backup is made, and it failed: {entry['problem']}",
            "Nothing was changed. Mend that and start again, or go on without one: --no-backup.",
        )  # fmt: skip
    say(f"Saved before the upgrade: {plan(DATA).folder / entry['name']}")
