"""`makegood books reconcile` and `makegood books month`."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.base.actor import SYSTEM
from makegood.interfaces.console import reconcile as console
from makegood.journeys.choose_provider import choose_provider
from makegood.kernel.refusal import Refusal
from tests.harness.standin import standing
from tests.harness.stripe import KEY, FakeStripe
from tests.reconciliation.story import days, refunded, stripe_file, stripe_line, stripe_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with standing(FakeStripe()) as found:
        yield found


def test_a_report_is_brought_in_and_an_open_difference_is_exit_1(now: datetime, settings: Any, tmp_path: Path, capsys: Any) -> None:
    settings.MAKEGOOD_NOW = (now + days(1)).isoformat()
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    slug, good = shop.merchant.slug, stripe_line("txn_1", now, "-28.80", ref="re_1")
    assert console.reconcile(str(stripe_file(tmp_path, good)), shop=slug) == 0
    assert "28.80 EUR there, 28.80 in the books, difference 0.00" in capsys.readouterr().out
    extra = stripe_line("txn_2", now, "-5.00", ref="re_hand", payment="pi_none")
    assert console.reconcile(str(stripe_file(tmp_path, good, extra)), shop=slug, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    (line,) = told["refunds"]
    assert (told["month"], told["open"], told["report"]["new"], line["difference"]) == ("2026-11", 1, 1, "5.00")
    assert [(one["cause"], one["amount"], one["lines"]) for one in line["differences"]] == [("unknown_refund", "5.00", ["txn_2"])]
    assert console.reconcile(shop=slug, month="2026-11") == 1
    assert "Refunded there, and not known here." in capsys.readouterr().out
    assert console.reconcile(shop=slug, month="2026-10") == 0
    assert "nothing was refunded" in capsys.readouterr().out
    with pytest.raises(Refusal, match="no file"):
        console.reconcile(str(tmp_path / "nothing.csv"), shop=slug)


def test_a_connected_provider_is_asked_and_what_it_refuses_is_said(now: datetime, settings: Any, fake: FakeStripe, capsys: Any) -> None:
    settings.MAKEGOOD_NOW = (now + days(1)).isoformat()
    shop = stripe_shop(now, address=fake.address)
    refunded(shop, now, number="#1", ref="re_1")
    fake.book("refund", -2880, int(now.timestamp()), source={"id": "re_1", "amount": 2880, "currency": "eur"})
    assert console.reconcile(shop=shop.merchant.slug, provider="stripe") == 0
    assert "28.80 EUR there" in capsys.readouterr().out
    fake.may = set()
    assert console.reconcile(shop=shop.merchant.slug, provider="stripe") == 3
    assert "not_allowed" in capsys.readouterr().err
    choose_provider(merchant_id=shop.id, party="stripe", key=KEY, address=fake.address, by=SYSTEM, now=now)
    assert console.reconcile(shop=shop.merchant.slug, provider="klarna") == 0  # not connected: its files are compared


def test_the_month_is_written_as_a_file(now: datetime, settings: Any, tmp_path: Path) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = stripe_shop(now)
    refunded(shop, now, number="#1", ref="re_1")
    for form, begins in (("csv", b"month,section"), ("pdf", b"%PDF")):
        out = tmp_path / f"m.{form}"
        assert console.month("2026-11", shop=shop.merchant.slug, format=form, out=str(out)) == 0  # type: ignore[arg-type]
        assert out.read_bytes().startswith(begins)
    assert console.month(shop=shop.merchant.slug, out=str(tmp_path / "last.csv")) == 0
