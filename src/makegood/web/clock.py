"""The one place where a request learns the time."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest


def current_time() -> datetime:
    """Now, UTC; MAKEGOOD_NOW (ISO 8601) fixes it."""
    return datetime.fromisoformat(settings.MAKEGOOD_NOW).astimezone(UTC) if settings.MAKEGOOD_NOW else datetime.now(UTC)


def now_of(request: HttpRequest) -> datetime:
    """The same moment for everything that one request does."""
    found: datetime = getattr(request, "now", None) or current_time()
    return found
