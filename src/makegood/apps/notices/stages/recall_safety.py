"""A product safety recall: what Reg. (EU) 2023/988 art. 36(2) asks of it, in the order of the form of Impl. Reg. (EU) 2024/1435. Nobody may soften it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day

AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("Product safety recall: %(item)s") % context


def _product(context: dict[str, Any]) -> str:
    parts = [_("Product: %(item)s") % context]
    if context.get("brand"):
        parts.append(_("Brand: %(brand)s") % context)
    if context.get("batch"):
        parts.append(_("Batch: %(batch)s") % context)
    sold = {"shop": context["shop_name"], "order": context["order"], "day": day(context["sold_on"])}
    parts.append(_("Sold by: %(shop)s, your order %(order)s of %(day)s") % sold)
    return "\n".join(parts)


def choices(context: dict[str, Any]) -> str:
    """What can be chosen, and where; the same for a recall that is none of safety."""
    remedies = context.get("remedies") or []
    if not remedies:
        return _("Your page for this: %(page)s") % context
    what = {
        ("refund", "replacement"): _("You choose: your money back, or a new one. Both cost you nothing, and nothing has to be sent back."),
        ("refund",): _("You get your money back. It costs you nothing, and nothing has to be sent back."),
        ("replacement",): _("You get a new one. It costs you nothing, and nothing has to be sent back."),
    }[tuple(remedies)]
    return what + "\n" + _("One tap, no login: %(page)s") % context


def signed(context: dict[str, Any], *paragraphs: str) -> str:
    name = context.get("customer_name") or ""
    hello = _("Hello %(name)s,") % {"name": name} if name and len(name) <= 80 and name.isprintable() else _("Hello,")
    sign = "\n".join(part for part in (context.get("contact_name") or "", context["shop_name"]) if part)
    return "\n\n".join(part for part in (hello, *paragraphs, sign) if part) + "\n"


def text(context: dict[str, Any]) -> str:
    return signed(
        context,
        _("PRODUCT SAFETY RECALL"),
        _product(context),
        _("The danger: %(hazard)s") % context,
        _("Stop using it at once.") + " " + context["what_to_do"],
        choices(context),
        _("Questions, at no cost to you: %(reach)s") % context,
        _("Please pass this on to everybody who may have it."),
    )
