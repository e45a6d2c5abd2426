"""Reading other people's files line by line, whatever is in them."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from makegood.kernel.refusal import Refusal

LONGEST = 1_000_000
MOST_UNPACKED = 4_000_000_000
MOST_DOCUMENT = 200_000_000
Objects = Iterator[tuple[int, dict[str, Any] | Refusal]]


class _Guarded(io.RawIOBase):
    """An unpacked stream that says in words that it is broken, and never grows beyond `most` bytes."""

    def __init__(self, packed: Any, most: int) -> None:
        self._packed, self._left = packed, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        try:
            got = self._packed.readinto(into) or 0
        except (OSError, EOFError, zlib.error):
            raise Refusal("broken_gzip", "The packed file is broken or ends too early.", "Pack it again, or send it as it is.") from None
        self._left -= got
        if self._left < 0:
            raise Refusal("file_too_large", "The file is too large when it is unpacked.", "Send it in parts.", status=413)
        return int(got)

    def close(self) -> None:
        self._packed.close()
        super().close()


def open_bytes(path: Path, *, most: int = MOST_UNPACKED) -> IO[bytes]:
    """The file, unpacked where it is gzip (by its first bytes, whatever its name). Reading refuses broken_gzip, file_too_large."""
    with open(path, "rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    if not is_packed:
        return open(path, "rb", buffering=1 << 20)
    return io.BufferedReader(_Guarded(gzip.open(path, "rb"), most), 1 << 20)


def bounded_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """(line number from 1, line); None for a line that is too long: it is skipped without being kept in memory."""
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def json_objects(path: Path, *lists: str) -> Objects:
    """(row number, object or why not): one object, an array of them, or one object a line. `lists` name the members that hold orders."""
    with open_bytes(path) as file:
        first = True
        for number, line in bounded_lines(file):
            if line is None and not first:
                yield number, Refusal("line_too_long", "The line is longer than 1 MB.", "Check the file.")
                continue
            if line is not None and not line.strip():
                continue
            found = _bad() if line is None else _parse(line)
            if first and isinstance(found, Refusal):  # not a line each: perhaps the whole file is one document
                whole = _document(path, lists)
                if not isinstance(whole, Refusal):
                    yield from enumerate((one if isinstance(one, dict) else _bad() for one in whole), 1)
                    return
                if line is None or line.strip() in (b"{", b"["):
                    yield number, whole
                    return
            first = False
            if isinstance(found, list):
                yield from enumerate((one if isinstance(one, dict) else _bad() for one in found), 1)
            elif isinstance(found, dict) and any(isinstance(found.get(name), list) for name in lists):
                yield from enumerate((one if isinstance(one, dict) else _bad() for one in _listed(found, lists)), 1)
            else:
                yield number, found if isinstance(found, (dict, Refusal)) else _bad()


def _listed(document: dict[str, Any], lists: tuple[str, ...]) -> list[Any]:
    return next((document[name] for name in lists if isinstance(document.get(name), list)), [document])


def _document(path: Path, lists: tuple[str, ...]) -> list[Any] | Refusal:
    with open_bytes(path) as file:
        content = file.read(MOST_DOCUMENT + 1)
    if len(content) > MOST_DOCUMENT:
        return Refusal("file_too_large", "This is one JSON document of more than 200 MB.", "Write one order a line.", status=413)
    found = _parse(content)
    if isinstance(found, dict):
        return _listed(found, lists)
    return found if isinstance(found, (list, Refusal)) else _bad()


def _bad() -> Refusal:
    return Refusal("broken_json", "This is no order in JSON.", "Check the row.")


def _constant(name: str) -> Any:
    raise ValueError(name)


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_constant)
    except UnicodeDecodeError:
        return Refusal("broken_utf8", "The row is not UTF-8.", "Save the file as UTF-8.")
    except (ValueError, RecursionError):
        return _bad()
