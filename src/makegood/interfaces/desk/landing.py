"""Where somebody goes who has signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from makegood.apps.parties import queries as parties


def next_of(request: HttpRequest) -> str:
    """Where they wanted to go, on this site only."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def home_of(person: Any) -> str:
    """The desk for who works in a shop, the dock for who works at a hub only."""
    places = parties.memberships_of(person)
    return reverse("dock") if places and all(one.merchant_id is None for one in places) else reverse("today")
