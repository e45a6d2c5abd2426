"""Who may do what: one table for people and programs. Pure; asked by web/scope.py (pages) and the API's calls.

An ability is what a page needs (each view names one) or, for a program, what a call needs. Nobody has what is not written here.
"""

from collections.abc import Iterable

CASES = "cases"  # customers' orders, cases, letters, pictures: to see and to work on
ANY_REFUND = "any_refund"  # without the limit that the owner set
ORDERS_IN, PROMISE, SETTINGS, PIECES, CREDIT_NOTES, BOOKS = "orders_in", "promise", "settings", "pieces", "credit_notes", "books"
PEOPLE, KEYS, PRIVACY = "people", "keys", "privacy"  # keys: whatever holds a secret of the shop, tokens and connections
DOCK = "dock"  # a hub's parcels: no names but on labels, no money
ABILITIES = (CASES, ANY_REFUND, ORDERS_IN, PROMISE, SETTINGS, PIECES, CREDIT_NOTES, BOOKS, PEOPLE, KEYS, PRIVACY, DOCK)

GRANTS: dict[str, frozenset[str]] = {
    "owner": frozenset({CASES, ANY_REFUND, ORDERS_IN, PROMISE, SETTINGS, PIECES, CREDIT_NOTES, BOOKS, PEOPLE, KEYS, PRIVACY}),
    "manager": frozenset({CASES, ANY_REFUND, ORDERS_IN, PROMISE, SETTINGS, PIECES, CREDIT_NOTES}),
    "support": frozenset({CASES, PIECES, CREDIT_NOTES}),
    "accountant": frozenset({PIECES, CREDIT_NOTES, BOOKS}),  # no case, no picture; a name only where a credit note must bear it
    "inspector": frozenset({DOCK}),
    # A program has the verbs that its token was given, each of which is an ability of its own.
    **{f"token:{verb}": frozenset({verb}) for verb in ("read", "write", "money", "receive")},
}


def may(holders: Iterable[str], ability: str) -> bool:
    """Whether one of these (roles, or `token:<verb>`) grants it."""
    return any(ability in GRANTS.get(one, frozenset()) for one in holders)


def granted(role: str) -> frozenset[str]:
    return GRANTS.get(role, frozenset())


def roles_with(ability: str) -> list[str]:
    """The roles of people that grant it, the mightiest first."""
    return [role for role, found in GRANTS.items() if ability in found and not role.startswith("token:")]
