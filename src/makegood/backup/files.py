"""Which files of the data folder are part of a backup: all but what is made again by itself, and the key to the backups."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from makegood.backup.keys import FILE, SHOWN

MADE_AGAIN = {
    "postgres", "postgres.new", "postgres.log", "lock", "metrics", "static", "backups", "secret.key", "seeding", FILE, SHOWN,
}  # fmt: skip
_DEMO = "sandbox."  # the demo's payment provider and its books
_ASIDE = re.compile(r"\.(before-\d{8}T\d{6}Z|restoring)\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def tops_of(data: Path) -> list[str]:
    """Names in the data folder that are saved, and that a restore would meet."""
    if not data.is_dir():
        return []
    return sorted(
        one.name for one in data.iterdir() if one.name not in MADE_AGAIN and not one.name.startswith(_DEMO) and not _ASIDE.search(one.name)
    )


def saved_files(data: Path) -> Iterator[tuple[str, Path]]:
    """(path inside the data folder, path), in order. Half-written ones (evidence is written beside and renamed) are left out."""
    for top in tops_of(data):
        start = data / top
        if start.is_file():
            yield top, start
        for folder, below, names in os.walk(start):
            below.sort()
            inside = Path(folder).relative_to(data).as_posix()
            for name in sorted(names):
                if top != "evidence" or _DIGEST.match(name):
                    yield f"{inside}/{name}", Path(folder) / name


def is_named_by_hash(path: str) -> bool:
    return path.startswith("evidence/") and bool(_DIGEST.search(path))
