"""Bring a backup back. Three steps: read and check all of it into a folder of its own; see that the place is empty; then change it at once.

Rows, numbers and their hashes are one transaction: where anything does not fit, the place is left as it was.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from makegood.backup.files import tops_of
from makegood.backup.load import is_empty, load, other_users
from makegood.backup.make import fingerprints
from makegood.backup.manifest import FILES, SECRETS, Manifest
from makegood.backup.read import read_backup
from makegood.kernel.refusal import Refusal

Database = Callable[[], AbstractContextManager[None]]
"""Starts the place's database (where it is ours to start), with Django loaded on it, for as long as it is needed."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A backup that was read whole, laid out in `folder`: tables/NAME/000001.copy.gz, files/..., secret.keys."""

    folder: Path
    manifest: Manifest
    digest: str

    def secret_keys(self) -> list[str]:
        path = self.folder / SECRETS
        return path.read_text().split(",") if path.exists() else []

    def pieces(self, table: str) -> list[Path]:
        return sorted((self.folder / "tables" / table).glob("*.copy.gz"))


def stage(path: Path, data: Path, identities: list[Any]) -> Staged:
    """Refuses what read_backup refuses, and leaves nothing behind then. The folder beside the data holds it until `unstage`."""
    data.mkdir(parents=True, exist_ok=True)
    folder = data / "backup.restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)

    def lay_aside(name: str, content: bytes) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    try:
        manifest, digest = read_backup(path, identities, lay_aside)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Staged(folder, manifest, digest)


def check_keys(staged: Staged, *, setting: list[str], other_keys: bool) -> None:
    """The keys of MAKEGOOD_SECRET_KEYS (none where it is unset) must be those of the backup: they open what is sealed and find orders."""
    if other_keys or not staged.manifest.keys:
        return
    if setting and not set(staged.manifest.keys) <= set(fingerprints(setting)):
        raise Refusal(
            "other_keys", "MAKEGOOD_SECRET_KEYS are not the keys that the backup was made with.",
            "Unset it or set those. With --other-keys it goes on: sealed passwords must be typed again, mailed links don't open.",
        )  # fmt: skip
    if not setting and not staged.secret_keys():
        raise Refusal(
            "keys_missing", "The backup holds no secret keys, because it is not encrypted.",
            "Set MAKEGOOD_SECRET_KEYS to those that it was made with. With --other-keys it goes on without.",
        )  # fmt: skip


def restore(
    staged: Staged, *, data: Path, database: Database, embedded: bool, setting: list[str], overwrite: bool, now: datetime
) -> dict[str, Any]:
    """Put the staged backup in its place and return its summary; `aside` names what was moved away.

    Refuses `not_empty` (unless `overwrite`, which moves files aside, an embedded database too, and fills one of one's own anew), `database_in_use`, `schema_differs`.
    """
    stamp = now.strftime("before-%Y%m%dT%H%M%SZ")
    tops = sorted({path.split("/")[0] for path in staged.manifest.files} | {*tops_of(data)})
    full = [name for name in tops if _holds_files(data / name)]
    if full and not overwrite:
        raise _not_empty(f"{data} holds {', '.join(full)}")
    if embedded and overwrite and (data / "postgres").exists():
        moved = [("postgres", _aside(data, "postgres", stamp))]
    else:
        moved = []
    placed: list[str] = []
    try:
        _place_keys(staged, data, setting, stamp, moved, placed)  # before Django is loaded, which would make one of its own
        with database():
            if not is_empty() and not overwrite:
                raise _not_empty("The database holds tables of makegood")
            if others := other_users():
                raise Refusal(
                    "database_in_use",
                    f"{others} other connections use the database.",
                    "Stop `makegood serve` and `makegood work` there first.",
                )

            def place_files() -> None:
                for name in tops:
                    if (data / name).exists():
                        moved.append((name, _aside(data, name, stamp)))
                    if (staged.folder / FILES / name).exists():
                        os.replace(staged.folder / FILES / name, data / name)
                        placed.append(name)

            load(staged.manifest, staged.pieces, before_commit=place_files)
    except BaseException:
        for name in placed:
            _remove(data / name)
        for name, aside in reversed(moved):
            _remove(data / name)
            (data / aside).rename(data / name)
        raise
    return {"manifest": staged.digest, "aside": [aside for _, aside in moved], **staged.manifest.summary()}


def unstage(staged: Staged) -> None:
    shutil.rmtree(staged.folder, ignore_errors=True)


def _place_keys(staged: Staged, data: Path, setting: list[str], stamp: str, moved: list[tuple[str, str]], placed: list[str]) -> None:
    keys = staged.secret_keys()
    if setting or not keys:
        return
    path = data / "secret.key"
    if path.exists():
        if path.read_text().strip() == ",".join(keys):
            return
        moved.append(("secret.key", _aside(data, "secret.key", stamp)))
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(",".join(keys))
    placed.append("secret.key")


def _holds_files(path: Path) -> bool:
    return path.is_file() or any(names for _, _, names in os.walk(path))


def _aside(data: Path, name: str, stamp: str) -> str:
    (data / name).rename(data / f"{name}.{stamp}")
    return f"{name}.{stamp}"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _not_empty(what: str) -> Refusal:
    return Refusal(
        "not_empty", f"{what}: a backup is only brought back to an empty place.",
        "Set MAKEGOOD_DATA to an empty folder and MAKEGOOD_DATABASE_URL to an empty database. With --overwrite what is there makes way.",
    )  # fmt: skip
