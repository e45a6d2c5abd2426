"""Terms are written down, confirmed and changed; what was ordered before keeps its own. What nobody agreed on is on a list."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.packs import pack_of
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.deciding import agreements_of
from makegood.insight.unprotected import Unprotected, unprotected, unprotected_count
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.name_supplier import name_supplier
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.journeys.publish_policy import publish_policy
from makegood.kernel.refusal import Refusal
from tests.cast import LAMP, SAMPLES, STAFF, TERMS, Shop, make_shop, sell

pytestmark = pytest.mark.django_db
ZENDROP = AgreementForm("zendrop", date(2026, 1, 1), "EUR", pack_of("zendrop").terms, "Zendrop", "US", "America/New_York", pack="zendrop")
DRONE = replace(LAMP, sku="D-1", title="Drone", quantity=1, unit_price_minor=3000, supplier="zendrop")
NOBODYS = replace(LAMP, sku="N-1", title="Vase", quantity=1, unit_price_minor=900, supplier="")


def write(shop: Shop, now: datetime, form: AgreementForm = ZENDROP) -> Any:
    return change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now)


def confirm(shop: Shop, now: datetime, agreement: Any) -> Any:
    return confirm_agreement(merchant_id=shop.id, agreement_id=agreement.public_id, by=STAFF, now=now)


def agreement_of_line(shop: Shop, order: Any) -> Any:
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(order.id)
        return agreements_of([line]).get(line.agreement_id or 0)


def found(shop: Shop, now: datetime) -> list[Unprotected]:
    with unit(merchants=[shop.id]):
        rows = unprotected(shop.merchant, now=now)
        assert unprotected_count(shop.merchant, now=now) == len({one.sku for one in rows})
        return rows


def test_terms_begin_with_a_pack_count_once_confirmed_and_orders_of_before_stand_under_them(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, DRONE)
    assert agreement_of_line(shop, order) is None
    made = write(shop, now)
    assert (made.confirmed, made.pack["id"], made.pack["confidence"], made.pack["as_of"]) == (False, "zendrop", "high", "2026-11-22")
    assert agreement_of_line(shop, order).id == made.id, "nothing else is known, and a claim would go by it"
    done = confirm(shop, now, made)
    assert done.confirmed and done.confirmed_by == str(STAFF) and agreement_of_line(shop, order).confirmed
    with pytest.raises(Refusal, match="confirmed this already"):
        confirm(shop, now, made)
    with unit(merchants=[shop.id]):
        lines = list(lines_of("supplier:zendrop"))
        assert [one.name for one in lines] == ["agreement.made", "agreement.confirmed"] and broken_lines(lines) == []


def facts_of(shop: Shop, order: Any, now: datetime) -> dict[str, Any]:
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(order.id)
    ask = Ask((AskedLine(line.id, 1, ("defective",)),))
    (decided,) = preview_return(merchant_id=shop.id, order_id=order.id, ask=ask, now=now).lines
    facts: dict[str, Any] = decided.record["facts"]
    return facts.get("supplier", {})


def test_what_nobody_confirmed_is_no_fact_for_the_promise(now: datetime) -> None:
    shop = make_shop("home", now)
    made = write(shop, now)
    order = sell(shop, now, DRONE)
    assert facts_of(shop, order, now) == {"code": "zendrop"}
    confirm(shop, now, made)
    facts = facts_of(shop, order, now)
    assert facts["accepts_returns"] is False and "defective" in facts["covers"] and facts["claim_days_left"] == 22


def test_a_change_is_a_version_of_its_own_and_old_orders_keep_theirs(now: datetime) -> None:
    shop = make_shop("home", now)
    first = confirm(shop, now, write(shop, now))
    old = sell(shop, now, DRONE, number="#1")
    again = replace(
        ZENDROP, from_on=now.date() - timedelta(days=5), terms=ZENDROP.terms | {"answer_days": 5}, pack="", seen=first.public_id
    )
    second = write(shop, now, again)
    assert second.pack["id"] == "zendrop", "what it began with stays known"
    young = sell(shop, now, DRONE, number="#2", delivered=-3)
    assert agreement_of_line(shop, young).id == first.id, "what nobody confirmed pushes nothing aside"
    confirm(shop, now, second)
    new = sell(shop, now, DRONE, number="#3", delivered=-3)
    assert [agreement_of_line(shop, one).id for one in (old, young, new)] == [first.id, first.id, second.id]
    with unit(merchants=[shop.id]):
        assert suppliers.in_force(suppliers.versions_of("zendrop"), now.date() - timedelta(days=6)).id == first.id  # type: ignore[union-attr]
    with pytest.raises(Refusal) as refused:
        write(shop, now, again)
    assert refused.value.code == "agreement_changed"
    with pytest.raises(Refusal) as refused:
        write(shop, now, replace(again, seen=None))
    assert refused.value.code == "nothing_changed"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "Zen Drop"}, "code_invalid"), ({"code": "a/b"}, "code_invalid"), ({"currency": "XXZ"}, "currency_unknown"), ({"email": "x"}, "email_unreadable"),
        ({"from_on": date(2030, 1, 1)}, "from_far"), ({"from_on": date(1999, 1, 1)}, "from_far"), ({"name": " "}, "name_needed"),
        ({"country": "usa"}, "country_unknown"), ({"pack": "x"}, "pack_unknown"), ({"terms": {"windows": {}}}, "terms_invalid"),
    ],
)  # fmt: skip
def test_what_cant_be_written_down_is_refused_by_name(now: datetime, wrong: dict[str, Any], code: str) -> None:
    shop = make_shop("home", now)
    with pytest.raises(Refusal) as refused:
        write(shop, now, replace(ZENDROP, **wrong))
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)


def test_empty_terms_are_confirmed_by_nobody(now: datetime) -> None:
    shop = make_shop("home", now)
    made = write(shop, now, replace(ZENDROP, terms={"answer_days": 3}, pack="blank"))
    with pytest.raises(Refusal) as refused:
        confirm(shop, now, made)
    assert (refused.value.code, refused.value.field) == ("terms_empty", "claims")
    ours = write(shop, now, replace(ZENDROP, code="workshop", name="Our own", terms={"claims": [], "only_these": True}, pack=""))
    assert confirm(shop, now, ours).confirmed


def test_the_unprotected_are_listed_with_what_is_at_risk_and_go_from_the_list_once_agreed(now: datetime) -> None:
    shop = make_shop("home", now)
    for number in range(3):
        sell(shop, now, DRONE, number=f"#{number}")
    sell(shop, now, NOBODYS, number="#9")
    sell(shop, now, LAMP, number="#10")  # its maker's terms are confirmed
    drone, vase = found(shop, now)
    assert (drone.sku, drone.why, drone.units, drone.month_minor, drone.risk_minor, drone.basis) == (
        "D-1",
        "no_agreement",
        3,
        3000,
        3000,
        "upper",
    )
    assert (vase.sku, vase.why, vase.month_minor) == ("N-1", "no_supplier", 300)
    made = write(shop, now)
    assert [one.why for one in found(shop, now)] == ["not_confirmed", "no_supplier"]
    confirm(shop, now, made)
    assert [one.sku for one in found(shop, now)] == ["N-1"]
    assert name_supplier(merchant_id=shop.id, skus=["N-1"], code="zendrop", by=STAFF, now=now) == 1
    assert found(shop, now) == []
    again = sell(shop, now, NOBODYS, number="#11")
    assert agreement_of_line(shop, again).code == "zendrop", "what the shop said holds for what comes in later"
    for skus, code, why in (
        ([], "zendrop", "products_needed"),
        (["N-1"], "nobody", "supplier_unknown"),
        (map(str, range(600)), "zendrop", "too_many"),
    ):
        with pytest.raises(Refusal) as refused:
            name_supplier(merchant_id=shop.id, skus=skus, code=code, by=STAFF, now=now)
        assert refused.value.code == why


def test_what_came_back_says_how_much_is_at_risk_where_enough_was_sold(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, replace(DRONE, quantity=40, unit_price_minor=300))
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(order.id)
    open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 4, ("defective",)),)), by=CUSTOMER, now=now)
    (one,) = found(shop, now)
    assert (one.basis, one.back, one.sold, one.month_minor, one.risk_minor) == ("own", 4, 40, 4000, 400)


def test_a_promise_that_would_wait_for_a_supplier_who_waits_is_not_made(now: datetime) -> None:
    shop = make_shop("home", now)
    home = (SAMPLES / "home.yaml").read_text()
    text = home.replace(
        "ship_back: none, approval: review, refund", "ship_back: none, approval: review, release_refund_on: supplier_credit, refund"
    )
    assert text != home
    publish_policy(merchant_id=shop.id, text=text, by=SYSTEM, now=now)
    write(shop, now)
    with pytest.raises(Refusal) as refused:
        publish_policy(merchant_id=shop.id, text=text, by=SYSTEM, now=now)
    assert (refused.value.code, refused.value.extra) == ("refund_waits_for_ever", {"rule": "never-came", "supplier": "zendrop"})
    apart = text.replace("when: case.kind in (not_delivered", 'when: supplier.code != "zendrop" and case.kind in (not_delivered')
    publish_policy(merchant_id=shop.id, text=apart, by=SYSTEM, now=now + timedelta(hours=1))


def test_the_casts_own_terms_have_the_shape(now: datetime) -> None:
    shop = make_shop("home", now)
    with unit(merchants=[shop.id]):
        (made,) = suppliers.current_agreements(now.date())
    assert made.terms["claims"][0]["says"] == TERMS["claims"][0]["says"] and made.confirmed and made.pack == {}  # type: ignore[index]


def test_a_supplier_that_is_there_is_not_added_again(now: datetime) -> None:
    shop = make_shop("home", now)
    write(shop, now)
    with pytest.raises(Refusal) as refused:
        write(shop, now, replace(ZENDROP, seen=""))
    assert (refused.value.code, refused.value.field) == ("supplier_known", "code")
