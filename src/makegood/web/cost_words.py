"""Costs in words: what each way, each part and each number behind it is called, and where it comes from."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from makegood.policy.economics.figures import Figure
from makegood.policy.economics.ways import Way
from makegood.web.labels import label
from makegood.web.templatetags.money_tags import day_short, money

_WHERE = {
    "none": gettext_lazy("nothing comes back"), "hub": gettext_lazy("it goes to the hub"), "shop": gettext_lazy("it comes back to us"),
    "supplier": gettext_lazy("it goes to the supplier"),
}  # fmt: skip
PARTS = {
    "goods": gettext_lazy("the goods"),
    "first_way": gettext_lazy("their first way to the customer"),
    "payment_fee": gettext_lazy("what the card's provider keeps"),
    "profit_undone": gettext_lazy("the rest of the price"),
    "production": gettext_lazy("making a new one"),
    "carriage_out": gettext_lazy("sending it"),
    "repair": gettext_lazy("the repair"),
    "part_given_back": gettext_lazy("the part given back, without its tax"),
    "credit_spent": gettext_lazy("goods for the credit"),
    "discount": gettext_lazy("the discount"),
    "carriage_back": gettext_lazy("the way back"),
    "hub_fee": gettext_lazy("the hub"),
    "resale": gettext_lazy("what the returned piece is worth"),
    "recovery": gettext_lazy("what the supplier credits"),
    "dispute_risk": gettext_lazy("in case the bank is asked all the same"),
    "dispute_fee": gettext_lazy("the bank's fee"),
    "too_late": gettext_lazy("money back as well, because it comes too late"),
    "future_margin": gettext_lazy("orders that do not come again"),
    "not_taken": gettext_lazy("those who use their right instead"),
    "staff": gettext_lazy("your time"),
}
FIGURES = {
    "goods": gettext_lazy("what it costs you to buy"),
    "production": gettext_lazy("what making one costs"),
    "first_way": gettext_lazy("the way to the customer"),
    "carriage_out": gettext_lazy("a parcel to the customer"),
    "carriage_back_hub": gettext_lazy("a parcel to the hub"),
    "carriage_back_shop": gettext_lazy("a parcel to you"),
    "carriage_back_supplier": gettext_lazy("a parcel to the supplier"),
    "hub_fee": gettext_lazy("what the hub takes"),
    "dispute_fee": gettext_lazy("what the bank takes for a dispute"),
    "hour": gettext_lazy("an hour of work"),
    "payment_fee": gettext_lazy("the provider's share of a payment"),
    "payment_fee_fixed": gettext_lazy("its fixed part"),
    "minutes_keep": gettext_lazy("answering"),
    "minutes_hub": gettext_lazy("answering, label and hub"),
    "minutes_shop": gettext_lazy("answering, unpacking and looking"),
    "minutes_supplier": gettext_lazy("a parcel to the supplier, with papers and questions"),
    "minutes_new": gettext_lazy("ordering the new one"),
    "minutes_refuse": gettext_lazy("saying no, and why"),
    "minutes_dispute": gettext_lazy("letters, papers and the bank"),
    "goods_of_price": gettext_lazy("goods in a price"),
    "repair_of_goods": gettext_lazy("a repair, of what a new one costs"),
    "resale": gettext_lazy("sound pieces that are sold again"),
    "resale_amount": gettext_lazy("what a returned piece sells for"),
    "supplier_takes_back": gettext_lazy("what a supplier gives for returned goods"),
    "recovery": gettext_lazy("what suppliers credit of a claim"),
    "dispute": gettext_lazy("cases that end with the bank all the same"),
    "times_likelier": gettext_lazy("how much more often after this way"),
    "partial": gettext_lazy("the part of the price"),
    "discount_used": gettext_lazy("discounts that are used"),
    "extra_taken": gettext_lazy("customers who take less than their right"),
    "late_refund": gettext_lazy("customers who want their money back then"),
    "buys_again": gettext_lazy("what comes again within a year"),
    "paid_so_far": gettext_lazy("what this customer has paid so far"),
    "customers_lost": gettext_lazy("customers who do not come again"),
    "carriage_days": gettext_lazy("working days on the way"),
}
_PUBLISHED = frozenset({"carriage_back_hub", "carriage_back_supplier", "hub_fee", "dispute_fee", "minutes_keep", "minutes_hub", "minutes_supplier", "minutes_dispute"})  # fmt: skip
_LISTED = frozenset({"payment_fee", "payment_fee_fixed"})


def way_words(way: Way) -> str:
    """Money back, it goes to the hub."""
    if way.remedy == "dispute":
        return _("Take nothing back, and the customer asks the bank")
    if way.remedy == "none":
        return _("Say no")
    what = label(way.remedy)
    said = (
        what
        if way.remedy in ("partial_refund", "reorder_discount")
        else _("%(what)s, %(where)s") % {"what": what, "where": _WHERE[way.ship_back]}
    )
    return said[:1].upper() + said[1:]


def figure_words(figure: Figure, currency: str, *, shares: bool) -> dict[str, Any]:
    """{"name", "value", "source"}. `shares`: a share that is only assumed may be shown as a number (there are enough cases of one's own)."""
    assumed = figure.origin == "default"
    value = "" if figure.unit in ("share", "times") and assumed and not shares else _value(figure, currency)
    return {"name": FIGURES[figure.name], "value": value, "source": _source(figure)}


def _value(figure: Figure, currency: str) -> str:
    if figure.unit == "money":
        return str(money(figure.value, currency))
    if figure.unit == "share":
        return f"{number_format(round(float(figure.value) * 100, 1)).rstrip('0').rstrip('.,')} %"
    if figure.unit == "times":
        return f"{figure.value} ×"
    if figure.unit == "minutes":
        return ngettext("%(n)s minute", "%(n)s minutes", figure.value) % {"n": figure.value}
    return ngettext("%(n)s day", "%(n)s days", figure.value) % {"n": figure.value}


def _source(figure: Figure) -> str:
    if figure.origin == "fact":
        return _("known of this order")
    if figure.origin == "shop":
        return _("your own history: %(n)s since %(day)s") % {"n": figure.count, "day": day_short(figure.since)}
    if figure.name in _PUBLISHED:
        return _("assumed, after a published table of what returns cost")
    if figure.name in _LISTED:
        return _("assumed, after a card processor's list of prices")
    return _("assumed: nobody has measured it")
