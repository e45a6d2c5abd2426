"""What a look at the connected shop systems finds: mg.E020 to mg.E029 and mg.W020 to mg.W029."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from makegood.apps.orders import shops
from makegood.base.tenancy import Merchant

NOT_COMPARED = timedelta(hours=36)
STANDS_STILL = timedelta(hours=6)
COSTS = {
    "read_orders": "nothing can be read",
    "read_all_orders": "orders older than 60 days stay out",
    "read_customers": "orders come in without the customer's name",
    "read_products": "categories and costs of goods stay unknown",
    "read_inventory": "weights and costs of goods stay unknown",
    "read_fulfillments": "parcels are told of later",
    "read_returns": "returns begun there are not told of",
    "read_locations": "places for restocking stay unknown",
    "read_markets": "markets can't be shown",
    "read_locales": "languages can't be shown",
    "write_orders": "no refunds, notes and tags through the shop system",
    "write_returns": "returns can't be shown there",
    "write_gift_cards": "no gift cards through the shop system",
    "write_store_credit_account_transactions": "no store credit through the shop system",
}
Found = tuple[str, str, str, str]


def diagnose_shop(merchant: Merchant, now: datetime) -> Iterator[Found]:
    """(number, level, message, what to do) for the unit's shop, nothing where no system is connected."""
    name, connection = merchant.slug, shops.connected()
    page = "See /desk/settings/shop-system/."
    for one in shops.refused_requests()[:1]:
        yield "mg.W024", "warning", f"{name}: a request to erase could not be followed: {one.problem.get('message', '')}", page
    if connection is None:
        return
    sync = shops.sync_of(connection.id)
    if sync.problem:
        yield (
            "mg.E020",
            "error",
            f"{name}: the shop system refuses us: {sync.problem.get('message', '')}",
            str(sync.problem.get("remedy", "")) or page,
        )
    account = sync.account
    lacking = [f"{scope} ({COSTS.get(scope, 'unknown')})" for scope, _level in account.get("missing", ())]
    if lacking:
        yield (
            "mg.W020",
            "warning",
            f"{name}: the app lacks permissions: {', '.join(lacking)}.",
            "Give them on the app's page, then connect again.",
        )
    if "protected_customer_data" in account.get("notes", ()):
        yield (
            "mg.W021", "warning", f"{name}: the shop system keeps names and addresses back: customers can't be written to, markets are guessed.",
            "Ask for access to protected customer data; whether it is given depends on the plan.",
        )  # fmt: skip
    if account.get("currency") not in ("", None, merchant.currency):
        what = f"{name}: the shop system reckons in {account['currency']}, the policy in {merchant.currency}: it knows no amounts of such orders."
        yield "mg.W022", "warning", what, "Make the shop anew in its own currency."
    begun = sync.checked_at or connection.made_at
    if now - begun > NOT_COMPARED:
        when = f"last compared on {sync.checked_at:%Y-%m-%d %H:%M} UTC" if sync.checked_at else "never compared"
        yield (
            "mg.W023",
            "warning",
            f"{name}: {when} with the shop system: what no message told may be missing.",
            f"Is the worker there? {page}",
        )
    if not sync.hooks.get("topics"):
        yield (
            "mg.W025",
            "warning",
            f"{name}: the shop system tells us nothing: news come in once a night only.",
            f"Is MAKEGOOD_BASE_URL an https address? {page}",
        )
    refused = shops.refused_orders(connection.id)
    if refused:
        yield "mg.W026", "warning", f"{name}: {len(refused)} orders of the shop system could not come in.", page
    stopped = sync.backfill_state == "failed" or (
        sync.backfill_state in ("waiting", "running") and sync.backfill_began_at is not None and now - sync.backfill_began_at > STANDS_STILL
    )
    if stopped:
        why = str(sync.backfill_problem.get("message", "")) or "it stands still"
        yield "mg.W027", "warning", f"{name}: not all orders are in: {why}", f"Begin again: what is in stays in. {page}"
