"""How commands answer: the answer on standard output, everything else on standard error (contract: exit codes)."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from makegood.kernel.refusal import Refusal

DONE, WANTING, BAD_USAGE, REFUSED = 0, 1, 2, 3
LINE_LIMIT = 4_000_000


class Unreadable(Exception):
    """What was typed, or a file that it names, can't be read: the sentence is said, and it ends with 2."""


def text_of(path: str | Path) -> str:
    """The content of a file of text. Raises Unreadable."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is no text in UTF-8.") from None
    except (OSError, ValueError):  # ValueError: a NUL in its name
        raise Unreadable(f"{path} is no file that can be read.") from None


def day_of(typed: str) -> date | None:
    """A day as it is typed; None where none is. Raises Unreadable."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Unreadable(f"{typed} is no day. Write it as 2026-11-20.") from None


def writable(path: str | Path) -> Path:
    """A file that is written to at the end, looked at before anything is done. Raises Unreadable."""
    found = Path(path)
    if found.is_dir() or not found.absolute().parent.is_dir():
        raise Unreadable(f"{found} can't be written: " + ("it is a folder." if found.is_dir() else "its folder is not there."))
    return found


def say(text: str) -> None:
    """A note for people, on standard error."""
    print(text, file=sys.stderr, flush=True)


def answer(value: Any, *, as_json: bool, human: Callable[[Any], str]) -> None:
    print(json.dumps(value, ensure_ascii=False) if as_json else human(value))


def refuse(refusal: Refusal, *, as_json: bool) -> int:
    """Print the refusal and return its exit code."""
    if as_json:
        print(json.dumps({"refusal": refusal.as_json()}, ensure_ascii=False, default=str))
    else:
        say(f"{refusal.message} {refusal.remedy}".strip())
    return REFUSED


def json_lines(path: str) -> Iterator[Any]:
    """Each non-empty line as JSON, or as the Refusal that takes its place. Raises OSError where the file can't be read."""
    with open(0 if path == "-" else path, "rb", closefd=path != "-") as file:
        while line := file.readline(LINE_LIMIT):
            if not line.endswith(b"\n") and len(line) == LINE_LIMIT:
                while (rest := file.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
                    pass
                yield _bad("The line is too long.")
            elif line.strip():
                yield _parse(line)


def _bad(message: str) -> Refusal:
    return Refusal("bad_input", message, "Write one JSON object a line, in UTF-8.", status=400)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return _bad("The line is not JSON.")


def stream(path: str, function: Callable[[Any], Any], *, as_json: bool, human: Callable[[Any], str]) -> int:
    """Answer each line; a refusal takes its line's place and the stream goes on.

    Returns 0 where the stream was read to its end, also with refusals in it (they are answers here); 2 where it can't be read.
    """
    if path != "-" and not Path(path).is_file():
        say(f"{path} is no file that can be read.")
        return BAD_USAGE
    for value in json_lines(path):
        try:
            if isinstance(value, Refusal):
                raise value
            answer(function(value), as_json=as_json, human=human)
        except Refusal as refusal:
            print(
                json.dumps({"refusal": refusal.as_json()}, ensure_ascii=False, default=str)
                if as_json
                else f"refused: {refusal.code}: {refusal.message}"
            )
    return DONE


def guarded(run: Callable[[], int | None]) -> int:
    """Run a command: a refusal ends with 3, unreadable input with 2, and never with a stack trace (but with MAKEGOOD_DEBUG)."""
    as_json = "--json" in sys.argv
    try:
        return run() or DONE
    except Refusal as refusal:
        return refuse(refusal, as_json=as_json)
    except Unreadable as unreadable:
        say(str(unreadable))
        return BAD_USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        say(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
        return BAD_USAGE
    except Exception as error:
        if os.environ.get("MAKEGOOD_DEBUG"):
            raise
        say(f"This should not have happened: {type(error).__name__}: {error}. Set MAKEGOOD_DEBUG=1 to see more.")
        return BAD_USAGE
