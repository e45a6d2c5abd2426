"""Writes of inspections: only ever added."""

from datetime import datetime
from typing import Any

from makegood.apps.inspection.models import HubTemplate, Inspection, InspectionPhoto, InspectionTemplate
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.evidence import files_of
from makegood.base.later import add_now
from makegood.kernel.ids import new_public_id


def add_inspection(*, case_id: int, photos: tuple[int, ...], by: Actor, now: datetime, merchant_id: int, **what: Any) -> Inspection:
    made = Inspection(merchant_id=merchant_id, public_id=new_public_id("ins"), case_id=case_id, at=now, actor=str(by), **what)
    add_now(made)
    if photos:
        InspectionPhoto.objects.bulk_create(InspectionPhoto(merchant_id=merchant_id, inspection=made, file_id=file) for file in photos)
    timeline.note(
        f"case:{case_id}", "line.inspected", by=by, now=now, subject=made.public_id, result=made.result, grade=made.grade,
        disposition=made.disposition, corrects=made.corrects_id, merchant_id=merchant_id,
        photos=digests_of(photos),
    )  # fmt: skip
    return made


def add_photos(inspection: Inspection, photos: tuple[int, ...]) -> None:
    """Taken after the look: of what was done with the piece."""
    InspectionPhoto.objects.bulk_create(
        InspectionPhoto(merchant_id=inspection.merchant_id, inspection=inspection, file_id=file) for file in photos
    )


def digests_of(photos: tuple[int, ...]) -> list[list[str]]:
    """As the timeline names them: what is shown, and what was sent."""
    return [[one.digest, one.original] for one in files_of(photos).values()] if photos else []


def add_template(*, merchant_id: int, category: str, questions: list[dict[str, Any]], by: Actor, now: datetime) -> InspectionTemplate:
    made: InspectionTemplate = InspectionTemplate.objects.create(
        merchant_id=merchant_id, public_id=new_public_id("itp"), category=category, questions=questions, at=now, actor=str(by)
    )
    timeline.note(
        f"shop:{merchant_id}",
        "inspection.template_set",
        by=by,
        now=now,
        subject=made.public_id,
        category=category,
        questions=len(questions),
    )
    return made


def add_hub_template(*, hub_id: int, category: str, questions: list[dict[str, Any]], by: Actor, now: datetime) -> HubTemplate:
    return HubTemplate.objects.create(
        hub_id=hub_id, public_id=new_public_id("itp"), category=category, questions=questions, at=now, actor=str(by)
    )
