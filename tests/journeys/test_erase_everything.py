"""After an erasure nothing that a customer could be known by stands anywhere: every text, JSON and bytes column of every table, and every file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection as database
from django.test import Client

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes.models import Dispute, DisputeAnswer
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.evidence import store
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.jobs import postage as jobs
from makegood.journeys.approve_dispute_answer import approve_dispute_answer
from makegood.journeys.drop_case import drop_case
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.make_token import make_token
from makegood.journeys.open_return import open_return
from makegood.journeys.record_credit import record_credit
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.harness.easypost import KEY, easypost
from tests.journeys.test_postage import set_mode

pytestmark = pytest.mark.django_db
NAME, MAIL, STREET = "Hanna Huber", "hanna@test.example", "Lindenstr. 5"
KNOWN_BY = (NAME, MAIL, STREET)


def columns() -> list[tuple[str, str]]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'character varying', 'character', 'jsonb', 'json', "
            "'bytea', 'ARRAY')"
        )
        return list(cursor.fetchall())


def known_anywhere(shop: Shop) -> list[str]:
    """table.column, or the file, in which one of these stands."""
    found = []
    with unit(merchants=[shop.id]), database.cursor() as cursor:
        for table, column in columns():
            text = f"convert_from({column}, 'LATIN1')" if column_is_bytes(table, column) else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {text} ILIKE ANY (%s)', [[f"%{word}%" for word in KNOWN_BY]])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    files = [one for one in (Path(settings.MAKEGOOD_DATA) / "evidence" / f"m{shop.id}").rglob("*") if one.is_file()]
    return found + [one.name for one in files if any(word.encode() in one.read_bytes() for word in KNOWN_BY)]


def column_is_bytes(table: str, column: str) -> bool:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT data_type = 'bytea' FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column]
        )
        return bool(cursor.fetchone()[0])


def by_program(shop: Shop, order: Any, now: datetime) -> None:
    """A program reads and writes of her, and its answers are kept under its keys."""
    token = make_token(merchant_id=shop.id, name="any", verbs=["read", "write"], by=SYSTEM, now=now)
    client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"declare-{order.public_id}"})
    body = {"name": NAME, "email": MAIL, "goods": "the lamp", "order": order.public_id}
    answer = client.post("/api/v1/withdrawals", json.dumps(body), content_type="application/json")
    assert answer.status_code < 300, answer.content


def disputed(shop: Shop, order: Any, case: Any, now: datetime) -> Any:
    """Her bank was told who she is, with a letter."""
    with unit(merchants=[shop.id]):
        made = Dispute.objects.create(
            merchant_id=shop.id, public_id=f"dsp_{order.id}", connection="con_1", provider="stripe", source_id=f"dp_{order.id}", order_id=order.id,
            case_id=case.id, state="needs_response", may_answer=True, amount_minor=3900, currency="EUR", told_at=now, opened_at=now,
        )  # fmt: skip
    letter = f"%PDF-1.4 {NAME}, {STREET}".encode()
    approve_dispute_answer(
        merchant_id=shop.id, dispute_id=made.public_id, texts={"customer_name": NAME, "uncategorized_text": f"{NAME} has the lamp at {STREET}."},
        files=[("uncategorized_file", f"{NAME}.pdf", "application/pdf", letter)], by=STAFF, now=now,
    )  # fmt: skip
    return made


def test_nothing_she_could_be_known_by_is_left(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    shop = make_shop("home", now)
    with easypost() as post:
        set_mode(shop, now, "easypost", key=KEY, hook_secret="a webhook's secret", address=post.base)
        order = sell(shop, now, LAMP)
        line = line_of(shop, order)
        with unit(merchants=[shop.id]):
            photo = store(f"a photo of the parcel for {NAME}".encode(), "image/png", now=now)
        asked = AskedLine(line.id, 1, ("defective",), f"{NAME} saw that it flickers.", evidence_ids=(photo.id,))
        case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((asked,)), by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
        with unit(merchants=[shop.id]):
            (parcel,) = carriage.parcels_of_case(case.id)
            bought = postage.postage_of(parcel.id)
        jobs.carry(merchant_id=shop.id, postage_id=bought.public_id, now=now)
        with unit(merchants=[shop.id]):
            label = postage.postage_of(parcel.id)
            assert label.file_id
    by_program(shop, order, now)
    dispute = disputed(shop, order, case, now)
    before = known_anywhere(shop)
    wanted = {"base_idempotency.answer", "disputes_answer.texts", "disputes_answer.files", "orders_contact.name", "orders_contact.address"}
    assert wanted <= set(before) and len([one for one in before if len(one) == 64]) >= 2, before

    with unit(merchants=[shop.id]):
        open_cases = [one.id for one in returns.cases_of_order(order.id) if one.closed_at is None]
    for one in open_cases:
        drop_case(merchant_id=shop.id, case_id=one, by=CUSTOMER, now=now)
        with unit(merchants=[shop.id]):
            drafted = [each.public_id for each in claims.claims_of_case(one)]
        for each in drafted:
            record_credit(merchant_id=shop.id, claim_id=each, amount_minor=0, write_off_reason="not worth it", by=STAFF, now=now)
        follow(merchant_id=shop.id, case_id=one, now=now)
    with pytest.raises(Refusal) as refused:
        erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now)
    assert refused.value.code == "dispute_open"
    with unit(merchants=[shop.id]):
        Dispute.objects.filter(id=dispute.id).update(state="won", ended_at=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now) > 0
    assert known_anywhere(shop) == []
    with unit(merchants=[shop.id]):
        answer = DisputeAnswer.objects.get(dispute_id=dispute.id)
        assert answer.erased_at == now and [one["field"] for one in answer.files] == ["uncategorized_file"]
        assert broken_lines(returns.timeline_of(case.id)) == [] and orders.contact_of(order.id) is None
    assert erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now) == 0
