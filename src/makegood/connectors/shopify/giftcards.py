"""A gift card under the code that the customer was given: found by our key in its note, which the customer does not see.

The code itself is never read back, and stands in no note, answer or log of ours.
"""

from datetime import datetime
from typing import Any

from makegood.apps.mirror.ports import Telling, Told
from makegood.base.loose import moment
from makegood.connectors.shopify.client import Shopify, part
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.returnstate import Stopped, ask, change
from makegood.kernel.money import text_from_minor


def give_card(shop: Shopify, telling: Telling, act: bool) -> Told:
    made = _mine(shop, telling)
    if made is not None:
        return Told("done", ref=name_of(made.get("id")))
    if not act:
        return Told("not_known")
    money = {"amount": text_from_minor(telling.amount_minor, telling.currency), "currencyCode": telling.currency}
    note = f"makegood {telling.case} ({telling.key})"
    try:
        answer = change(shop, "card_make", {"input": {"code": telling.code, "initialAmount": money, "note": note}})
    except Stopped as stopped:
        if stopped.told.problem == "code_taken":  # nobody else knows the code: an earlier call of ours made it, and is not listed yet
            return Told("done")
        raise
    card = part(part(answer.data.get("giftCardCreate")).get("giftCard"))
    return Told("done", ref=name_of(card.get("id"))) if card else Told("unknown", problem="unreadable")


def _mine(shop: Shopify, telling: Telling) -> dict[str, Any] | None:
    """Among the cards that were made since the errand was: the newest first, page by page."""
    since, after = datetime.fromisoformat(telling.first_at), None
    while True:
        cards = part(ask(shop, "card_look", {"after": after}).get("giftCards"))
        for one in nodes(cards):
            if telling.key in str(one.get("note") or ""):
                return one
        page, last = part(cards.get("pageInfo")), nodes(cards)[-1:]
        oldest = moment(last[0].get("createdAt")) if last else None
        if not page.get("hasNextPage") or oldest is None or oldest < since:
            return None
        after = page.get("endCursor")
