"""Reading other people's files line by line, whatever is in them."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LONGEST = 1_000_000


def open_bytes(path: Path) -> IO[bytes]:
    """The file, unpacked where it is .gz."""
    return io.BufferedReader(gzip.open(path, "rb"), 1 << 20) if path.suffix == ".gz" else open(path, "rb", buffering=1 << 20)


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
