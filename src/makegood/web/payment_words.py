"""What is known of a provider's movement of money, in a sentence for staff."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.web.templatetags.money_tags import clock, day, money


def problem_of(code: str) -> str:
    """A code of PROBLEMS in words; what a person typed, or the other side said, stands as it is."""
    if code.startswith("said: "):
        return _("the shop's system says: %(words)s") % {"words": code.removeprefix("said: ")}
    return {
        "payment_unknown": _("the provider does not know this payment"),
        "amount_too_large": _("more than this payment has left"),
        "card_gone": _("the card or account is closed"),
        "key_reused": _("the provider has something else under this key"),
        "unauthorized": _("the provider does not accept our key"),
        "secret_unreadable": _("our stored key can't be read"),
        "bad_request": _("the provider could not read our request"),
        "refused": _("the provider refused it"),
        "not_moved": _("somebody looked there: it did not leave"),
        "not_known": _("the provider knows nothing of it"),
        "forgotten": _("the provider had it, and knows nothing of it now"),
        "moved_less": _("less left than was owed"),
        "no_connection": _("the provider can't be reached"),
        "no_answer": _("no answer came in time"),
        "connection_broke": _("the connection broke"),
        "unreadable": _("its answer can't be read"),
        "asked_to_wait": _("the provider asks us to wait"),
        "refunded_elsewhere": _("a refund made elsewhere may be this one; say on the order's page whether it is"),
        "more_than_paid": _("with what was refunded elsewhere it would be more than was paid; take it back"),
        "their_fault": _("something broke on the provider's side"),
        "already_refunded": _("this payment was refunded in full already; look on the provider's pages what that was"),
        "disputed": _("the customer's bank disputes this payment; a refund now could pay twice"),
        "balance_too_low": _("your balance with the provider is too low; top it up, then send the rest"),
        "customer_must_act": _("the customer must say where the money goes; the provider has written to them"),
        "declined": _("the customer's bank did not take it; ask the customer for another account"),
        "stopped_there": _("somebody stopped it on the provider's own pages"),
        "too_old": _("the payment is too old for the provider to refund; pay it by other means"),
        "not_refundable": _("the provider can't refund this kind of payment; pay it by other means"),
        "not_allowed": _("our key may not do this; give it the right on the provider's pages"),
        "amount_impossible": _("the provider can't move this amount in this currency"),
        "account_restricted": _("the provider has restricted your account; it says why on its own pages"),
        "not_captured": _("the money of this payment was not taken yet; take it or release it on the provider's pages"),
        "cant_look": _("the provider does not say any more what became of it; look on its own pages"),
        "answered_there": _("somebody answered it on the provider's own pages"),
        "too_late": _("the provider takes no evidence for it any more"),
        "evidence_erased": _("a file of it is no longer kept; approve it anew"),
        "no_provider": _("the provider is not connected any more"),
        "repeats_error": _("the provider repeats its error for a day; it is sent again then"),
        "unseen_refund": _("somebody gave money back there of which we know nothing yet; it is read first"),
        "paid_by_hand": _("it was paid by hand there (bank transfer, cash): pay it back by hand and record it"),
        "order_unknown": _("the shop's system does not have this order; pay it in another way and record it"),
        "scope_missing": _("the app lacks the permission to refund; give it there, then ask again"),
        "not_connected": _("the shop's system is not connected any more; connect it again in the settings"),
    }.get(code, code)


def sentence_of_transfer(one: Any, zone: str) -> str:
    """What happened and what comes next."""
    amount, problem = money(one.amount_minor, one.currency), problem_of(one.problem)
    sent = clock(one.asked_at, zone)
    if one.state == "waiting":
        said = (
            _("Not sent yet.")
            if not one.problem
            else _("Held back: %(problem)s.") % {"problem": problem}
            if not one.tries
            else _("Not taken yet: %(problem)s.") % {"problem": problem}
        )
        return f"{said} {_next(one, zone, _('It is sent again at %(time)s.') if one.tries else _('It is sent at %(time)s.'))}"
    if one.state == "asked":
        return _("Sent at %(time)s; the answer is not there yet.") % {"time": sent}
    if one.state == "unknown":
        said = _("Sent on %(day)s at %(time)s; nobody knows yet whether it left: %(problem)s.") % {
            "day": day(one.asked_at, zone), "time": sent, "problem": problem,
        }  # fmt: skip
        return f"{said} {_next(one, zone, _('We ask again at %(time)s.'))}"
    if one.state == "pending":
        waits = (
            _("The provider has it; it waits: %(problem)s.") % {"problem": problem}
            if one.problem
            else _("The provider has it and is not done yet.")
        )
        return f"{waits} {_next(one, zone, _('We ask again at %(time)s.'))}"
    if one.state == "succeeded" and one.moved_minor != one.amount_minor:
        left = {"moved": money(one.moved_minor, one.currency), "amount": amount, "day": day(one.answered_at, zone)}
        return _("%(moved)s left on %(day)s, where %(amount)s were asked for.") % left
    if one.state == "succeeded":
        return _("Left on %(day)s.") % {"day": day(one.answered_at, zone)}
    if one.state == "failed":
        return _("It did not leave: %(problem)s.") % {"problem": problem}
    return _("Taken back.") if one.state == "reversed" else _("Stopped before it left.")


def _next(one: Any, zone: str, text: str) -> str:
    return text % {"time": clock(one.next_try_at, zone)} if one.next_try_at else _("Nothing more happens by itself.")
