"""A Shopify return as it stands, and the calls about it: what they come to, as Told."""

from collections.abc import Iterable, Mapping
from typing import Any

from makegood.apps.mirror.ports import Told, Units
from makegood.connectors.shopify.client import Answer, Shopify, part
from makegood.connectors.shopify.money import name_of, nodes

_PROBLEMS = {
    "token_refused": "unauthorized", "access_denied": "scope_missing", "document_refused": "bad_request", "too_costly": "bad_request",
    "no_connection": "no_connection", "no_answer": "no_answer", "connection_broke": "connection_broke", "unreadable": "unreadable",
    "asked_to_wait": "asked_to_wait", "their_fault": "their_fault",
}  # fmt: skip
_CODES = {"NOT_FOUND": "return_unknown", "INVALID_STATE": "wrong_state", "MISSING_PERMISSION": "scope_missing", "TAKEN": "code_taken"}


class Stopped(Exception):
    """It goes no further; `told` says how it ended."""

    def __init__(self, told: Told) -> None:
        super().__init__(told.problem)
        self.told = told


def gid(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"


def ask(shop: Shopify, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a look. It changes nothing: where it fails, nothing was told (`later`), and what was told before is as unknown as it was."""
    answer = shop.call(name, variables)
    if answer.outcome == "answered" and not answer.troubles:
        return answer.data
    problem, words = _problem(answer), _words(answer)
    raise Stopped(
        Told(
            "failed" if problem in ("scope_missing", "bad_request") else "later",
            problem=problem,
            words=words,
            retry_after=answer.pause_s or None,
        )
    )


def change(shop: Shopify, name: str, variables: Mapping[str, Any]) -> Answer:
    """The answer of a change that was made; Stopped with what came of it otherwise."""
    answer = shop.call(name, variables)
    if answer.outcome == "answered" and answer.user_errors:
        first = answer.user_errors[0]
        raise Stopped(Told("failed", problem=_CODES.get(first.code, "refused"), words=first.message))
    if answer.outcome == "answered" and not answer.troubles:
        return answer
    problem, words = _problem(answer), _words(answer)
    if answer.outcome in ("later", "unknown"):
        raise Stopped(Told(answer.outcome, problem=problem, words=words, retry_after=answer.pause_s or None))
    if answer.outcome == "answered":  # a part is missing: it may have acted before it broke
        raise Stopped(Told("failed" if problem == "scope_missing" else "unknown", problem=problem, words=words))
    raise Stopped(Told("later" if problem == "unauthorized" else "failed", problem=problem, words=words))


def _problem(answer: Answer) -> str:
    if any(one.code == "ACCESS_DENIED" for one in answer.troubles):
        return "scope_missing"
    return _PROBLEMS.get(answer.problem, "refused" if answer.problem else "their_fault")


def _words(answer: Answer) -> str:
    return next((one.message for one in answer.troubles if one.message), "")


class ReturnState:
    """`found`: a Return with the fields of the fragment ReturnState."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        self.id, self.name, self.status = name_of(found.get("id")), str(found.get("name") or ""), str(found.get("status") or "")

    def lines_of(self, unit: Units) -> list[dict[str, Any]]:
        return [one for one in nodes(self.found.get("returnLineItems")) if _sold(one) == unit.line]

    def processed(self, line: dict[str, Any]) -> int:
        return int(line.get("quantity") or 0) - int(line.get("processableQuantity") or 0)

    def new_of(self, unit: Units) -> list[dict[str, Any]]:
        """The return's lines for these new goods."""
        return [one for one in nodes(self.found.get("exchangeLineItems")) if name_of(one.get("variantId")) == unit.variant]

    def goods_id(self) -> str:
        return str(next((one.get("id") for one in nodes(self.found.get("reverseFulfillmentOrders"))), ""))

    def goods_of(self, units: Iterable[Units]) -> tuple[list[dict[str, Any]], set[str]]:
        """The lines of the way back for these pieces, and their ids."""
        wanted = {unit.line for unit in units}
        goods = [
            line for order in nodes(self.found.get("reverseFulfillmentOrders")) for line in nodes(order.get("lineItems"))
            if _sold(line) in wanted
        ]  # fmt: skip
        return goods, {str(line.get("id")) for line in goods}

    def disposed(self, goods: dict[str, Any], kind: str = "") -> int:
        return sum(int(one.get("quantity") or 0) for one in nodes(goods.get("dispositions")) if not kind or one.get("type") == kind)

    def deliveries(self) -> list[dict[str, Any]]:
        return [one for order in nodes(self.found.get("reverseFulfillmentOrders")) for one in nodes(order.get("reverseDeliveries"))]

    def pieces_of(self, delivery: dict[str, Any]) -> set[str]:
        return {str(part(one.get("reverseFulfillmentOrderLineItem")).get("id")) for one in nodes(delivery.get("reverseDeliveryLineItems"))}

    def coming(self, goods: dict[str, Any]) -> int:
        """Pieces of this line that no delivery carries yet."""
        carried = sum(
            int(line.get("quantity") or 0)
            for one in self.deliveries() for line in nodes(one.get("reverseDeliveryLineItems"))
            if part(line.get("reverseFulfillmentOrderLineItem")).get("id") == goods.get("id")
        )  # fmt: skip
        return max(0, int(goods.get("totalQuantity") or 0) - carried)


def _sold(line: dict[str, Any]) -> str:
    return name_of(part(part(line.get("fulfillmentLineItem")).get("lineItem")).get("id"))
