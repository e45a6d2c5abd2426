"""The statutory label of the withdrawal function, on every page of a shop's customers."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from makegood.base.tenancy import Merchant
from makegood.web.withdrawal import words_of

register = template.Library()


@register.simple_tag(takes_context=True)
def withdraw_link(context: Any, merchant: Merchant) -> SafeString:
    """The link with the words of the page's order's market, or of the shop's country."""
    draft = context.get("draft")
    words = words_of(merchant, context.get("order") or getattr(draft, "order", None), now=context["now"])
    return format_html(
        '<a class="withdraw" lang="{}" href="{}">{}</a>', words.language, reverse("withdraw", args=[merchant.slug]), words.open
    )


@register.simple_tag(takes_context=True)
def withdraw_link_of(context: Any) -> SafeString | str:
    """The same on a page that knows no more than its address (an error's)."""
    match = getattr(context.get("request"), "resolver_match", None)
    slug = match.kwargs.get("shop") if match is not None else None
    merchant = Merchant.objects.filter(slug=slug).first() if slug else None
    return "" if merchant is None else withdraw_link(context, merchant)
