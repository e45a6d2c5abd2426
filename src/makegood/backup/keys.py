"""The key that backups are locked with: an age key (X25519), the age-encryption.org format that other programs open too.

It comes from MAKEGOOD_BACKUP_KEY (AGE-SECRET-KEY-1..., or age1... where this machine shall lock but not open; several with commas), or is
made once and kept beside the data as `backup.key`, in the form of `age-keygen`. It is never inside a backup.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyrage import IdentityError, RecipientError, x25519

from makegood.kernel.refusal import Refusal

FILE, SHOWN = "backup.key", "backup.key.shown"
_SECRET, _PUBLIC = "AGE-SECRET-KEY-1", "age1"


@dataclass(frozen=True, slots=True)
class Keys:
    """`recipients` lock, `identities` open (none where only a public key is here); `made`: it was made just now."""

    recipients: list[Any]
    identities: list[Any]
    made: bool = False

    @property
    def public(self) -> list[str]:
        return [str(one) for one in self.recipients]


def parse(text: str, *, said_in: str) -> Keys:
    """Keys of a setting or of a file; lines that begin with # say something to people. Refuses `backup_key_unreadable`."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    words = [word.strip() for word in ",".join(lines).split(",") if word.strip()]
    try:
        identities = [x25519.Identity.from_str(word) for word in words if word.startswith(_SECRET)]
        recipients = [x25519.Recipient.from_str(word) for word in words if word.startswith(_PUBLIC)]
    except (IdentityError, RecipientError):
        identities, recipients = [], []
    if not words or len(identities) + len(recipients) != len(words):
        raise Refusal(
            "backup_key_unreadable", f"{said_in} is no key for backups.", f"It begins with {_SECRET} or {_PUBLIC}; `makegood backup-key` shows ours."
        )  # fmt: skip
    mine = [one.to_public() for one in identities]
    return Keys([*mine, *(one for one in recipients if str(one) not in map(str, mine))], identities)


def keys_of(data: Path, *, setting: str, make: bool = False) -> Keys | None:
    """The setting's keys, else those of the data folder's file; None where there are none and none may be made."""
    if setting.strip():
        return parse(setting, said_in="MAKEGOOD_BACKUP_KEY")
    path = data / FILE
    try:
        return parse(path.read_text(), said_in=str(path))
    except FileNotFoundError:
        if not make:
            return None
    identity = x25519.Identity.generate()
    keep(data, identity)
    return Keys([identity.to_public()], [identity], made=True)


def keep(data: Path, identity: Any) -> None:
    """Write the key for its owner's eyes only."""
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(
            f"# makegood's backups are locked with this key; without it nobody opens them\n# public key: {identity.to_public()}\n{identity}\n"
        )
        file.flush()
        os.fsync(file.fileno())


def only_here(data: Path, *, setting: str) -> bool:
    """Nobody has looked at the key that was made here: with the machine every backup would be lost too."""
    return not setting.strip() and (data / FILE).exists() and not (data / SHOWN).exists()


def note_shown(data: Path) -> None:
    (data / SHOWN).touch()
