"""What Shopify refuses, as refusals that a person can act on; what may be asked again, as ShopWaits."""

from typing import Any

from makegood.apps.orders.ports import ShopWaits
from makegood.connectors.shopify.client import Answer, Trouble
from makegood.kernel.refusal import Refusal

_WORDS = {
    "token_refused": ("Shopify does not accept the access token.", "Copy the token again from the app's page in Shopify, and save it here."),
    "shop_frozen": ("This shop is closed or unpaid at Shopify.", "Look at the shop's plan in Shopify."),
    "shop_unknown": ("Shopify knows no shop of this name.", "Check the shop's address: it ends in .myshopify.com."),
    "shop_locked": ("Shopify has locked this shop.", "Ask Shopify's support."),
    "too_costly": ("Shopify finds our question too large.", "Report this: it is a fault of ours."),
    "document_refused": ("Shopify does not understand our question.", "Report this: it is a fault of ours, or the version has ended."),
    "refused": ("Shopify refuses the call.", "Try again; if it stays, look at the app's page in Shopify."),
}  # fmt: skip
PERSONAL = (
    "customer",
    "email",
    "phone",
    "shippingAddress",
    "billingAddress",
    "note",
    "customerLocale",
    "displayName",
    "defaultEmailAddress",
)
"""Fields of an order that Shopify keeps back from apps without access to protected customer data."""
EXTRA = ("variant", "product", "inventoryItem", "unitCost", "image", "fulfillments", "customAttributes")
"""Fields that other permissions open; an order is worth having without them."""


def data_of(answer: Answer, *, may_lack: tuple[str, ...] = ()) -> dict[str, Any]:
    """The data of a read. Parts that are missing are refused, unless a name of `may_lack` stands on their path."""
    if answer.outcome in ("later", "unknown"):
        raise ShopWaits(answer.problem, answer.pause_s)
    if answer.outcome == "refused":
        raise refusal_of(answer.problem, answer.troubles)
    lacking = [one for one in answer.troubles if not set(one.path.split(".")) & set(may_lack)]
    if lacking:
        if any(one.code in ("INTERNAL_SERVER_ERROR", "TIMEOUT") for one in lacking):
            raise ShopWaits("their_fault", answer.pause_s)
        raise refusal_of("access_denied" if lacking[0].code == "ACCESS_DENIED" else "refused", tuple(lacking))
    if answer.user_errors:
        raise user_refusal(answer.user_errors)
    return answer.data


def refusal_of(problem: str, troubles: tuple[Trouble, ...] = ()) -> Refusal:
    said = next((one for one in troubles if one.message), None)
    if problem == "access_denied":
        needs = said.needs if said is not None else ""
        return Refusal(
            "access_denied", f"Shopify does not let the app see this{f' ({said.path})' if said and said.path else ''}.",
            f"Give the app the permission{f': {needs}' if needs else ''}, then connect again.", status=409, said=said.message if said else "",
        )  # fmt: skip
    message, remedy = _WORDS.get(problem, _WORDS["refused"])
    return Refusal(problem if problem in _WORDS else "refused", message, remedy, status=409, said=said.message if said else "")


def user_refusal(errors: tuple[Trouble, ...]) -> Refusal:
    """What Shopify says about what we sent: its own words, for a person."""
    first = errors[0]
    return Refusal(
        "shop_refused", f"Shopify: {first.message}", "Look at it in Shopify.", status=409, said_code=first.code, said_field=first.path
    )
