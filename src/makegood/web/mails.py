"""A mail's HTML, shown as a page of its own: it may fetch nothing and run nothing, whatever stands in it."""

from django.http import HttpResponse

ONLY_STYLES = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def mail_page(html: str) -> HttpResponse:
    """Its own policy stands in place of the desk's (which allows no inline styles)."""
    return HttpResponse(html, headers={"Cache-Control": "private, no-store", "Content-Security-Policy": ONLY_STYLES})
