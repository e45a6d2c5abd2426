"""Where the new goods of a line are ordered, in words: the shop's own system has them, or a person orders them, and why."""

from typing import Any

from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.mirror import queries as mirror
from makegood.base.connections import connection_of
from makegood.casefile.renewing import sender_of
from makegood.web.shop_words import SYSTEMS


def renewal(line: Any, item: Any, choice: Any, order: Any) -> dict[str, str] | None:
    """{says, page} while new goods are waited for and the order is of the connected shop system; None otherwise."""
    connection = connection_of("shop")
    if connection is None or connection.party != order.source:
        return None
    sender = sender_of(line, item, choice, connection.party)
    if not sender:
        return None
    if sender == "shop":
        sender = _told(line, choice)
    words = {"system": SYSTEMS.get(order.source, order.source), "number": order.number}
    return {"says": _sentence(sender, words), "page": wiring.order_page(connection.party, connection.address, order.source_id)}


def _told(line: Any, choice: Any) -> str:
    """How far the system knows of it; `late` where its return was opened without them."""
    mine = [one for one in mirror.errands_of_case(line.case_id) if one.kind == "send_new" and one.subject == line.public_id]
    if mine and mine[-1].made_at >= choice.chosen_at:
        return {"done": "stands", "failed": "failed", "by_hand": "by_hand", "dropped": "late"}.get(mine[-1].state, "told")
    opened = any(one.kind == "open_return" and line.public_id in one.facts["of"] for one in mirror.errands_of_case(line.case_id))
    return "late" if opened else "label"


def _sentence(sender: str, words: dict[str, str]) -> str:
    return {
        "stands": _("The new goods stand in order %(number)s in %(system)s: send them from there. Nothing has to be ordered by hand."),
        "told": _("%(system)s is being told: the new goods will stand in order %(number)s there. Nothing has to be ordered by hand."),
        "label": _("Once the label for the way back is there, the new goods stand in order %(number)s in %(system)s."),
        "by_hand": _("A person said that the new goods are ordered."),
        "failed": _("%(system)s would not take the new goods: order them there by hand, then say so below."),
        "late": _("The return in %(system)s takes no more goods: make the new order there by hand."),
        "other": _("They get other goods than they bought: make the new order in %(system)s by hand."),
        "supplier": _("The supplier sends the new one: order it there. %(system)s is not told, so that it does not go out twice."),
        "text": _("A new line in %(system)s bears no text: make the new order there by hand, with what stands on the goods."),
        "text_missing": _("Nobody has said what stood on the goods: find out, then make the new order in %(system)s by hand."),
        "variant_unknown": _("It is not known which goods these are in %(system)s: make the new order there by hand."),
        "kept": _("Nothing comes back, so no return in %(system)s can hold the new goods: make the new order there by hand."),
        "system": _("%(system)s can't be told of new goods: make the new order there by hand."),
    }[sender] % words
