"""What stands beside a return: a tag and a line in the order's note, and store credit for its customer."""

from datetime import datetime
from typing import Any

from makegood.apps.mirror.ports import Telling, Told
from makegood.base.loose import moment
from makegood.connectors.shopify.client import Shopify, part
from makegood.connectors.shopify.money import amount, name_of, nodes
from makegood.connectors.shopify.returnstate import Stopped, ask, change, gid
from makegood.kernel.money import text_from_minor


class OrderSide:
    def __init__(self, shop: Shopify) -> None:
        self.shop = shop

    def note(self, telling: Telling, act: bool) -> Told:
        """Our line is added to whatever stands in the note; the staff's own words stay."""
        order = self._order("note_look", telling)
        note, tags = str(order.get("note") or ""), {str(tag) for tag in order.get("tags") or []}
        new = [tag for tag in telling.tags if tag not in tags]
        if telling.text in note and not new:
            return Told("done")
        if not act:
            return Told("not_known")
        if telling.text not in note:
            change(self.shop, "note_put", {"id": gid("Order", telling.order), "note": f"{note}\n{telling.text}".strip()})
        if new:
            change(self.shop, "tags_put", {"id": gid("Order", telling.order), "tags": new})
        return Told("done")

    def credit(self, telling: Telling, act: bool) -> Told:
        """Credit of the same amount since the errand was made, and of no other errand, is it, whoever gave it."""
        customer = part(self._order("credit_look", telling).get("customer"))
        if not customer.get("id"):
            return Told("failed", problem="customer_unknown")
        accounts = nodes(customer.get("storeCreditAccounts"))
        given = [line for account in accounts for line in nodes(account.get("transactions")) if _fits(line, telling)]
        if given:
            return Told("done", ref=name_of(given[-1].get("id")))
        if not act:
            return Told("not_known")
        money = {"amount": text_from_minor(telling.amount_minor, telling.currency), "currencyCode": telling.currency}
        answer = change(self.shop, "credit_put", {"id": customer["id"], "amount": money})
        made = part(part(answer.data.get("storeCreditAccountCredit")).get("storeCreditAccountTransaction"))
        return Told("done", ref=name_of(made.get("id"))) if made else Told("unknown", problem="unreadable")

    def _order(self, name: str, telling: Telling) -> dict[str, Any]:
        found = part(ask(self.shop, name, {"id": gid("Order", telling.order)}).get("order"))
        if not found:
            raise Stopped(Told("failed", problem="order_unknown"))
        return found


def _fits(line: dict[str, Any], telling: Telling) -> bool:
    at, money = moment(line.get("createdAt")), part(line.get("amount"))
    known = not line.get("id") or name_of(line.get("id")) in telling.known  # a debit names no id here
    if known or at is None or at < datetime.fromisoformat(telling.first_at) or money.get("currencyCode") != telling.currency:
        return False
    return amount(money, telling.currency) == telling.amount_minor
