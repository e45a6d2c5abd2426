"""Every address with a guessed id, and every table by raw SQL: nothing of another shop comes out, nothing of it changes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from makegood.apps.orders.models import Inquiry
from makegood.base.actor import SYSTEM
from makegood.base.timeline import TimelineLine
from makegood.base.unit import unit
from makegood.journeys.make_token import make_token
from tests.cast import PASSWORD, Shop, make_shop
from tests.contract.stocked import stocked

SECRETS = ("hanna@test.example", "Lindenstr", "Hanna Huber")
OF_NOBODY = {"shop", "kind", "language", "provider"}
GUESSED = {
    "token": ["lnk_0123456789abcdef:guess"], "connection": ["con_0123456789abcdef"], "upload_id": ["upl_0123456789abcdef"], "file_id": ["1", "2", "3"],
    "notice_id": ["ntc_0123456789abcdef"], "declaration_id": [], "list_id": [], "number": ["CN-2026-00001", "1001", "#1"], "digest": ["0" * 64],
    "kind": ["case_opened"], "language": ["en"], "inquiry_id": ["inq_0123456789abcdef"], "mail_id": ["iml_0123456789abcdef"], "position": ["0", "1"], "provider": ["postmark"],
}  # fmt: skip


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address
        else:
            yield from routes(one.url_patterns, address)


def addresses(known: dict[str, list[str]]) -> list[str]:
    """Each page of the route table with each id that is known: no API, no files, no hooks (their own tests attack those)."""
    found = []
    for route in routes(get_resolver().url_patterns):
        route = route.replace("^", "").replace("$", "").replace("\\Z", "")
        if route.startswith(("api/", "static/", "hooks/")) or "(?P" in route:
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if not set(names) - OF_NOBODY:
            continue
        for place in range(max(len(known.get(name, [])) for name in set(names) - OF_NOBODY)):
            address = route
            for name in names:
                ids = known.get(name) or ["none"]
                address = re.sub(rf"<(?:\w+:)?{name}>", ids[min(place, len(ids) - 1)].replace("#", "%23"), address, count=1)
            found.append("/" + address)
    return sorted(set(found))


@pytest.fixture
def mine(server: str, real_db: None) -> tuple[Shop, dict[str, list[str]]]:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    token = make_token(merchant_id=shop.id, name="all", verbs=["read", "write", "money", "receive"], by=SYSTEM, now=now)
    return shop, stocked(server, shop, token, now)


def _known(shop: Shop, stock: dict[str, list[str]]) -> dict[str, list[str]]:
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        tables = {"file_id": "base_evidence", "connection": "base_connection"}
        more = {}
        for name, table in tables.items():
            column = "id" if name == "file_id" else "public_id"
            cursor.execute(f"SELECT {column}::text FROM {table} WHERE merchant_id = %s LIMIT 3", [shop.id])
            more[name] = [row[0] for row in cursor.fetchall()] or GUESSED[name]
        cursor.execute("SELECT public_id FROM notices_notice WHERE merchant_id = %s LIMIT 3", [shop.id])
        more["notice_id"] = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT public_id FROM returns_declaration WHERE merchant_id = %s", [shop.id])
        more["declaration_id"] = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT public_id FROM inbox_mail WHERE merchant_id = %s", [shop.id])
        more["mail_id"] = [row[0] for row in cursor.fetchall()]
        assert more["mail_id"], "the shop has mail that came in"
        cursor.execute("SELECT number FROM settlement_creditnote WHERE merchant_id = %s", [shop.id])
        more["number"] = [row[0] for row in cursor.fetchall()] + GUESSED["number"]
    return GUESSED | {"shop": [shop.merchant.slug], "list_id": stock["list"]} | stock | more


def _state(shop: Shop) -> int:
    with unit(merchants=[shop.id]):
        return TimelineLine.objects.count() - Inquiry.objects.count()


@pytest.mark.slow
def test_no_page_shows_or_changes_what_is_another_shops(mine: tuple[Shop, dict[str, list[str]]]) -> None:
    shop, stock = mine
    theirs = make_shop("gifts", datetime.now(UTC))
    pages = addresses(_known(shop, stock))
    assert len(pages) > 60, pages
    was, shown, broken = _state(shop), [], []
    for who in (None, theirs.owner, theirs.worker):
        client = Client(raise_request_exception=False)
        assert who is None or client.login(username=who, password=PASSWORD)
        for page in pages:
            for answer in (client.get(page), client.post(page, {"do": "message", "text": "x", "line": stock["line"][0]})):
                body = b"" if answer.streaming else answer.content
                if answer.status_code >= 500:
                    broken.append((who, page, answer.status_code))
                if any(secret.encode() in body for secret in SECRETS):
                    shown.append((who, page, answer.status_code))
    assert broken == [] and shown == []
    assert _state(shop) == was


@pytest.mark.django_db
def test_no_statement_under_the_programs_own_role_reaches_another_shops_rows() -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    mine, theirs = make_shop("home", now), make_shop("gifts", now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id' AND NOT a.attisdropped "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relforcerowsecurity ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert len(tables) > 50
        given: set[str] = set()
        for shops, said in (("", "nothing is set"), (f"{{{theirs.id}}}", "another shop")):
            cursor.execute("SELECT set_config('app.merchants', %s, true)", [shops])
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE merchant_id = %s', [mine.id])
                assert cursor.fetchone() == (0,), (table, said)
                for write in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET merchant_id = merchant_id'):
                    try:
                        with transaction.atomic():
                            cursor.execute(f"{write} WHERE merchant_id = %s", [mine.id])
                            assert cursor.rowcount == 0, (table, said)
                    except DatabaseError:
                        continue  # a table that only grows refuses both
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                if shops and cursor.fetchone() != (0,):
                    given.add(table)
                    with pytest.raises(DatabaseError), transaction.atomic():  # a row of ours can't be given away either
                        cursor.execute(f'UPDATE "{table}" SET merchant_id = %s', [mine.id])
        assert {"base_timeline", "policies_version", "suppliers_agreement"} <= given, given
