"""Photos and documents, addressed by the SHA-256 of what is in them."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models

from makegood.base.rows import Row
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal


class EvidenceFile(Row):
    """One file of a shop. `erased_at`: the bytes are gone, the digest stays. `captured` is what the camera said (EXIF)."""

    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    captured = models.JSONField(default=dict)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_evidence"
        constraints = [models.UniqueConstraint(fields=["merchant", "digest"], name="evidence_once")]


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


def store(content: bytes, media_type: str, *, now: datetime, captured: dict[str, str] | None = None) -> EvidenceFile:
    """Keep a file for the unit's shop; the same bytes are kept once. Call it only with what `web.uploads` has cleaned."""
    merchant_id = sole_merchant_id()
    digest = write_bytes(f"m{merchant_id}", content)
    found, _ = EvidenceFile.objects.get_or_create(
        merchant_id=merchant_id,
        digest=digest,
        defaults={"media_type": media_type, "size": len(content), "captured": captured or {}, "stored_at": now},
    )
    return found


def file_of(file_id: int) -> EvidenceFile | None:
    """A file of the unit's shop."""
    found: EvidenceFile | None = EvidenceFile.objects.filter(id=file_id).first()
    return found


def read(file: EvidenceFile) -> bytes:
    """The bytes; refuses `evidence_erased` where they are gone."""
    try:
        return path_of(f"m{file.merchant_id}", file.digest).read_bytes()
    except FileNotFoundError:
        raise Refusal("evidence_erased", "This file is no longer kept.", "Ask for it again if it is needed.", status=410) from None


def erase(file_ids: list[int], *, now: datetime) -> list[Path]:
    """The rows say that the bytes are gone; returns where they lie, for the caller to remove once this is written for good."""
    found = list(EvidenceFile.objects.filter(id__in=file_ids, erased_at=None))
    EvidenceFile.objects.filter(id__in=[one.id for one in found]).update(erased_at=now, captured={})
    return [path_of(f"m{one.merchant_id}", one.digest) for one in found]
