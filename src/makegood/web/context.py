"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from makegood.apps.parties.abilities import granted
from makegood.web.clock import now_of
from makegood.web.scope import home_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`may`: what the role of whoever is signed in includes, in the shop that they are in; `begins_at` the page that they begin with."""
    member = getattr(request, "membership", None)
    return {
        "now": now_of(request), "is_demo": settings.MAKEGOOD_DEMO, "may": granted(member.role) if member else frozenset(),
        "begins_at": home_of(member.role) if member else "today",
    }  # fmt: skip
