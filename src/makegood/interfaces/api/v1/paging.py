"""Cursor pages: opaque, signed, and stable while rows are added and changed."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest
from ninja import Query

from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.refusal import Refusal

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str, Query(max_length=300, description="`next` of the page before, with the same filters.")]


def _signer(request: HttpRequest) -> signing.Signer:
    """A cursor is good for this list of this shop with these filters, and for nothing else."""
    asked = sorted((name, value) for name, value in request.GET.items() if name not in ("cursor", "limit") and value)
    return signing.Signer(salt=f"makegood.api.cursor:{sole_merchant_id()}:{request.path}:{urlencode(asked)}")


def cursor_of(request: HttpRequest, rows: list[Any], limit: int) -> str | None:
    """Where the next page begins; null after the last. `rows` were asked for with one more than `limit`."""
    if len(rows) <= limit:
        return None
    return base64.urlsafe_b64encode(_signer(request).sign(str(rows[limit - 1].id)).encode()).decode().rstrip("=")


def page_of(request: HttpRequest, rows: list[Any], limit: int, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """One page; `rows` were asked for with one more than `limit`."""
    return {"items": [shape(one) for one in rows[:limit]], "next": cursor_of(request, rows, limit)}


def place_of(request: HttpRequest, cursor: str) -> int | None:
    """The id before which the page begins. Refuses `cursor_invalid`: changed, of another list, another shop or other filters."""
    if not cursor:
        return None
    try:
        return int(_signer(request).unsign(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")))
    except (ValueError, binascii.Error, signing.BadSignature):
        raise Refusal(
            "cursor_invalid", "This cursor is not one of ours, or belongs to another list.", "Take the `next` of the last page, with its filters.",
            status=400,
        ) from None  # fmt: skip


def link_to_next(request: HttpRequest, cursor: str) -> str:
    """The Link field (RFC 8288) to the next page, relative to this one."""
    asked = [(name, value) for name, value in request.GET.items() if name != "cursor"]
    return f'<{request.path}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'
