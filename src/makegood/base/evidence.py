"""Photos and documents, addressed by the SHA-256 of what is in them."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models

from makegood.base.rows import Row
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal


class EvidenceFile(Row):
    """One file of a shop: `digest` names what is shown. `erased_at`: the bytes are gone, the digests stay.

    `original` names the bytes as they were sent, with all that a camera wrote into them; "" where what is shown is what was sent.
    `captured` is what the camera said (EXIF) of time and make. `sharpness` and `alike` are what a program saw in a picture (web/seeing);
    null where it is none, or plain.
    """

    digest = models.CharField(max_length=64)
    original = models.CharField(max_length=64, blank=True)
    original_type = models.CharField(max_length=40, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    captured = models.JSONField(default=dict)
    sharpness = models.SmallIntegerField(null=True)
    alike = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_evidence"
        indexes = [models.Index(fields=["merchant", "alike"], name="evidence_alike", condition=models.Q(alike__isnull=False))]
        constraints = [models.UniqueConstraint(fields=["merchant", "digest", "original"], name="evidence_once")]


def path_of(owner: str, digest: str) -> Path:
    """Where the bytes lie: a folder for each owner (`m<merchant id>` or `o<organisation id>`)."""
    return Path(settings.MAKEGOOD_DATA) / "evidence" / owner / digest[:2] / digest


def write_bytes(owner: str, content: bytes) -> str:
    """Store the bytes once and return their digest. Written beside and renamed, so that no half file is ever seen."""
    digest = digest_of_bytes(content)
    path = path_of(owner, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    return digest


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was sent."""

    content: bytes
    media_type: str


def store(
    content: bytes, media_type: str, *, now: datetime, captured: dict[str, str] | None = None, original: Original | None = None,
    sharpness: int | None = None, alike: int | None = None,
) -> EvidenceFile:  # fmt: skip
    """Keep a file for the unit's shop; the same bytes are kept once. Call it only with what `web.uploads` has cleaned."""
    merchant_id = sole_merchant_id()
    digest = write_bytes(f"m{merchant_id}", content)
    sent = "" if original is None else write_bytes(f"m{merchant_id}", original.content)
    found, _ = EvidenceFile.objects.get_or_create(
        merchant_id=merchant_id,
        digest=digest,
        original=sent,
        defaults={
            "media_type": media_type, "size": len(content), "captured": captured or {}, "stored_at": now,
            "original_type": "" if original is None else original.media_type, "sharpness": sharpness, "alike": alike,
        },
    )  # fmt: skip
    return found


def file_of(file_id: int) -> EvidenceFile | None:
    """A file of the unit's shop."""
    found: EvidenceFile | None = EvidenceFile.objects.filter(id=file_id).first()
    return found


def files_of(file_ids: Iterable[int | None]) -> dict[int, EvidenceFile]:
    """Files of the unit's shop, by id."""
    return EvidenceFile.objects.in_bulk([one for one in file_ids if one])


ALIKE_BITS = 5  # of 64: the same picture made smaller, drawn anew or a little lighter differs by fewer; others by far more


def files_alike(files: Iterable[EvidenceFile]) -> dict[int, list[int]]:
    """{file id: ids of the shop's other pictures that are nearly the same}; those without any are left out."""
    found: dict[int, list[int]] = {}
    for file in files:
        if file.alike is None:
            continue
        near = (
            EvidenceFile.objects.exclude(id=file.id)
            .exclude(alike=None)
            .extra(where=["bit_count((alike # %s)::bit(64)) <= %s"], params=[file.alike, ALIKE_BITS])
        )
        if ids := list(near.order_by("id").values_list("id", flat=True)[:20]):
            found[file.id] = ids
    return found


def read(file: EvidenceFile) -> bytes:
    """The bytes that are shown; refuses `evidence_erased` where they are gone."""
    return _bytes(file, file.digest)


def read_original(file: EvidenceFile) -> Original:
    """The bytes as they were sent, never to be shown in a page; refuses `evidence_erased` where they are gone."""
    return Original(_bytes(file, file.original or file.digest), file.original_type or file.media_type)


def _bytes(file: EvidenceFile, digest: str) -> bytes:
    try:
        return path_of(f"m{file.merchant_id}", digest).read_bytes()
    except FileNotFoundError:
        raise Refusal("evidence_erased", "This file is no longer kept.", "Ask for it again if it is needed.", status=410) from None


def erase(file_ids: list[int], *, now: datetime) -> list[Path]:
    """The rows say that the bytes are gone; returns where they lie, for the caller to remove once this is written for good.

    Bytes that another file of the shop has, too, stay for it.
    """
    found = list(EvidenceFile.objects.filter(id__in=file_ids, erased_at=None))
    EvidenceFile.objects.filter(id__in=[one.id for one in found]).update(erased_at=now, captured={})
    gone = {(one.merchant_id, digest) for one in found for digest in (one.digest, one.original) if digest}
    names = {digest for _, digest in gone}
    others = EvidenceFile.objects.filter(models.Q(digest__in=names) | models.Q(original__in=names), erased_at=None)
    kept = {(one.merchant_id, digest) for one in others for digest in (one.digest, one.original)}
    return [path_of(f"m{merchant_id}", digest) for merchant_id, digest in sorted(gone - kept)]


def remove(paths: Iterable[Path]) -> None:
    """Take the bytes away, once it is written for good that they are gone."""
    for path in paths:
        path.unlink(missing_ok=True)
