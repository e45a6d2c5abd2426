"""Uploaded files: kept in the data folder under their shop, read by what their page says, dropped when they are no longer needed."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from makegood.apps.orders import queries as orders
from makegood.base.actor import Actor
from makegood.base.lines import open_bytes
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.connectors.csv.columns import fingerprint
from makegood.connectors.csv.mapping import Mapping, mapping_from
from makegood.intake.mappings import mapping_for
from makegood.intake.recognise import Recognised, recognise
from makegood.intake.run import Follow, Outcome, bring_in, refused_lines
from makegood.intake.sources import source_of
from makegood.journeys.import_orders import Counts
from makegood.journeys.record_upload import record_upload
from makegood.journeys.remember_mapping import remember_mapping
from makegood.kernel.refusal import Refusal

KEPT = timedelta(days=1)
WAITS = timedelta(days=30)  # how long a file from the shop's folder waits for somebody to say what its columns are
MOST_UNPACKED = 400_000_000
FORM_OPTIONS = ("format", "encoding", "delimiter")


@dataclass(frozen=True, slots=True)
class Reading:
    """How an upload is read now: what it is, by which mapping, and whether that was confirmed before."""

    what: Recognised
    mapping: Mapping | None
    remembered: bool

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.what.header)


def path_of(merchant_id: int, public_id: str) -> Path:
    return Path(settings.MAKEGOOD_DATA) / "uploads" / f"m{merchant_id}" / public_id


def refused_path(merchant_id: int, public_id: str) -> Path:
    return path_of(merchant_id, public_id).with_suffix(".refused.jsonl")


def keep_file(chunks: Iterable[bytes], *, merchant_id: int, public_id: str) -> int:
    """Write the file, unpacked; returns its size. Refuses file_too_large, file_empty, broken_gzip, and leaves nothing then."""
    path = path_of(merchant_id, public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = path.with_suffix(".sent")
    try:
        with open(raw, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                if file.tell() > settings.MAKEGOOD_MAX_ORDERS:
                    raise Refusal("file_too_large", "This file is too large.", "Send it in parts.", field="file", status=413)
        with open_bytes(raw, most=MOST_UNPACKED) as packed, open(path, "wb") as file:
            shutil.copyfileobj(packed, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        if not path.stat().st_size:
            raise Refusal("file_empty", "This file is empty.", "Choose the file again.", field="file")
        return path.stat().st_size
    except Refusal as refusal:
        path.unlink(missing_ok=True)
        refusal.field = "file"
        raise
    finally:
        raw.unlink(missing_ok=True)


def reading_of(upload: Any, merchant: Merchant) -> Reading:
    """By the options that the page kept, else by the file itself. Refuses what recognise and mapping_from refuse."""
    path = path_of(merchant.id, upload.public_id)
    if not path.exists():
        raise Refusal("upload_gone", "This file is no longer kept.", "Choose it again.", status=410)
    said = upload.options
    what = recognise(path, **{name: said.get(name, "") for name in FORM_OPTIONS})
    if what.format != "csv":
        return Reading(what, None, False)
    if said.get("mapping"):
        return Reading(what, mapping_from(said["mapping"]), False)
    known = mapping_for(what.header, merchant_id=merchant.id)
    return Reading(what, known.mapping, known.remembered)


def run_upload(*, merchant_id: int, upload_id: str, by: Actor, now: datetime, follow: Follow) -> None:
    """Bring an upload in and record what came of it. Safe to run again after a crash: what was new or changed by then counts as that still."""
    with unit(merchants=[merchant_id], by=by):
        merchant, upload = merchant_of(merchant_id), orders.upload_of(upload_id)
    if upload.state not in ("waiting", "running"):
        return
    before = upload.counts

    def progress(counts: Counts) -> None:
        record_upload(merchant_id=merchant_id, upload_id=upload_id, state="running", by=by, now=now, counts=_counted(counts, before, 0))

    try:
        reading = reading_of(upload, merchant)
        source = source_of(path_of(merchant_id, upload_id), reading.what, merchant, reading.mapping)
        outcome = bring_in(source, merchant_id=merchant_id, by=by, now=now, follow=follow, progress=progress)
    except Refusal as refusal:
        record_upload(merchant_id=merchant_id, upload_id=upload_id, state="failed", by=by, now=now, problem=refusal.as_json())
        return
    _keep_refused(outcome, refused_path(merchant_id, upload_id))
    counts = _counted(outcome.counts, before, len(outcome.refused))
    with unit(merchants=[merchant_id], by=by):  # together: what is done is never looked at again
        record_upload(merchant_id=merchant_id, upload_id=upload_id, state="done", by=by, now=now, counts=counts)
        if reading.mapping is not None and outcome.counts.read > len(outcome.counts.refused):
            remember_mapping(
                merchant_id=merchant_id, fingerprint=fingerprint(reading.what.header), header=reading.what.header,
                mapping=reading.mapping.as_json(), by=by, now=now,
            )  # fmt: skip


def _counted(counts: Counts, before: dict[str, int], refused: int) -> dict[str, int]:
    """`before`: what an earlier run had counted when it broke off; what was new or changed then is unchanged by now."""
    new = min(before.get("new", 0), counts.unchanged)
    changed = min(before.get("changed", 0), counts.unchanged - new)
    return {
        "read": counts.read, "new": counts.new + new, "unchanged": counts.unchanged - new - changed, "changed": counts.changed + changed,
        "refused": refused or len(counts.refused),
    }  # fmt: skip


def _keep_refused(outcome: Outcome, path: Path) -> None:
    path.unlink(missing_ok=True)
    if outcome.refused:
        path.write_text("".join(f"{line}\n" for line in refused_lines(outcome)), encoding="utf-8")


def forget_files(merchant_id: int, public_id: str) -> None:
    path_of(merchant_id, public_id).unlink(missing_ok=True)
    refused_path(merchant_id, public_id).unlink(missing_ok=True)
