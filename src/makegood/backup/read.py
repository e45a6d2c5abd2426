"""Read a backup to its end and hold it against its manifest. Nothing is believed before all of it was read."""

import gzip
import hashlib
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import makegood
from makegood.backup.manifest import FILES, HEADER, MANIFEST, SECRETS, TABLE_PART, Manifest, check_header, no_backup
from makegood.backup.sealed import damaged, opened
from makegood.kernel.refusal import Refusal

LARGEST = 2_000_000_000
Take = Callable[[str, bytes], None]
"""Is given each member's name and content as they come, before anything is proven: it may only lay them aside."""


def read_backup(path: Path, identities: list[Any], take: Take | None = None, *, ours: str = makegood.__version__) -> tuple[Manifest, str]:
    """(manifest, its SHA-256) of a backup that is whole: every table and file is there with the hash that the manifest names, and no other.

    Refuses `no_backup`, `backup_newer`, `backup_wrong_key`, `backup_no_key`, `backup_damaged`. A table's part is held in memory, a file too.
    """
    if not path.is_file():
        raise Refusal("no_backup", f"{path} is no file that can be read.", "Give a file that `makegood backup` made.")
    with opened(path, identities) as stream:
        return _Reading(take or (lambda name, content: None), ours).read(stream)


class _Reading:
    def __init__(self, take: Take, ours: str) -> None:
        self.take, self.ours = take, ours
        self.tables: dict[str, Any] = {}
        self.rows: Counter[str] = Counter()
        self.parts: Counter[str] = Counter()
        self.files: dict[str, dict[str, Any]] = {}
        self.manifest: Manifest | None = None
        self.digest = ""

    def read(self, stream: BinaryIO) -> tuple[Manifest, str]:
        try:
            with tarfile.open(fileobj=stream, mode="r|", bufsize=65_536) as tar:
                self._members(tar)
            while stream.read(65_536):
                pass
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
            raise damaged() if self.tables or self.files else no_backup() from None
        if self.manifest is None:
            raise damaged()
        self._hold_against(self.manifest)
        return self.manifest, self.digest

    def _members(self, tar: tarfile.TarFile) -> None:
        first = True
        for member in tar:
            if first and member.name != HEADER:
                raise no_backup()
            if not member.isfile() or member.size > LARGEST or self.manifest is not None:
                raise damaged()
            source = tar.extractfile(member)
            assert source is not None
            content = source.read()
            if first:
                check_header(content, ours=self.ours)
            first = False
            self._member(member.name, content)

    def _member(self, name: str, content: bytes) -> None:
        if name == MANIFEST:
            self._manifest(content)
        elif found := TABLE_PART.match(name):
            self._part(found[1], int(found[2]), content)
        elif name.startswith(FILES):
            inside = PurePosixPath(name.removeprefix(FILES))
            if inside.is_absolute() or ".." in inside.parts or str(inside) in self.files:
                raise damaged()
            self.files[str(inside)] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        elif name not in (HEADER, SECRETS):
            raise damaged()
        self.take(name, content)

    def _part(self, table: str, number: int, content: bytes) -> None:
        self.parts[table] += 1
        if number != self.parts[table]:
            raise damaged()
        text = gzip.decompress(content)
        self.rows[table] += text.count(b"\n")
        self.tables.setdefault(table, hashlib.sha256()).update(text)

    def _manifest(self, content: bytes) -> None:
        try:
            self.manifest = Manifest.of(content)
        except (ValueError, TypeError):
            raise damaged() from None
        self.digest = hashlib.sha256(content).hexdigest()

    def _hold_against(self, manifest: Manifest) -> None:
        empty = hashlib.sha256().hexdigest()
        found = {
            name: {"rows": self.rows[name], "sha256": self.tables[name].hexdigest() if name in self.tables else empty, "parts": self.parts[name]}
            for name in {*manifest.tables, *self.tables}
        }  # fmt: skip
        if found != manifest.tables or self.files != manifest.files:
            raise damaged()
