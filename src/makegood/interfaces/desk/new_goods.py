"""New goods in place of those that were not right, on a case's page: who sends them, what is still to be paid for them."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from makegood.apps.replacements import queries as replacements
from makegood.apps.replacements.states import LIVE
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.links import link_for
from makegood.casefile.new_goods import Goods, covered
from makegood.casefile.supplier_pages import page_of
from makegood.journeys.change_sender import change_sender
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_difference import record_difference
from makegood.journeys.record_remake import Said, record_remake
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.forms import day_typed
from makegood.web.stock_words import CANT as CANT_SEND
from makegood.web.stock_words import WHY, way_name
from makegood.web.supplier_words import CANT


def new_goods_of(case: Any, lines: list[Any], now: datetime) -> dict[int, dict[str, Any]]:
    """By line id: {"order": the newest order that sends its pieces, "why": why it can't be sent, "link": its supplier's page, "from": why it leaves from there, "differences"}."""
    made, asked = replacements.replacements_of_case(case.id), replacements.differences_of_case(case.id)
    found: dict[int, dict[str, Any]] = {}
    for line in lines:
        mine = [one for one in made if one.line_id == line.id or (one.state in LIVE and line in covered(one, lines))]
        order = mine[-1] if mine else None
        found[line.id] = {
            "order": order, "why": "" if order is None else str(CANT.get(order.reason, "")), "link": _page_of(order, now), "from": _sources(order),
            "differences": [one for one in asked if one.line_id == line.id and one.state != "voided"],
        }  # fmt: skip
    return found


def _page_of(order: Any, now: datetime) -> str:
    link = link_for(purpose="replacement", subject=order.public_id, now=now) if order is not None and order.state == "placed" else None
    return page_of(link)


def goods_typed(form: QueryDict, currency: str) -> Goods:
    """What the form for another offer says of the goods in exchange."""
    text = form.get("price", "").strip().replace(",", ".")
    price = minor_from_text(text, currency) if text else 0
    return Goods(form.get("goods", ""), price, form.get("sku", ""), form.get("pay_link", "").strip(), "comes_back" in form)


def _remake(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    text = form.get("ready_on", "")
    ready_on = day_typed(text, "ready_on") if text else None
    said = Said(ready_on, form.get("tracking", "").strip()[:80], words=form.get("words", ""))
    record_remake(merchant_id=merchant, line_id=returns.line_of(form.get("line", "")).id, to=form.get("to", ""), said=said, by=by, now=now)


def _sources(order: Any) -> dict[str, Any]:
    """Why it leaves from there, and from where else it could."""
    if order is None or not order.plan.get("ways"):
        return {}
    ways = [{**one, "called": way_name(one), "no": str(CANT_SEND.get(one["cant"], ""))} for one in order.plan["ways"]]
    return {"why": str(WHY.get(order.plan["why"], "")), "here": ways[0], "others": [one for one in ways if one["name"] != order.way]}


def _sender(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    one = replacements.replacement_of(form.get("replacement", ""))
    if one.case.order_id != case.order_id:
        raise Refusal("replacement_unknown", _("There is no such replacement order."), _("Reload the page."), status=404)
    change_sender(merchant_id=merchant, replacement_id=one.public_id, way=form.get("way", "")[:80], by=by, now=now)


def _place(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    one = replacements.replacement_of(form.get("replacement", ""))
    if one.case.order_id != case.order_id:
        raise Refusal("replacement_unknown", _("There is no such replacement order."), _("Reload the page."), status=404)
    place_replacement(merchant_id=merchant, replacement_id=one.public_id, by=by, now=now)


def _difference(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    record_difference(
        merchant_id=merchant, difference_id=form.get("difference", ""), what=form.get("what", ""), reference=form.get("reference", ""), by=by,
        now=now,
    )  # fmt: skip


STEPS = {"remake": _remake, "place_replacement": _place, "change_sender": _sender, "difference": _difference}
