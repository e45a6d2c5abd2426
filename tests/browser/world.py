"""Shops in every state: one without an order, one where everything is too long, one under way. Made once a session, through journeys."""

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from PIL import Image

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.evidence import store
from makegood.base.links import SignedLink, link_for, make_link, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.drop_case import drop_case
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.send_message import send_message
from makegood.journeys.submit_claim import submit_claim
from makegood.web.follow import follow
from tests.cast import LAMP, MUG, SHENZHEN, STAFF, Shop, make_shop, sell

LONG_NAME = "Maximiliana-Theodora Freifrau von und zu Hohenlohe-Waldenburg"
LONG_TITLE = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalter aus geölter Eiche, " * 4
TEXTS = ("مرحبا يا حنّة", "生日快乐，小雨", "👩‍👩‍👧‍👦🎂 Oma & Opa", "Für immer und ewig. " * 100, "Ananas" * 10)


@dataclass(frozen=True, slots=True)
class World:
    """`pages`: (name, who, path, status); who is "" for a stranger, else an e-mail to sign in with."""

    empty: Shop
    long: Shop
    home: Shop
    tokens: dict[str, str]
    ids: dict[str, str]
    pages: list[tuple[str, str, str, int]] = field(default_factory=list)


@cache
def world() -> World:
    now = datetime.now(UTC)
    empty, home, long = make_shop("gifts", now), make_shop("home", now), make_shop("gifts", now)
    tokens: dict[str, str] = {}
    ids: dict[str, str] = {}
    _under_way(home, now, tokens, ids)
    _too_long(long, now, tokens, ids)
    made = World(empty, long, home, tokens, ids)
    made.pages.extend(_pages(made))
    return made


def _case(shop: Shop, order: Any, now: datetime, kind: str, choice: str = "", *, pictures: int = 0, words: str = "", **more: Any) -> Any:
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
        shown = tuple(store(picture(place), "image/jpeg", now=now).id for place in range(pictures))
    ask = Ask((AskedLine(line.id, 1, (kind,), words, shown),), **more)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: choice} if choice else None)
    return case


def picture(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (200, 150, shade * 20)).save(out, "JPEG")
    return out.getvalue()


def _token(purpose: str, subject: str, now: datetime) -> str:
    link = link_for(purpose=purpose, subject=subject, now=now)
    assert link is not None
    return token_of(link)


def _ended(purpose: str, subject: str, merchant_id: int, now: datetime) -> str:
    link: SignedLink = make_link(
        purpose=purpose, subject=subject, expires_at=now - timedelta(days=1), now=now - timedelta(days=9), merchant_id=merchant_id
    )
    return token_of(link)


def _under_way(shop: Shop, now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> None:
    lamp = _case(shop, sell(shop, now, LAMP, number="#1001"), now, "defective", "refund", words="It does not shine.")
    sell(shop, now, LAMP, number="#1002")
    dropped = _case(shop, sell(shop, now, LAMP, number="#1003"), now, "defective", "refund")
    drop_case(merchant_id=shop.id, case_id=dropped.id, by=CUSTOMER, now=now)
    claimed = [
        _case(shop, sell(shop, now, LAMP, number=f"#10{n}"), now, "defective", "refund", pictures=2 * (n == 10)) for n in (10, 11, 12)
    ]
    _case(shop, sell(shop, now, LAMP, number="#1020"), now, "not_delivered", needed_by=(now + timedelta(days=3)).date())
    with unit(merchants=[shop.id]):
        ids["parcel"] = carriage.parcels_of_case(lamp.id)[0].public_id
        ids["line"] = returns.lines_of_case(lamp.id)[0].public_id
        found = [claims.claims_of_case(case.id)[0].public_id for case in claimed]
    for claim in found:
        submit_claim(merchant_id=shop.id, claim_id=claim, by=STAFF, now=now)
    answer_claim(merchant_id=shop.id, claim_id=found[2], answer="accepted", credit_form="credit_note", by=SHENZHEN, now=now)
    with unit(merchants=[shop.id]):
        for name, claim in zip(("claim", "claim_no_photo", "claim_answered"), found, strict=True):
            tokens[name] = _token("supplier", claim, now)
        for name, case in (("lamp", lamp), ("dropped", dropped)):
            tokens[name], ids[name] = _token("case", case.public_id, now), case.public_id
    tokens["ended"], tokens["claim_ended"] = (
        _ended(purpose, subject, shop.id, now) for purpose, subject in (("case", lamp.public_id), ("supplier", found[0]))
    )
    ids["lamp_case"], ids["claimed"] = lamp.public_id, claimed[0].public_id


def _too_long(shop: Shop, now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> None:
    """40 lines with 300-letter titles, nine digits of money, every script; 12 photos and a message that does not end."""
    lines = tuple(
        LineFacts(
            source_id=f"L{n}", sku=f"SKU-{n}-{'X' * 40}", title=LONG_TITLE[:300], variant="Größe: " + "extragroß " * 12, quantity=3,
            unit_price_minor=123_456_789, tax_rate="0.19", customer_input="own_text", cost_minor=610, production_days=2, supplier="maker",
            inputs=({"name": "Text", "value": TEXTS[n % len(TEXTS)]},),
        )
        for n in range(40)
    )  # fmt: skip
    whole = OrderFacts(
        source="manual", source_id="long", number="#2001", placed_at=now - timedelta(days=14), market="DE", currency="EUR", lines=lines,
        delivered_on=(now - timedelta(days=8)).date(), payment_method="Visa 4242", language="en",
        payments=(PaymentFacts(sum(3 * line.unit_price_minor for line in lines), "EUR", "p1", "card", "Visa 4242"),),
        contact=ContactFacts(LONG_NAME, "maximiliana-theodora@a-very-long-domain-name-of-a-provider.example", "", ("Lindenstr. 5",), "04109"),
    )  # fmt: skip
    one = replace(whole, source_id="long-1", number="#2002", lines=lines[:1], payments=())
    counts = import_orders(merchant_id=shop.id, facts=[whole, one], by=SYSTEM, now=now)
    assert not counts.refused, counts.refused
    with unit(merchants=[shop.id]):
        second = orders.order_by_id(counts.ids[1])
    case = _case(shop, second, now, "defective", pictures=12, words=TEXTS[0] + " " + LONG_TITLE * 8)
    send_message(merchant_id=shop.id, case_id=case.id, text=TEXTS[3] * 2 + "A" * 400, by=CUSTOMER, now=now)
    mug = _case(shop, sell(shop, now, MUG, number="#3001"), now, "defective", "remake")
    sell(shop, now, MUG, number="#3002")
    sell(shop, now, MUG, number="#3003")
    with unit(merchants=[shop.id]):
        tokens["long"], tokens["mug"] = _token("case", case.public_id, now), _token("case", mug.public_id, now)
    ids["long"], ids["mug"] = case.public_id, mug.public_id


def _pages(made: World) -> list[tuple[str, str, str, int]]:
    home, long, empty, tokens, ids = made.home, made.long, made.empty, made.tokens, made.ids

    def case(shop: Shop, name: str) -> str:
        return f"/s/{shop.merchant.slug}/case/{tokens[name]}/"

    return [
        ("front", "", "/", 200),
        ("find", "", f"/s/{home.merchant.slug}/", 200),
        ("find-order-not-chosen", "", f"/s/{home.merchant.slug}/ask/", 409),
        ("find-no-such-shop", "", "/s/nobody/", 404),
        ("case-send", "", case(home, "lamp"), 200),
        ("case-closed", "", case(home, "dropped"), 200),
        ("case-made", "", case(long, "mug"), 200),
        ("case-long", "", case(long, "long"), 200),
        ("case-ended", "", case(home, "ended"), 410),
        ("case-garbled", "", f"/s/{home.merchant.slug}/case/lnk_abc:nonsense/", 404),
        ("supplier", "", f"/supplier/{tokens['claim']}/?lang=en", 200),
        ("supplier-chinese", "", f"/supplier/{tokens['claim']}/", 200),
        ("supplier-no-photo", "", f"/supplier/{tokens['claim_no_photo']}/", 200),
        ("supplier-answered", "", f"/supplier/{tokens['claim_answered']}/?lang=en", 200),
        ("supplier-ended", "", f"/supplier/{tokens['claim_ended']}/", 410),
        ("supplier-garbled", "", "/supplier/lnk_abc:nonsense/", 404),
        ("today", home.owner, "/desk/", 200),
        ("cases", home.owner, "/desk/cases/?state=all", 200),
        ("cases-none-found", home.owner, "/desk/cases/?q=9999", 200),
        ("desk-case", home.owner, f"/desk/case/{ids['lamp_case']}/", 200),
        ("desk-case-claimed", home.owner, f"/desk/case/{ids['claimed']}/", 200),
        ("desk-case-closed", home.owner, f"/desk/case/{ids['dropped']}/", 200),
        ("desk-case-of-another-shop", home.owner, f"/desk/case/{ids['mug']}/", 404),
        ("desk-dock-forbidden", home.owner, "/dock/", 403),
        ("mail", home.owner, "/desk/mail/", 200),
        ("notices", home.owner, "/desk/settings/notices/", 200),
        ("notice", home.owner, "/desk/settings/notices/refund_posted/de/", 200),
        ("well", home.owner, "/desk/settings/well/", 200),
        ("people", home.owner, "/desk/people/", 200),
        ("second-factor", home.owner, "/desk/me/second/", 200),
        ("looks", home.owner, "/desk/settings/privacy/looks/", 200),
        ("processing", home.owner, "/desk/settings/privacy/processing/", 200),
        ("begin", home.owner, "/desk/new/?number=1002", 200),
        ("today-empty", empty.owner, "/desk/", 200),
        ("cases-empty", empty.owner, "/desk/cases/", 200),
        ("mail-empty", empty.owner, "/desk/mail/", 200),
        ("dock-empty", empty.worker, "/dock/", 200),
        ("today-long", long.owner, "/desk/", 200),
        ("begin-long", long.owner, "/desk/new/?number=2001", 200),
        ("desk-case-long", long.owner, f"/desk/case/{ids['long']}/", 200),
        ("dock", home.worker, "/dock/", 200),
        ("dock-parcel", home.worker, f"/dock/parcel/{ids['parcel']}/", 200),
        ("dock-unknown", home.worker, "/dock/unknown/", 200),
        ("dock-not-right", home.worker, f"/dock/line/{ids['line']}/", 200),
        ("dock-desk-forbidden", home.worker, "/desk/", 403),
        ("dock-parcel-of-another-hub", empty.worker, f"/dock/parcel/{ids['parcel']}/", 404),
    ]
