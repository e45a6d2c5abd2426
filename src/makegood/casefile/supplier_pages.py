"""Where suppliers answer: the addresses of their pages, each behind a private link."""

from django.conf import settings

from makegood.base.links import SignedLink, token_of

_BELOW = {"supplier": "supplier", "replacement": "supplier/order"}  # by the link's purpose: a claim, an order


def page_of(link: SignedLink | None) -> str:
    """The whole address, for a message; "" where no link opens it any more."""
    return "" if link is None else f"{settings.MAKEGOOD_BASE_URL}/{_BELOW[link.purpose]}/{token_of(link)}/"
