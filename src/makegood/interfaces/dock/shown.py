"""What a device is given to work with when the connection is gone; plain JSON values."""

from typing import Any

from django.urls import reverse

from makegood.apps.inspection.asking import Template, words_in
from makegood.insight.dock import Opened, Piece, said_of
from makegood.web.templatetags.money_tags import words


def asked_in(template: Template, language: str) -> list[dict[str, Any]]:
    """The questions in this language: {"id", "text", "kind", "bad"}."""
    return [
        {"id": one["id"], "text": words_in(one, language), "kind": one["kind"], "bad": one.get("bad", "")} for one in template.questions
    ]


def as_json(found: Opened, language: str) -> dict[str, Any]:
    """A parcel: its label's code, its line-up, its pieces with their questions. Nothing of the customer but what is to be on the piece."""
    return {
        "id": found.parcel.public_id, "code": found.parcel.code, "shelf": found.shelf, "shop": found.shop.name,
        "received": found.parcel.state == "received", "done": found.is_done,
        "tiles": [{"sku": one.sku, "title": one.title, "variant": one.variant, "image": one.image} for one in found.tiles],
        "pieces": [_piece(one, language) for one in found.pieces if found.parcel.state != "received" or one.waits],
    }  # fmt: skip


def _piece(piece: Piece, language: str) -> dict[str, Any]:
    item = piece.item
    return {
        "line": piece.line.public_id, "sku": item.sku, "title": item.title, "variant": item.variant, "image": item.image,
        "quantity": piece.row.quantity, "inputs": piece.inputs, "own": item.customer_input == "own_text", "text_missing": item.text_missing,
        "asked": asked_in(piece.template, language),
    }  # fmt: skip


def after(found: Opened) -> dict[str, Any]:
    """What the page says once a parcel was taken: the shelf, what differs, what became of the pieces, what the customer said of those that were graded."""
    titles = {one.sku: one.title for one in found.tiles} | {one.item.sku: one.item.title for one in found.pieces}
    lines = {one.line.id: one.item.title for one in found.pieces}
    return {
        "code": found.parcel.code, "shelf": found.shelf, "page": reverse("dock_parcel", args=[found.parcel.public_id]), "done": found.is_done,
        "differs": [{"title": titles.get(one.sku, ""), "said": one.said, "announced": one.announced} for one in found.differs],
        "said": [
            {
                "title": lines[one.line.id], "kinds": [words(kind) for kind in one.kinds], "words": one.words,
                "pictures": [reverse("dock_photo", args=[one.line.public_id, file_id]) for file_id in one.pictures],
            }
            for one in said_of(found.parcel.case_id, found.pieces)
        ],
    }  # fmt: skip
