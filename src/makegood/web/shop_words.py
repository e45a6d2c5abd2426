"""A connected shop system in words: what a missing permission costs, what it refused, how far it is."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SYSTEMS = {"shopify": "Shopify", "woocommerce": "WooCommerce"}


def scope_costs(scope: str) -> str:
    """What is not possible without this permission; the scope itself where nothing is known of it."""
    return {
        "Read/Write": _("The shop system can't be told to tell us what happens, and neither refunds nor notes can be written there."),
        "read_orders": _("Nothing can be read without it: no order comes in."),
        "read_all_orders": _("Only orders of the last 60 days come in. Older ones have to be brought in as a file."),
        "read_customers": _("Orders come in without the customer's name, and one customer's orders are not known as one customer's."),
        "read_products": _("The kind of goods and what they cost you stay unknown: rules by category and the loss of a case are missing."),
        "read_inventory": _("Weights and what the goods cost you stay unknown."),
        "read_fulfillments": _("Parcels are told of later: with the next change of the order, or by the nightly comparison."),
        "read_returns": _("Returns that were begun in the shop system are not told of."),
        "read_locations": _("The places where goods can be put back in stock stay unknown."),
        "read_markets": _("The markets that you sell to can't be shown here."),
        "read_locales": _("The languages of your shop can't be shown here."),
        "write_orders": _("Refunds can't be made through the shop system, nor notes and tags written there."),
        "write_returns": _("Returns can't be shown in the shop system."),
        "write_gift_cards": _(
            "Gift cards can't be made in the shop system: a person makes each there, under the code that the customer was given."
        ),
        "write_store_credit_account_transactions": _("Store credit can't be given through the shop system."),
    }.get(scope, scope)


def note_of(code: str) -> tuple[str, str]:
    """(what stands in the way, what to do) of a code of ShopAccount.notes."""
    if code == "protected_customer_data":
        return (
            _(
                "The system keeps customers' names and addresses from this app: orders come in without them. Customers are found by order number and "
                "e-mail address only where they type both, letters need an address typed by hand, and the market is taken to be your own."
            ),
            _("Ask for access to protected customer data on the app's page (Shopify: depends on the plan), then compare again."),
        )
    if code == "stock_not_kept":
        return _("The shop system does not count stock: pieces that come back are not counted there."), _(
            "Switch stock management on there, if you want it."
        )
    return code, ""


def problem_of(problem: dict[str, Any]) -> tuple[str, str]:
    """(what is wrong, what to do) of a refusal as JSON, in the reader's language where its code is known."""
    known = {
        "token_refused": (_("The shop system does not accept the key."), _("Make or copy the key again, and save it here.")),
        "access_denied": (_("The shop system does not let the app see this."), _("Give the app the permission that is missing, then try again.")),
        "shop_frozen": (_("The shop is closed or unpaid at its system."), _("Look at the shop's plan there.")),
        "shop_unknown": (_("The system knows no shop of this name."), _("Check the shop's address.")),
        "shop_moved": (_("This address leads to another one."), _("Give the address as it stands in the browser when the shop is open.")),
        "shop_locked": (_("The system has locked this shop."), _("Ask its support.")),
        "bulk_failed": (_("The system could not gather the orders."), _("Begin again later: what is in stays in.")),
        "secret_unreadable": (_("The stored key can't be read."), _("Type it again.")),
        "asked_to_wait": (_("The system asks us to wait."), _("It goes on by itself.")),
        "no_connection": (_("The system can't be reached."), _("It is tried again by itself.")),
        "no_answer": (_("No answer came in time."), _("It is tried again by itself.")),
        "connection_broke": (_("The connection broke."), _("It is tried again by itself.")),
        "unreadable": (_("Its answer can't be read."), _("It is tried again by itself.")),
        "their_fault": (_("Something broke on the system's side."), _("It is tried again by itself.")),
        "case_open": (_("An order of this customer has a case that is not closed yet."), _("Close it first, then try again.")),
        "shop_still_open": (_("The app is said to be gone, and its key still opens the shop."), _("Look at the app in the shop's system.")),
    }  # fmt: skip
    code = str(problem.get("code", ""))
    message, remedy = str(problem.get("message", "")), str(problem.get("remedy", ""))
    said = known.get(code) or (_(message) if message else "", _(remedy) if remedy else "")
    return said if not problem.get("said") else (f"{said[0]} ({problem['said']})", said[1])


def backfill_words(sync: Any) -> str:
    """How far the bringing in of all orders is; empty where none was ever begun."""
    counts = counts_of(sync.backfill_counts)
    new, seen = counts["new"], int(sync.backfill_counts.get("seen", 0))
    if sync.backfill_state in ("waiting", "running"):
        if counts["read"]:
            return ngettext("On its way in: %(n)s order so far.", "On its way in: %(n)s orders so far.", new) % {"n": new}
        if seen:
            said = ngettext(
                "The shop system gathers your orders: %(n)s so far.", "The shop system gathers your orders: %(n)s so far.", seen
            )
            return said % {"n": seen}
        return _("The shop system gathers your orders.")
    if sync.backfill_state == "done" and counts["read"] and not new:
        return _("All of its orders were known already.")
    if sync.backfill_state == "done":
        return ngettext("%(n)s order came in.", "%(n)s orders came in.", new) % {"n": new}
    if sync.backfill_state == "failed":
        return _("It ended before all orders were in. What is in stays in.")
    return _("It was stopped. What is in stays in.") if sync.backfill_state == "stopped" else ""


def counts_of(counts: dict[str, Any]) -> dict[str, int]:
    """read, new, changed, unchanged, refused: of the files that are in and of the one that comes in now."""
    part = counts.get("part") or {}
    return {name: int(counts.get(name, 0)) + int(part.get(name, 0)) for name in ("read", "new", "changed", "unchanged", "refused")}


def check_words(counts: dict[str, Any]) -> str:
    """What the last comparison found."""
    found = int(counts.get("new", 0)) + int(counts.get("changed", 0))
    if not found:
        return _("It found nothing that was missing.")
    return ngettext("It found %(n)s order that no message had told of.", "It found %(n)s orders that no message had told of.", found) % {
        "n": found
    }
