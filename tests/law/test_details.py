"""Details of single markets that are easy to misread."""

from typing import Any

import pytest

from makegood.law.entitle import entitle


def ask(market: str, *, kind: str = "defective", on: str = "2026-11-14", **more: Any) -> dict[str, Any]:
    order = {"placed_on": "2026-10-19", "delivered_on": "2026-10-25", "total": "45.00", "currency": "EUR", "outbound_shipping": "5.00",
             "standard_shipping": "5.00", "disclosures": [], "consents": [], **more.pop("order", {})}  # fmt: skip
    item = {"customer_input": "none", "price": "40.00", **more.pop("item", {})}
    return entitle({"market": market, "on": on, "case": {"kind": kind}, "order": order, "item": item, "events": more.pop("events", [])})


@pytest.mark.parametrize(
    ("market", "on", "first"),
    [
        ("PT", "2026-11-24", ["replacement", "refund"]),  # DL 84/2021 art. 16
        ("PT", "2026-11-25", ["repair", "replacement"]),
        ("IE", "2026-11-24", ["refund"]),  # Consumer Rights Act 2022 s. 24
        ("IE", "2026-11-25", ["repair", "replacement"]),
        ("CN", "2026-11-01", ["refund"]),  # Consumer Rights Law art. 24
        ("CN", "2026-11-02", ["replacement", "repair", "refund"]),
    ],
)
def test_goods_may_be_refused_at_once_for_a_short_while(market: str, on: str, first: list[str]) -> None:
    assert ask(market, on=on)["conformity"]["remedies"][0] == first


@pytest.mark.parametrize(
    ("total", "document", "until"),
    [
        ("51.00", None, "2026-11-18"),  # no copy at all: 30 days from the contract
        ("51.00", "2026-10-24", "2026-10-31"),  # a copy in time: 7 days from it
        ("51.00", "2026-11-10", "2026-11-18"),  # a copy too late: the longer of both
        ("50.00", None, None),  # Ontario's rules bind above CAD 50
    ],
)
def test_ontario_counts_from_the_copy_of_the_contract(total: str, document: str | None, until: str | None) -> None:
    order = {"currency": "CAD", "total": total, "contract_document_on": document}
    found = ask("CA-ON", kind="change_of_mind", on="2026-10-30", order=order)["withdrawal"]
    assert found["until"] == until
    assert found["granted"] is (until is not None)


def test_turkey_lets_nobody_agree_on_more_than_thirty_days() -> None:
    order = {"placed_on": "2026-09-01", "promised_on": "2026-12-24", "delivered_on": None, "currency": "TRY"}
    assert ask("TR", kind="late", on="2026-10-02", order=order)["delay"]["granted"] is True
    assert ask("TR", kind="late", on="2026-10-01", order=order)["delay"]["granted"] is False


def test_what_was_used_is_not_unused() -> None:
    order = {"currency": "USD"}
    assert ask("US-NY", kind="change_of_mind", order=order)["withdrawal"]["granted"] is True
    used = ask("US-NY", kind="change_of_mind", order=order, item={"used": True})["withdrawal"]
    assert (used["granted"], used["reason"]) == (False, "used_by_consumer")


@pytest.mark.parametrize(("market", "chooser"), [("DE", "customer"), ("AE", "shop"), ("ID", None), ("ZA", "customer"), ("IN", "customer")])
def test_who_chooses_is_said_in_our_words(market: str, chooser: str | None) -> None:
    assert ask(market)["conformity"]["chooser"] == chooser


def test_a_claim_under_warranty_is_a_claim_about_the_goods() -> None:
    assert ask("DE", kind="warranty")["conformity"]["granted"] is True


def test_an_unknown_delivery_is_named_where_it_leaves_a_day_open() -> None:
    found = ask("PT", order={"delivered_on": None})
    assert found["conformity"]["presumed_until"] is None and "order.delivered_on" in found["missing"]


@pytest.mark.parametrize(
    ("market", "delivered", "on", "confidence"),
    [
        ("DE", "2024-11-10", "2026-11-11", "medium"),  # it may have shown in October: four months from then (BGB 475e(3))
        ("DE", "2024-07-10", "2026-11-11", "high"),
        ("IT", "2024-11-10", "2026-12-20", "medium"),  # 26 months to sue (art 133)
        ("IT", "2024-11-10", "2027-02-11", "high"),
        ("NO", "2023-11-10", "2026-11-11", "medium"),  # five years for what is made to last (sec. 27)
        ("NO", "2020-11-10", "2026-11-11", "high"),
        ("BR", "2026-08-01", "2026-11-11", "medium"),  # hidden faults run from their discovery (CDC art 26 s. 3)
        ("FR", "2024-11-10", "2026-11-11", "high"),
    ],
)
def test_a_guarantee_that_is_over_only_as_far_as_we_know_is_no_rules_to_refuse(
    market: str, delivered: str, on: str, confidence: str
) -> None:
    found = ask(market, on=on, order={"placed_on": delivered, "delivered_on": delivered})
    assert (found["conformity"]["reason"], found["confidence"]) == ("guarantee_over", confidence)
