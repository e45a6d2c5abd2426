"""What staff reads about a dispute, in a sentence each."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.returns import queries as returns
from makegood.casefile.dispute_packet import draft_of, letters_of
from makegood.web.payment_words import problem_of
from makegood.web.templatetags.money_tags import clock, day, money


def evidence_label(name: str) -> str:
    return {
        "product_description": _("What was sold"),
        "customer_name": _("Customer's name"),
        "customer_email_address": _("Customer's e-mail address"),
        "shipping_address": _("Address it was sent to"),
        "shipping_carrier": _("Carrier"),
        "shipping_date": _("Day it was sent"),
        "shipping_tracking_number": _("Tracking number"),
        "refund_policy_disclosure": _("What was shown before the purchase"),
        "refund_refusal_explanation": _("What was decided, and why"),
        "uncategorized_text": _("What happened, day by day"),
    }[name]


def held_of(order: Any, case: Any) -> list[str]:
    """What we could show a bank, by name."""
    about_them = ("customer_name", "customer_email_address", "shipping_address")
    found = [evidence_label(name) for name in draft_of(order, case) if name not in about_them]
    letters = len(letters_of(case))
    return found + ([ngettext("%(n)s letter", "%(n)s letters", letters) % {"n": letters}] if letters else [])


def sentence_of_answer(answer: Any, zone: str) -> str:
    if answer.state == "sent":
        return _("Our answer was sent on %(day)s at %(time)s.") % {"day": day(answer.sent_at, zone), "time": clock(answer.sent_at, zone)}
    if answer.state == "failed":
        return _("The provider did not take our answer: %(problem)s.") % {"problem": problem_of(answer.problem)}
    if answer.problem:
        return _("Our answer is not there yet: %(problem)s. It is tried again by itself.") % {"problem": problem_of(answer.problem)}
    return _("Our answer is approved and on its way.")


def verdict_of(dispute: Any, order: Any, case: Any, refunded: list[Any]) -> str:
    """What is best done, from what is known; no chances are reckoned."""
    if dispute.state in ("won", "closed"):
        return _("It is over, and the money is yours.")
    if dispute.state == "lost":
        return _("It is lost: the bank gave the money to the customer. Take a refund that still waits back, so that it is not paid twice.")
    if order is None:
        return _("No order here was paid with this payment. Look at it on the provider's pages.")
    if refunded:
        given = ", ".join(money(one.moved_minor or one.amount_minor, one.currency) for one in refunded)
        return _("Answer: %(amount)s were given back before the dispute, and the bank must not take it a second time.") % {"amount": given}
    if dispute.kind == "inquiry":
        return _("Not yet a dispute: the bank only asks. Refunding in full now normally ends it, without a fee.")
    promised = case is not None and any(line.money in ("due", "pending") for line in returns.lines_of_case(case.id))
    if promised:
        return _("Don't fight: you owe the customer this refund. Accept it on the provider's pages, and take our refund back.")
    if dispute.reason == "not_received" and order.delivered_on is not None:
        return _("Answer: it was delivered on %(day)s.") % {"day": day(order.delivered_on)}
    return _("Look at what you hold. If it does not show that the customer is wrong, accept it: fighting may cost a second fee.")
