"""Store credit: one account for a customer and a currency. Refusals as recorded; the directive of `once` is not theirs."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import Resolver
from makegood.connectors.shopify.twin.asking import payload, refused, user_error
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.money import number, text
from makegood.connectors.shopify.twin.once import no_key
from makegood.connectors.shopify.twin.store import Document, Shop, kind_of, moment

ONLY_RESULTS = ("USDC", "XXX")  # codes that stand in answers and are refused as input
MOST = Decimal(15000)  # an account's limit here; Shopify's own is 15,000 USD in the shop's currency


def account_of(shop: Shop, customer: str, currency: str) -> Document:
    """The customer's account in this currency, opened now where there is none."""
    for one in shop.all("StoreCreditAccount"):
        if one["owner"] == customer and one["balance"]["currencyCode"] == currency:
            return one
    gid = shop.new_id("StoreCreditAccount")
    return shop.put({"id": gid, "owner": customer, "balance": {"amount": "0.0", "currencyCode": currency}, "transactions": []})


def book(shop: Shop, account: Document, amount: Decimal, event: str, *, origin: str | None = None, expires: str | None = None) -> Document:
    """A line in the account; negative amounts are debits."""
    balance = number(account["balance"]["amount"]) + amount
    currency = account["balance"]["currencyCode"]
    account["balance"] = {"amount": text(balance), "currencyCode": currency}
    kind = "StoreCreditAccountCreditTransaction" if amount > 0 else "StoreCreditAccountDebitTransaction"
    line: Document = {
        "id": shop.new_id(kind), "account": account["id"], "amount": {"amount": text(amount), "currencyCode": currency}, "event": event,
        "balanceAfterTransaction": account["balance"], "createdAt": shop.stamp(), "origin": origin, "expiresAt": expires,
        "remainingAmount": {"amount": text(amount), "currencyCode": currency},
    }  # fmt: skip
    account["transactions"].append(shop.put(line)["id"])
    shop.put(account)
    return line


def _credit(_: Any, info: GraphQLResolveInfo, id: str, creditInput: Document) -> dict[str, Any]:
    return _change(info, id, creditInput["creditAmount"], "credit", creditInput.get("expiresAt"))


def _debit(_: Any, info: GraphQLResolveInfo, id: str, debitInput: Document) -> dict[str, Any]:
    return _change(info, id, debitInput["debitAmount"], "debit", None)


def _change(info: GraphQLResolveInfo, gid: str, money: Document, verb: str, expires: str | None) -> dict[str, Any]:
    no_key(info)
    shop: Shop = info.context.shop
    amount, currency = number(money["amount"]), money["currencyCode"]
    if currency in ONLY_RESULTS:
        raise refused(
            f'CurrencyCode "{currency}" is invalid. It can only be used as a result and not as an input value.', "CURRENCY_CODE_INVALID"
        )
    owner, account = shop.find(gid), None
    if kind_of(gid) == "StoreCreditAccount":
        if owner is None:
            return _no(["id"], "Store credit account does not exist", "ACCOUNT_NOT_FOUND")
        account = owner
    elif owner is None or kind_of(gid) != "Customer":
        return _no(["id"], "Owner does not exist", "OWNER_NOT_FOUND")
    if expires and moment(expires) <= shop.now():
        return _no(["creditInput", "expiresAt"], "The expiry date must be in the future", "EXPIRES_AT_IN_PAST")
    where = [f"{verb}Input", f"{verb}Amount"]
    if amount <= 0:
        return _no([*where, "amount"], f"A positive amount must be used to {verb} a store credit account", "NEGATIVE_OR_ZERO_AMOUNT")
    if account is not None and account["balance"]["currencyCode"] != currency:
        return _no(
            [*where, "currencyCode"],
            "The currency provided does not match the currency of the store credit account",
            "MISMATCHING_CURRENCY",
        )
    account = account or account_of(shop, gid, currency)
    balance = number(account["balance"]["amount"])
    if verb == "debit" and amount > balance:
        return _no(
            [*where, "amount"], "The store credit account does not have sufficient funds to satisfy the request", "INSUFFICIENT_FUNDS"
        )
    if verb == "credit" and amount + balance > MOST:
        return _no([*where, "amount"], "The operation would cause the account's credit limit to be exceeded", "CREDIT_LIMIT_EXCEEDED")
    return payload(
        storeCreditAccountTransaction=book(shop, account, amount if verb == "credit" else -amount, "ADJUSTMENT", expires=expires)
    )


def _no(field: list[str], message: str, code: str) -> dict[str, Any]:
    return payload([user_error(field, message, code)], storeCreditAccountTransaction=None)


def _accounts(customer: Document, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = [one for one in info.context.shop.all("StoreCreditAccount") if one["owner"] == customer["id"]]
    if query := args.get("query"):
        name, _, value = str(query).partition(":")
        if name != "currency_code":
            raise refused(f"the twin does not know the filter {name!r}", "BAD_REQUEST")
        found = [one for one in found if one["balance"]["currencyCode"] == value]
    return page(found, info.context, args, named="storeCreditAccounts")


def _lines(account: Document, info: GraphQLResolveInfo, sortKey: str = "CREATED_AT", **args: Any) -> Any:
    """Oldest first, as they were booked; by the day on which they expire, those that never do come last."""
    found = [one for gid in account["transactions"] if (one := info.context.shop.find(gid))]
    if sortKey == "EXPIRES_AT":
        found.sort(key=lambda one: (one.get("expiresAt") is None, one.get("expiresAt") or ""))
    return page(found, info.context, args, named="transactions")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.customer": lambda _, info, id: info.context.shop.find(id),
    "QueryRoot.storeCreditAccount": lambda _, info, id: info.context.shop.find(id),
    "Customer.storeCreditAccounts": _accounts,
    "StoreCreditAccount.transactions": _lines,
    "Mutation.storeCreditAccountCredit": _credit,
    "Mutation.storeCreditAccountDebit": _debit,
}
