"""Streams through the lock: what is written is encrypted as it comes, what is read is decrypted as it goes. Nothing is held whole."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from makegood.kernel.refusal import Refusal

MAGIC = b"age-encryption.org/v1"


@contextlib.contextmanager
def sealing(out: BinaryIO, recipients: list[Any]) -> Iterator[BinaryIO]:
    """A stream to write to; what it is given stands encrypted in `out` once this ends without an error."""
    reads, writes = os.pipe()
    failed: list[BaseException] = []

    def lock() -> None:
        try:
            with os.fdopen(reads, "rb", buffering=65_536) as source:
                pyrage.encrypt_io(source, out, recipients)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=lock, daemon=True)
    thread.start()
    try:
        with os.fdopen(writes, "wb", buffering=65_536) as stream:
            yield stream
    except BrokenPipeError:
        thread.join()
        raise failed[0] if failed else RuntimeError("the lock ended early") from None
    finally:
        thread.join()
    if failed:
        raise failed[0]


def damaged() -> Refusal:
    return Refusal(
        "backup_damaged",
        "The backup is cut off, or a byte of it was changed.",
        "Copy it again from where it is kept, or take an older one.",
    )


def refusal_of(error: BaseException) -> BaseException:
    """In one sentence, what kept the file from being opened."""
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        return Refusal(
            "backup_wrong_key", "This key does not open the backup.", "Give the key that it was locked with: --key FILE, or MAKEGOOD_BACKUP_KEY."
        )  # fmt: skip
    return damaged() if _is_of_lock(error) else error


def _is_of_lock(error: BaseException) -> bool:
    """The lock's own error, not one of the disk or of a reader who went away."""
    return isinstance(error, pyrage.DecryptError) or (isinstance(error, OSError) and "decrypt" in str(error))


@contextlib.contextmanager
def opened(path: Path, identities: list[Any]) -> Iterator[BinaryIO]:
    """The file's content as a stream, decrypted where it is locked. Refuses `backup_wrong_key`, `backup_damaged`.

    A fault may show only at the end: nothing that was read counts before this has ended without one.
    """
    with open(path, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            file.seek(0)
            yield file
            return
        file.seek(0)
        if not identities:
            raise Refusal(
                "backup_no_key", "The backup is locked and no key is here.", "Give it with --key FILE, or set MAKEGOOD_BACKUP_KEY."
            )
        reads, writes = os.pipe()
        failed: list[BaseException] = []

        def unlock() -> None:
            try:
                with os.fdopen(writes, "wb", buffering=65_536) as target:
                    pyrage.decrypt_io(file, target, identities)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=unlock, daemon=True)
        thread.start()
        try:
            with os.fdopen(reads, "rb", buffering=65_536) as stream:
                yield stream
        except Refusal as refusal:
            thread.join()
            broken = [error for error in failed if _is_of_lock(error)]  # then what came out of it says nothing
            raise (refusal_of(broken[0]) if broken else refusal) from None
        finally:
            thread.join()
        if failed:
            raise refusal_of(failed[0])
