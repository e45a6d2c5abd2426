"""Gift cards that an app makes. No recording shows one: codes of refusals are the schema's, their words ours."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, refused, user_error
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.money import number, text
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.store import Document, Shop


def _create(_: Any, info: GraphQLResolveInfo, input: Document) -> dict[str, Any]:
    no_key(info)
    shop: Shop = info.context.shop
    code, money = str(input.get("code") or "").lower(), input["initialAmount"]
    wrong = _wrong(shop, code, money)
    if wrong is not None:
        return payload([wrong], giftCard=None)
    made: Document = {
        "id": shop.new_id("GiftCard"), "note": input.get("note"), "createdAt": shop.stamp(), "_code": code, "lastCharacters": code[-4:],
        "initialValue": {"amount": text(number(money["amount"])), "currencyCode": money["currencyCode"]},
    }  # fmt: skip
    return payload(giftCard=shop.put(made))


def _wrong(shop: Shop, code: str, money: Document) -> dict[str, Any] | None:
    if not 8 <= len(code) <= 20:
        return user_error(["input", "code"], "Code must have 8 to 20 characters", "TOO_SHORT" if len(code) < 8 else "TOO_LONG")
    if not (code.isascii() and code.isalnum()):
        return user_error(["input", "code"], "Code may hold letters and numbers only", "INVALID")
    if any(one["_code"] == code for one in shop.all("GiftCard")):
        return user_error(["input", "code"], "Code has already been taken", "TAKEN")
    if number(money["amount"]) <= 0:
        return user_error(["input", "initialAmount"], "Initial value must be greater than 0", "GREATER_THAN")
    return None


def _cards(_: Any, info: GraphQLResolveInfo, sortKey: str | None = None, **args: Any) -> Any:
    if sortKey != "CREATED_AT":
        raise refused("the twin lists gift cards by CREATED_AT only", "BAD_REQUEST")
    return page(info.context.shop.all("GiftCard"), info.context, args, named="giftCards")


FIELDS: dict[str, Resolver] = {"Mutation.giftCardCreate": _create, "QueryRoot.giftCards": _cards}
