"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from makegood.web.clock import now_of


def page(request: HttpRequest) -> dict[str, Any]:
    return {"now": now_of(request), "is_demo": settings.MAKEGOOD_DEMO}
