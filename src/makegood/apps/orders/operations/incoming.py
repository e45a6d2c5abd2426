"""Writes of uploads and mappings."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.models import TableMapping, Upload
from makegood.base.actor import Actor
from makegood.base.later import change_later
from makegood.base.locks import lock
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.refusal import Refusal


def add_upload(*, public_id: str, file_name: str, size: int, from_folder: bool, by: Actor, now: datetime) -> Upload:
    made: Upload = Upload.objects.create(
        merchant_id=sole_merchant_id(), public_id=public_id, file_name=file_name, size=size, from_folder=from_folder,
        uploaded_by=str(by)[:60], uploaded_at=now,
    )  # fmt: skip
    return made


def lock_upload(public_id: str) -> Upload:
    """Refuses `upload_unknown`."""
    found = lock(Upload.objects.filter(public_id=public_id))
    if not found:
        raise Refusal("upload_unknown", "There is no such file.", "Choose it again.", status=404)
    one: Upload = found[0]
    return one


def change_upload(upload: Upload, **values: Any) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    change_later(upload, *values)


def keep_mapping(*, fingerprint: str, header: list[str], mapping: dict[str, Any], by: Actor, now: datetime) -> None:
    """The newest word stands."""
    TableMapping.objects.update_or_create(
        merchant_id=sole_merchant_id(), fingerprint=fingerprint,
        defaults={"header": header, "mapping": mapping, "confirmed_by": str(by)[:60], "confirmed_at": now},
    )  # fmt: skip
