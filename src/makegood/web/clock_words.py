"""What the five clocks are called, and where each day comes from."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.casefile.clocks import Clock
from makegood.web.templatetags.money_tags import day

NAMES: dict[str, Any] = {
    "customer": gettext_lazy("The customer can ask"), "supplier": gettext_lazy("Claim on the supplier"), "protection": gettext_lazy("Insurance of the order"),
    "carrier": gettext_lazy("Notice to the carrier"), "card": gettext_lazy("Dispute at the bank"),
}  # fmt: skip
_WHY: dict[str, Any] = {
    "nothing_more": gettext_lazy("neither the law nor your promise names a day"), "no_agreement": gettext_lazy("no agreement with a supplier"),
    "none_known": gettext_lazy("none is known of"), "not_theirs": gettext_lazy("not a matter of the carrier, as far as is known"),
    "no_card": gettext_lazy("not paid in a way that can be disputed, or not known"), "no_terms": gettext_lazy("the agreement names no windows"),
    "kind_not_named": gettext_lazy("the agreement does not name this trouble"), "start_not_stated": gettext_lazy("the agreement does not say from when"),
    "start_not_known": gettext_lazy("the day from which it runs is not known yet"), "days_not_stated": gettext_lazy("the agreement names no days"),
    "never_opens": gettext_lazy("it would open only after its last day"),
}  # fmt: skip
_SOURCE: dict[str, Any] = {
    "law:withdrawal": gettext_lazy("withdrawal, by law"), "law:conformity": gettext_lazy("legal guarantee"), "promise": gettext_lazy("your promise"),
    "card": gettext_lazy("Visa 13.1 and 13.3, Mastercard 4853: 120 days from the goods, 540 from the payment at the latest"),
    "paypal": gettext_lazy("PayPal: 180 days from the payment"),
    "dispute": gettext_lazy("an open dispute waits for your answer"),
}  # fmt: skip


def clock_row(clock: Clock, today: date) -> dict[str, Any]:
    """{"name", "says", "source", "over"}."""
    if clock.done:
        says = _("done")
    elif clock.until is None:
        says = str(_WHY.get(clock.why, clock.why))
    elif clock.is_over(today):
        says = _("over since %(day)s") % {"day": day(clock.until)}
    elif clock.opens_on is not None and clock.opens_on > today:
        says = _("from %(first)s to %(last)s") % {"first": day(clock.opens_on), "last": day(clock.until)}
    else:
        says = _("until %(day)s") % {"day": day(clock.until)}
    head, _colon, code = clock.source.partition(":")
    source = _("agreement %(code)s") % {"code": code} if head == "agreement" else str(_SOURCE.get(clock.source, clock.source))
    return {"name": NAMES[clock.kind], "says": says, "source": source, "over": clock.is_over(today)}
