"""A shop's own facts: who it is, what its token may do, where it keeps things and in which languages and markets it sells."""

from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.access import ALL_SCOPES, Resolver
from makegood.connectors.shopify.twin.asking import want
from makegood.connectors.shopify.twin.graph import page
from makegood.connectors.shopify.twin.store import Document, Shop, Store

# Shopify's own first ten, numbered as recorded: handle, name, the old enum's word for it.
REASONS = (
    ("unknown", "Unknown", "UNKNOWN"),
    ("changed-my-mind", "Changed my mind", "UNWANTED"),
    ("item-not-as-described", "Item not as described", "NOT_AS_DESCRIBED"),
    ("received-the-wrong-item", "Received the wrong item", "WRONG_ITEM"),
    ("other-reason", "Other", "OTHER"),
    ("damaged-or-defective", "Damaged or defective", "DEFECTIVE"),
    ("too-small", "Too small", "SIZE_TOO_SMALL"),
    ("too-big", "Too big", "SIZE_TOO_LARGE"),
    ("style", "Style", "STYLE"),
    ("color", "Color", "COLOR"),
)
NAMES = {
    "DE": "Germany",
    "AT": "Austria",
    "CH": "Switzerland",
    "FR": "France",
    "GB": "United Kingdom",
    "US": "United States",
    "CA": "Canada",
}


def new_shop(store: Store, domain: str, **facts: Any) -> Shop:
    """A shop with one location. `facts` replace what stands below: token, secret, name, currency, zone, scopes, customer_data ("all" or
    "none"), locations [name], markets [{"name", "countries"}], locales, clock ("at": a moment that stands still, "" for the real one)."""
    number = store.next_number()
    setup: Document = {
        "id": "setup", "number": number, "name": "Twin shop", "currency": "EUR", "zone": "Europe/Berlin", "email": "shop@twin.example",
        "token": "", "secret": "", "client_id": "", "scopes": list(ALL_SCOPES), "customer_data": "all", "plan": "Basic",
        "compliance_url": "", "api_version": "2026-10", "locations": ["Warehouse"], "locales": ["en"], "markets": [{"name": "Home", "countries": ["DE"]}],
        "clock": {"at": "", "steps_s": 0.0}, "bucket": {"size": 2000, "restore": 100, "spent": 0.0, "at": 0.0}, "auto_deliver": False,
    }  # fmt: skip
    if unknown := set(facts) - set(setup):
        raise ValueError(f"no such facts of a shop: {', '.join(sorted(unknown))}")
    setup |= {name: value for name, value in facts.items() if value is not None}
    if not setup["token"] or not setup["secret"]:
        raise ValueError("a shop needs a token and a secret")
    if isinstance(setup["clock"], str):
        setup["clock"] = {"at": setup["clock"], "steps_s": 0.0}
    store.save(domain, [setup], [])
    shop = Shop(store, domain)
    with shop.change():
        for place, name in enumerate(setup["locations"]):
            shop.put(
                {"id": shop.new_id("Location"), "name": name, "isActive": True, "fulfillsOnlineOrders": place == 0, "shipsInventory": True}
            )
        for place, (handle, name, word) in enumerate(REASONS, 1):
            shop.put(
                {"id": f"gid://shopify/ReturnReasonDefinition/{place}", "handle": handle, "name": name, "deleted": False, "_word": word}
            )
        for market in setup["markets"]:
            shop.put({
                "id": shop.new_id("Market"), "name": market["name"], "handle": market["name"].lower(), "status": "ACTIVE", "type": "REGION",
                "countries": market["countries"], "currency": market.get("currency", setup["currency"]),
            })  # fmt: skip
    return shop


def _shop(_: Any, info: GraphQLResolveInfo) -> Document:
    setup, domain = info.context.shop.setup, info.context.shop.domain
    return {
        "id": f"gid://shopify/Shop/{setup['number']}", "name": setup["name"], "email": setup["email"], "contactEmail": setup["email"],
        "currencyCode": setup["currency"], "myshopifyDomain": domain, "ianaTimezone": setup["zone"], "url": f"https://{domain}",
        "primaryDomain": {"id": f"gid://shopify/Domain/{setup['number']}", "host": domain, "url": f"https://{domain}", "sslEnabled": True},
        "plan": {"publicDisplayName": setup["plan"], "partnerDevelopment": False, "shopifyPlus": setup["plan"] == "Plus"},
        "enabledPresentmentCurrencies": sorted({setup["currency"], *(one["currency"] for one in info.context.shop.all("Market"))}),
        "taxesIncluded": True, "weightUnit": "KILOGRAMS", "unitSystem": "METRIC_SYSTEM", "orderNumberFormatPrefix": "#",
        "orderNumberFormatSuffix": "",
    }  # fmt: skip


def _installation(_: Any, info: GraphQLResolveInfo) -> Document:
    setup = info.context.shop.setup
    scopes = [{"handle": one, "description": one.replace("_", " ")} for one in setup["scopes"]]
    app = {"id": "gid://shopify/App/1", "title": "makegood", "handle": "makegood"}
    return {"id": f"gid://shopify/AppInstallation/{setup['number']}", "accessScopes": scopes, "app": app}


def _locations(_: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = [one for one in info.context.shop.all("Location") if one["isActive"] or args.get("includeInactive")]
    return page(found, info.context, args, named="locations")


def _locales(_: Any, info: GraphQLResolveInfo, published: bool | None = None) -> list[Document]:
    found = [
        {"locale": one, "name": one, "primary": place == 0, "published": True}
        for place, one in enumerate(info.context.shop.setup["locales"])
    ]
    return [one for one in found if published is None or one["published"] == published]


def _regions(market: Document, info: GraphQLResolveInfo) -> Document:
    countries = [
        {
            "__typename": "MarketRegionCountry",
            "id": f"gid://shopify/MarketRegionCountry/{place}",
            "code": code,
            "name": NAMES.get(code, code),
        }
        for place, code in enumerate(market["countries"], 1)
    ]
    return {"regionsCondition": {"regions": countries}}


def _reasons(_: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    found = info.context.shop.all("ReturnReasonDefinition")
    if args.get("handles"):
        found = [one for one in found if one["handle"] in args["handles"]]
    if args.get("ids"):
        found = [one for one in found if one["id"] in args["ids"]]
    return page(found, info.context, args, named="returnReasonDefinitions")


FIELDS: dict[str, Resolver] = {
    "QueryRoot.shop": _shop,
    "QueryRoot.currentAppInstallation": _installation,
    "QueryRoot.locations": _locations,
    "QueryRoot.location": lambda _, info, id=None: want(info.context.shop, id, "Location") if id else next(iter(info.context.shop.all("Location"))),
    "QueryRoot.markets": lambda _, info, **args: page(info.context.shop.all("Market"), info.context, args, named="markets"),
    "QueryRoot.shopLocales": _locales,
    "QueryRoot.returnReasonDefinitions": _reasons,
    "Market.conditions": _regions,
    "Market.currencySettings": lambda market, info: {
        "baseCurrency": {"currencyCode": market["currency"], "currencyName": market["currency"], "enabled": True}, "localCurrencies": False,
    },
}  # fmt: skip
