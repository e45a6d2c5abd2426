"""Providers' tables as they come: told from their header, read whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from makegood.apps.reports.ports import Movement
from makegood.connectors.paypal.report import days_of
from makegood.intake.report import ReadReport, read_report
from makegood.kernel.refusal import Refusal
from tests.reconciliation.story import stripe_file, stripe_line

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
EXPORT = "id,Type,Source,Amount,Fee,Destination Platform Fee,Destination Platform Fee Currency,Net,Currency,Created (UTC),Available On (UTC),Description,Customer Facing Amount,Customer Facing Currency,Transfer,Transfer Date (UTC),Transfer Group,makegood_key (metadata)"
PAYPAL = '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Reference Txn ID","Invoice Number","Custom Number","Balance Impact"'
PAYPAL_DE = '"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Absender E-Mail-Adresse","Empfänger E-Mail-Adresse","Transaktionscode","Zugehöriger Transaktionscode","Rechnungsnummer","Zollnummer","Auswirkung auf Guthaben"'
SHOPIFY = "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency,VAT"


def read(tmp_path: Path, *lines: str, provider: str = "", bom: bool = False) -> ReadReport:
    path = tmp_path / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig" if bom else "utf-8")
    return read_report(path, provider=provider)


def refused(tmp_path: Path, *lines: str, provider: str = "") -> str:
    with pytest.raises(Refusal) as found:
        read(tmp_path, *lines, provider=provider)
    return found.value.code


def test_stripes_itemized_report(tmp_path: Path) -> None:
    found = read_report(
        stripe_file(
            tmp_path, stripe_line("txn_1", AT, "-26.10", ref="re_1", fee="0.25", payout="po_1", key="trf_1", facing="28.80 usd"),
            stripe_line("txn_2", AT, "-1000.5", kind="payout", ref="po_1", payment=""),
        )
    )  # fmt: skip
    assert (found.provider, found.form, found.since, found.until) == ("stripe", "stripe_report", AT, AT)
    assert found.movements == (
        Movement("txn_1", "refund", AT, -2880, "USD", -2610, "EUR", 25, refund="re_1", payments=("pi_12341",), key="trf_1", payout="po_1"),
        Movement("txn_2", "payout", AT, -100050, "EUR", -100050, "EUR", payout="po_1"),
    )


def test_stripes_export_of_the_balance_page(tmp_path: Path) -> None:
    found = read(
        tmp_path, EXPORT,
        "txn_1,refund,re_1,-28.80,0.00,,,-28.80,eur,2026-11-20 09:30,2026-11-22 00:00,REFUND,-28.80,eur,po_1,2026-11-23 00:00,,trf_1",
        "txn_2,charge,ch_1,1000,29.30,,,970.70,jpy,2026-11-20 09:30,2026-11-22 00:00,x,1000,jpy,po_1,,,".replace(",29.30", ",29").replace("970.70", "971"),
    )  # fmt: skip
    assert found.form == "stripe_export"
    assert found.movements == (
        Movement("txn_1", "refund", AT, -2880, "EUR", -2880, "EUR", refund="re_1", key="trf_1", payout="po_1"),
        Movement("txn_2", "other", AT, 1000, "JPY", 1000, "JPY", 29, payout="po_1"),
    )


def test_paypals_activity_in_both_languages(tmp_path: Path) -> None:
    english = read(
        tmp_path, PAYPAL,
        '"11/20/2026","01:30:00","PST","Hanna","Payment Refund","Completed","EUR","-1,028.80","0.35","-1,028.45","a@b.example","","5TX00000000000001","9CA00000000000001","trf_1","trf_1","Debit"',
        '"11/20/2026","01:30:00","PST","Hanna","Payment Review Hold","Completed","EUR","-5.00","0.00","-5.00","","","5TX00000000000002","","","","Memo"',
        '"11/20/2026","01:30:00","PST","","General Withdrawal","Pending","EUR","-500.00","0.00","-500.00","","","5TX00000000000003","","","","Debit"',
    )  # fmt: skip
    refund = Movement(
        "5TX00000000000001",
        "refund",
        AT,
        -102880,
        "EUR",
        -102880,
        "EUR",
        -35,
        refund="5TX00000000000001",
        payments=("9CA00000000000001",),
        key="trf_1",
    )
    assert english.movements == (
        refund, Movement("5TX00000000000003", "payout", AT, -50000, "EUR", -50000, "EUR", state="pending", payout="5TX00000000000003"),
    )  # fmt: skip
    german = read(
        tmp_path, PAYPAL_DE,
        '"20.11.2026","10:30:00","CET","Hanna","Rückzahlung","Abgeschlossen","EUR","-1.028,80","0,35","-1.028,45","a@b.example","","5TX00000000000001","9CA00000000000001","trf_1","trf_1","Soll"',
        bom=True,
    )  # fmt: skip
    assert german.movements == (refund,) and german.provider == "paypal"


def test_a_day_that_may_be_a_month_is_asked_about_and_never_guessed() -> None:
    assert days_of(["01/02/2026", "13/02/2026"]) == "%d/%m/%Y" and days_of(["01/02/2026", "02/13/2026"]) == "%m/%d/%Y"
    assert days_of(["1.2.2026"]) == "%d.%m.%Y" and days_of(["2026-02-01"]) == "%Y-%m-%d"
    with pytest.raises(Refusal, match="day or the month"):
        days_of(["01/02/2026", "11/12/2026"])


def test_shopifys_lines_have_the_same_name_in_a_later_export(tmp_path: Path) -> None:
    line = "2026-11-20 10:30:00 +0100,refund,#1001,visa,online,pending,,,2026-11-22,-28.80,0.00,-28.80,#5,card,31.00,USD,EUR,0.00"
    paid = line.replace("pending,,,", "paid,2026-11-25,77,")
    (one, twin), (again, _, _) = (
        read(tmp_path, SHOPIFY, line, line).movements,
        read(tmp_path, SHOPIFY, paid, paid, line.replace("#1001", "#2")).movements,
    )
    (elsewhere,) = read(tmp_path, SHOPIFY, line.replace("2026-11-20 10:30:00 +0100", "2026-11-20 04:30:00 -0500")).movements
    assert elsewhere.name == one.name  # exported by somebody with another clock
    assert one.name == again.name != twin.name and (one.payout, again.payout) == ("", "77")
    assert (one.amount_minor, one.currency, one.balance_minor, one.balance_currency, one.order, one.at) == (
        -3100,
        "USD",
        -2880,
        "EUR",
        "#1001",
        AT,
    )


def test_the_plain_form_says_whose_it_is_or_is_told(tmp_path: Path) -> None:
    lines = (
        "id,kind,at,amount,currency,fee,payment,state",
        "k1,refund,2026-11-20T09:30:00+00:00,-28.80,eur,0.10,kp_1,",
        "k2,refund_back,2026-11-20 09:30:00,28.80,EUR,,,pending",
    )
    found = read(tmp_path, *lines, provider="klarna")
    assert (found.provider, found.form) == ("klarna", "plain")
    assert found.movements == (
        Movement("k1", "refund", AT, -2880, "EUR", -2880, "EUR", 10, payments=("kp_1",)), Movement("k2", "refund_back", AT, 2880, "EUR", 2880, "EUR", state="pending"),
    )  # fmt: skip
    assert refused(tmp_path, *lines) == "provider_needed"
    assert refused(tmp_path, *lines, provider="nobody") == "provider_unknown"
    assert (
        refused(tmp_path, "provider,id,kind,at,amount,currency", "klarna,1,refund,2026-11-20,-1,EUR", "mollie,2,refund,2026-11-20,-1,EUR")
        == "provider_needed"
    )


def test_half_a_report_is_none(tmp_path: Path) -> None:
    good = stripe_line("txn_1", AT, "-28.80")
    for bad in (
        good.replace("-28.80", "many", 1),
        good.replace("eur", "euros", 1),
        good.replace("2026-11-20", "yesterday"),
        good.replace("txn_1", ""),
        good + ",more",
    ):
        with pytest.raises(Refusal, match="line 3") as found:
            read_report(stripe_file(tmp_path, good, bad))
        assert found.value.code == "report_unreadable"
    assert (
        refused(tmp_path, "id,kind,at,amount,currency", "1,refund,2026-11-20,1.00,EUR", provider="other") == "report_unreadable"
    )  # a refund that comes in
    assert refused(tmp_path, "a,b", "1,2") == "report_unknown_form"
    assert refused(tmp_path, "id,kind,at,amount,currency", "1,refund,2026-11-20,-1.001,EUR", provider="other") == "report_unreadable"
    with pytest.raises(Refusal) as other:
        read_report(stripe_file(tmp_path, good), provider="paypal")
    assert other.value.code == "provider_other"
