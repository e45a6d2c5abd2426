"""What a backup says of itself: its first member tells who may read it, its last one what must be in it."""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

FORMAT = 1
HEADER, MANIFEST, SECRETS = "makegood.json", "manifest.json", "secret.keys"
TABLE_PART = re.compile(r"tables/([a-z][a-z0-9_]{0,62})/(\d{6})\.copy\.gz\Z")
FILES = "files/"


@dataclass(slots=True)
class Manifest:
    """`tables` name to {"rows", "sha256", "parts"}; `sequences` name to the last number given; `files` path to {"bytes", "sha256"}.

    `keys` are fingerprints of MAKEGOOD_SECRET_KEYS. `missing` and `damaged` name files of the evidence store that were gone, or not what
    their name says, when they were saved.
    """

    made_at: str
    makegood: str
    postgres: int
    schema: str
    migrations: list[list[str]]
    keys: list[str]
    format: int = FORMAT
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def header(self) -> bytes:
        return json.dumps({"format": self.format, "makegood": self.makegood, "made_at": self.made_at}).encode()

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def of(cls, content: bytes) -> "Manifest":
        """Raises ValueError, TypeError where it is none."""
        return cls(**json.loads(content))

    def summary(self) -> dict[str, Any]:
        """What the console answers and the log of backups keeps."""
        return {
            "made_at": self.made_at,
            "makegood": self.makegood,
            "rows": sum(one["rows"] for one in self.tables.values()),
            "tables": {name: {"rows": one["rows"], "sha256": one["sha256"]} for name, one in sorted(self.tables.items())},
            "files": {
                "count": len(self.files), "bytes": sum(one["bytes"] for one in self.files.values()),
                "sha256": digest_of({path: one["sha256"] for path, one in self.files.items()}),
            },
            "missing": self.missing,
            "damaged": self.damaged,
        }  # fmt: skip


def numbers_of(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def check_header(content: bytes, *, ours: str) -> None:
    """Refuses `no_backup`, `backup_newer`."""
    try:
        said = json.loads(content)
        form, version = int(said["format"]), str(said["makegood"])
    except (ValueError, KeyError, TypeError):
        raise no_backup() from None
    if form > FORMAT or numbers_of(version) > numbers_of(ours):
        raise Refusal(
            "backup_newer", f"The backup was made by makegood {version}, this is {ours}.", f"Install makegood {version} or newer, then restore."
        )  # fmt: skip


def no_backup() -> Refusal:
    return Refusal("no_backup", "This file is no backup of makegood.", "Give a file that `makegood backup` made.")
