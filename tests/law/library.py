"""A copy of the law's files that a test may spoil."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from makegood.law import adjacent, load

_CACHED = (
    load._file, load._borders, load._standing, load.codes, load.market_used, load.law_version, adjacent._rows, adjacent._borders, adjacent._standing,
)  # fmt: skip


def forget() -> None:
    for one in _CACHED:
        one.cache_clear()


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Markets and topics read from below `folder` until the end."""
    shutil.copytree(load.FOLDER, folder / "markets")
    shutil.copytree(load.ADJACENT, folder / "adjacent")
    with (
        patch.object(load, "FOLDER", folder / "markets"),
        patch.object(load, "ADJACENT", folder / "adjacent"),
        patch.object(adjacent, "ADJACENT", folder / "adjacent"),
    ):
        forget()
        try:
            yield folder
        finally:
            forget()
    forget()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
