"""The one lock order: an order's row first, several by id, before anything else is read for a write."""

from typing import Any

from django.db import connection, models


def lock(rows: "models.QuerySet[Any]") -> list[Any]:
    """Lock these rows FOR NO KEY UPDATE, sorted by id, and return them fresh.

    NO KEY: a plain FOR UPDATE would block every insert that refers to the row.
    """
    return list(rows.order_by("id").select_for_update(no_key=True))


def hold_worklist(merchant_id: int) -> None:
    """One list of work of a shop at a time until the unit ends: what two people ask for at once stands on one of the two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('worklist', %s))", [merchant_id])


def hold_imports(merchant_id: int) -> None:
    """One import of a shop at a time until the unit ends: two that bring the same order, or end the same chain, wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('orders.import', %s))", [merchant_id])


def hold_credits(merchant_id: int) -> None:
    """The chain of a shop's credits ends at one place at a time until the unit ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('credits', %s))", [merchant_id])


def hold_recoveries(merchant_id: int) -> None:
    """What suppliers and carriers credited is matched by one at a time until the unit ends; taken after the orders that it concerns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('claims.credits', %s))", [merchant_id])
