"""What the shop's own system is told, and why it was not, in sentences for staff: each problem with what helps."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.web.templatetags.money_tags import clock, day


def errand_called(kind: str, disposed: str = "") -> str:
    """What is told, as a noun."""
    if kind == "dispose_units":
        return {
            "stock": _("pieces back to stock"),
            "look_further": _("pieces that are looked at further"),
            "not_stock": _("pieces that are not stock"),
            "missing": _("pieces that did not come"),
        }[disposed]
    return {
        "note_order": _("a note on the order"),
        "ask_return": _("the return that is asked for"),
        "grant_return": _("that the return is granted"),
        "refuse_return": _("that the return is not granted"),
        "open_return": _("the return"),
        "send_new": _("the new goods that go out"),
        "take_out_new": _("that the new goods are not wanted any more"),
        "announce_parcel": _("the parcel on its way back"),
        "track_parcel": _("the parcel's tracking number"),
        "give_credit": _("the store credit"),
        "give_card": _("the gift card"),
        "record_refund": _("the refund that was paid outside it"),
        "undo_refund": _("that a refund written down there did not stand"),
        "finish_units": _("that the pieces are dealt with"),
        "cancel_return": _("that nothing comes back"),
        "close_return": _("that the return is over"),
        "reopen_return": _("that the return goes on"),
    }[kind]


def problem_of(code: str) -> tuple[str, str]:
    """(what is wrong, what helps)."""
    wait = _("Nothing has to be done: it is tried again.")
    return {
        "no_connection": (_("The shop's system can't be reached."), wait),
        "no_answer": (_("No answer came in time."), wait),
        "connection_broke": (_("The connection broke."), wait),
        "unreadable": (_("Its answer can't be read."), wait),
        "asked_to_wait": (_("It asks us to wait."), wait),
        "their_fault": (_("Something broke on its side."), wait),
        "not_known": (_("It knows nothing of it yet."), wait),
        "unauthorized": (_("It does not accept our token any more."), _("Connect the shop again in the settings.")),
        "secret_unreadable": (_("Our stored token can't be read."), _("Connect the shop again in the settings.")),
        "not_connected": (_("The shop is not connected any more."), _("Do it there by hand, or connect the shop again.")),
        "scope_missing": (_("The app lacks a permission for this."), _("Give it the permission there, then try again.")),
        "order_unknown": (_("It does not have this order."), _("Was the order deleted there? Then nothing has to be done.")),
        "nothing_returnable": (
            _("There, these pieces were returned or refunded already, or were never sent."),
            _("Look at the order there; if it is right, say that it is done."),
        ),
        "return_unknown": (_("The return is not there any more, or nobody can say which it is."), _("Look there, and do it by hand.")),
        "place_unknown": (
            _("Nobody has said where this hub's goods lie there."),
            _("Choose the location in the settings, then try again."),
        ),
        "customer_unknown": (_("The order has no customer there."), _("Give the credit in another way, and say that it is done.")),
        "wrong_state": (_("The return is in a state there in which this is not possible."), _("Look there, and do it by hand.")),
        "not_served": (_("It can't be told this."), _("Do it there by hand.")),
        "goods_gone": (
            _("The goods are not sold there any more, or the new ones were taken out of the return."),
            _("Make the new order there by hand, then say that it is done."),
        ),
        "bad_request": (_("It could not read our request."), _("Report this: it is a fault of ours. Do it there by hand.")),
        "unseen_refund": (_("It has a refund that we have not heard of yet; its order is read first."), wait),
        "cant_record": (
            _(
                "It can't write this refund down without paying it again: the customer paid through its own payments. A note on the order says what was paid."
            ),
            _("Take the pieces back there with an amount of 0, then say that it is done."),
        ),
        "undo_there": (
            _("A refund stands there that was taken back here. A note on the order says which."),
            _("Delete that refund there, or note it in your books, then say that it is done."),
        ),
        "refused": (_("It refused it."), _("Look there, and do it by hand.")),
    }.get(code, (code, ""))


def sentence_of(errand: Any, zone: str) -> str:
    """How one errand stands."""
    when = {"day": day(errand.answered_at, zone)} if errand.answered_at else {}
    if errand.state == "done":
        return _("It knows since %(day)s.") % when
    if errand.state == "by_hand":
        return _("Done there by a person, %(day)s.") % when
    if errand.state == "dropped":
        return _("No longer needed.")
    what = problem_of(errand.problem)[0] if errand.problem else ""
    if errand.state == "failed":
        return what
    if errand.next_try_at is not None:
        told = _("It is told at %(time)s.") if errand.state == "waiting" else _("We look again at %(time)s.")
        return f"{what} {told % {'time': clock(errand.next_try_at, zone)}}".strip()
    return what or _("It waits for what comes before it.")
