"""Shops in every state: one without an order, one where everything is too long, one under way. Made once a session, through journeys."""

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.hubs import queries as hubs
from makegood.apps.inbox.ports import Came
from makegood.apps.notices.threads import root_of
from makegood.apps.orders import queries as orders
from makegood.apps.orders.called_back import Chosen
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts
from makegood.apps.recalls import queries as recalls
from makegood.apps.replacements import queries as replacements
from makegood.apps.reports.ports import Movement
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.apps.suppliers.packs import pack_of
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.evidence import store
from makegood.base.links import SignedLink, link_for, make_link, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.new_goods import Goods
from makegood.casefile.recalling import RecallForm
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.change_offer import change_offer
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.draw_sample import draw_sample
from makegood.journeys.drop_case import drop_case
from makegood.journeys.give_means import give_means
from makegood.journeys.import_orders import import_orders
from makegood.journeys.keep_source import Maker, keep_source
from makegood.journeys.keep_stock import Shelf, keep_stock
from makegood.journeys.match_report import match_report
from makegood.journeys.match_stray import match_stray
from makegood.journeys.note_spike import note_spike
from makegood.journeys.open_return import open_return
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.record_spending import record_spending
from makegood.journeys.record_stray import record_stray
from makegood.journeys.restock_batch import restock_batch
from makegood.journeys.send_message import send_message
from makegood.journeys.set_hub_prices import set_hub_prices
from makegood.journeys.set_mailbox import record_mailbox_look, set_mailbox
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.take_credit_instead import take_credit_instead
from makegood.journeys.take_hub_invoice import InvoiceLine, take_hub_invoice
from makegood.journeys.take_mail import take_mail
from makegood.journeys.take_report import take_report
from makegood.journeys.take_transfer import take_transfer
from makegood.journeys.tell_recall import tell_recall
from makegood.web.follow import follow
from makegood.web.mail_in import read_in
from tests.browser.pages import Page, pages_of
from tests.cast import KIM, LAMP, MUG, SHENZHEN, STAFF, Shop, make_shop, sell
from tests.inbox.mails import mail

LONG_NAME = "Maximiliana-Theodora Freifrau von und zu Hohenlohe-Waldenburg"
LONG_TITLE = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalter aus geölter Eiche, " * 4
TEXTS = ("مرحبا يا حنّة", "生日快乐，小雨", "👩‍👩‍👧‍👦🎂 Oma & Opa", "Für immer und ewig. " * 100, "Ananas" * 10)


@dataclass(frozen=True, slots=True)
class World:
    """`pages`: (name, who, path, status); who is "" for a stranger, else an e-mail to sign in with."""

    empty: Shop
    long: Shop
    home: Shop
    gone: Shop
    tokens: dict[str, str]
    ids: dict[str, str]
    pages: list[Page] = field(default_factory=list)


@cache
def world() -> World:
    now = datetime.now(UTC)
    empty, home, long = make_shop("gifts", now), make_shop("home", now), make_shop("gifts", now)
    tokens: dict[str, str] = {}
    ids: dict[str, str] = {}
    _under_way(home, now, tokens, ids)
    _reported(home, now, ids)
    _too_long(long, now, tokens, ids)
    _credit(home, now, tokens, ids)
    _terms(home, now, ids)
    _spike(home, now, ids)
    _recall(home, now, tokens, ids)
    gone = _card_gone(now, tokens, ids)
    made = World(empty, long, home, gone, tokens, ids)
    made.pages.extend(pages_of(made))
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


def _new_goods(shop: Shop, now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> None:
    """A supplier is asked for a new one; and a customer pays what other goods cost more."""
    shelf = Shelf("L-2", "Leipzig", "hub", on_hand=3, transit={"DE": 2, "*": 9}, cost_minor=1900)
    keep_stock(merchant_id=shop.id, shelf=shelf, by=STAFF, now=now)
    keep_source(merchant_id=shop.id, maker=Maker("L-2", "maker", 1, {"DE": 2}, 1450), by=STAFF, now=now)
    asked = _case(shop, sell(shop, now, LAMP, number="#1030"), now, "damaged_in_transit", "replacement")
    dearer = _case(shop, sell(shop, now, LAMP, number="#1031"), now, "damaged_in_transit")
    with unit(merchants=[shop.id]):
        order, line = replacements.replacements_of_case(asked.id)[0].public_id, returns.lines_of_case(dearer.id)[0].id
    place_replacement(merchant_id=shop.id, replacement_id=order, by=STAFF, now=now)
    goods = Goods("Lamp L-3, brushed brass", 5900, "L-3", "https://pay.test.example/l3")
    change_offer(merchant_id=shop.id, line_id=line, remedy="exchange", amount_minor=None, note="", goods=goods, by=STAFF, now=now)
    accept_offer(merchant_id=shop.id, line_id=line, remedy="exchange", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=dearer.id, now=now)
    with unit(merchants=[shop.id]):
        tokens["order"], tokens["dearer"] = _token("replacement", order, now), _token("case", dearer.public_id, now)
    ids["ordered"], ids["dearer"] = asked.public_id, dearer.public_id


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
    _new_goods(shop, now, tokens, ids)
    ids["lamp_case"], ids["claimed"] = lamp.public_id, claimed[0].public_id
    _mails(shop, lamp, now, ids)
    _at_the_hub(shop, now, ids)


def _at_the_hub(shop: Shop, now: datetime, ids: dict[str, str]) -> None:
    """A parcel of which not all came, one that was graded, one that nobody can name, and one that is known again."""
    for name, number in (("counted", "#1060"), ("opened", "#1061")):
        case = _case(shop, sell(shop, now, LAMP, number=number), now, "defective", "refund", pictures=1, words=TEXTS[3])
        with unit(merchants=[shop.id]):
            parcel = carriage.parcels_of_case(case.id)[0]
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, said={"L-2": 1, "": 2}, by=KIM, now=now)
        ids[name] = parcel.public_id
        if name == "opened":
            with unit(merchants=[shop.id]):
                line = next(one for one in returns.lines_of_case(case.id) if one.inspection == "waiting")
            record_inspection(merchant_id=shop.id, line_id=line.id, result="not_right", grade="C", finding="used", by=KIM, now=now)
    stray = {"hub": shop.hub, "label_photo": "", "content_photo": "", "by": KIM, "now": now}
    ids["stray"] = record_stray(typed="00340434161094042557" * 6, sender=LONG_NAME * 4, **stray).public_id
    known = record_stray(typed="#1062", **stray)
    case = _case(shop, sell(shop, now, LAMP, number="#1062"), now, "defective", "refund")
    match_stray(merchant_id=shop.id, stray_id=known.public_id, case_id=case.id, by=STAFF, now=now)
    _paid_hub(shop, now, ids)


def _paid_hub(shop: Shop, now: datetime, ids: dict[str, str]) -> None:
    """Its prices, an invoice that differs from them, a batch that was put away, a sample that is being drawn."""
    who: dict[str, Any] = {"merchant_id": shop.id, "hub_id": shop.hub.id, "by": STAFF, "now": now}
    set_hub_prices(prices={"receive": 80, "inspect": 120, "refurbish": 300}, from_on=now.date() - timedelta(days=30), **who)
    for number in ("#1063", "#1064"):
        case = _case(shop, sell(shop, now, LAMP, number=number), now, "defective", "refund")
        with unit(merchants=[shop.id]):
            parcel, line = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
        record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", shelf="B-04", by=KIM, now=now)
    with unit(merchants=[shop.id]):
        first = next(one.public_id for one in hubs.wanted_acts() if one.act == "restock")
    restock_batch(merchant_id=shop.id, act_ids=[first], destination="buffer", by=KIM, now=now)
    lines = (InvoiceLine("receive", 1, 80, parcel.code), InvoiceLine("inspect", 1, 1500, "X9" * 20), InvoiceLine("inspect", 2, 250))
    made = take_hub_invoice(
        number="R-2026-47", since=now.date() - timedelta(days=7), until=now.date() + timedelta(days=1), lines=lines, **who
    )
    ids["hub_invoice"] = made.public_id
    ids["sample"] = draw_sample(sku="L-2", batch="B7 " + "Z" * 60, lot=500, **who).public_id


def _mail(shop: Shop, raw: bytes, now: datetime, **told: Any) -> str:
    found, _ = take_mail(merchant_id=shop.id, came=Came(raw, now, told), way="console", by=SYSTEM, now=now)
    read_in(merchant_id=shop.id, mail_id=found.id, now=now)
    return str(found.public_id)


def _mails(shop: Shop, case: Any, now: datetime, ids: dict[str, str]) -> None:
    """One that waits with all its guesses, one on its case, one that can't be read, one that is unwanted; and a mailbox that fails."""
    quoted = "Die Lampe aus Bestellung 1002 ist kaputt, Bild anbei.\n\nOn Mon, 2 Nov 2026 Shop <a@b.example> wrote:\n> Dear Hanna"
    ids["mail_new"] = _mail(
        shop, mail(quoted, subject="Lamp", pictures=(("lamp.jpg", picture(3)), ("a.heic", b"\0\0\0\x18ftypheic"))), now - timedelta(days=4)
    )
    ids["mail_landed"] = _mail(shop, mail("Merci beaucoup.", References=root_of(case.public_id), message_id="<2@x>"), now)
    ids["mail_unread"] = _mail(shop, b"\xff\xfe nothing", now)
    _mail(shop, mail("Win!", sender="x@spam.example", message_id="<3@x>"), now, spam=True)
    form = {"way": "imap", "address": "returns@shop.example", "host": "127.0.0.1", "port": "9", "security": "none", "user": "u", "password": "p",
            "done_with": "seen"}  # fmt: skip
    set_mailbox(merchant_id=shop.id, form=form, by=SYSTEM, now=now)
    record_mailbox_look(merchant_id=shop.id, outcome="connection_refused", by=SYSTEM, now=now - timedelta(hours=3))


def _credit(shop: Shop, now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> None:
    """A credit of which a part is spent."""
    case = _case(shop, sell(shop, now, LAMP, number="#1030"), now, "change_of_mind", "store_credit")
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    record_posting(merchant_id=shop.id, parcel_id=parcel.id, carrier="DHL", tracking_number="1", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        code = settlement.reimbursements_of_case(case.id)[0].provider_ref
        tokens["credit"], ids["credit"] = _token("case", case.public_id, now), case.public_id
    record_spending(
        merchant_id=shop.id, code=code, order_number="#1031", amount_minor=1000, currency="EUR", source="desk", by=STAFF, now=now
    )  # fmt: skip


def _card_gone(now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> Shop:
    """A shop whose provider can't send two refunds back to their cards: one customer told an account, the other took credit."""
    shop = make_shop("gifts", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address="http://127.0.0.1:9", key="sk_test_1234567890abcdef", by=SYSTEM, now=now)
    for name, number in (("means", "#1040"), ("means_over", "#1041")):
        case = _case(shop, sell(shop, now, MUG, number=number), now, "damaged_in_transit", "refund")
        with unit(merchants=[shop.id]):
            (transfer,) = settlement.transfers_of_case(case.id)
        take_transfer(merchant_id=shop.id, transfer_id=transfer.public_id, now=now)
        said = PaymentAnswer("failed", problem="card_gone")
        record_answer(merchant_id=shop.id, transfer_id=transfer.public_id, answer=said, by=SYSTEM, now=now)
        with unit(merchants=[shop.id]):
            refund = settlement.reimbursements_of_case(case.id)[0].public_id
            tokens[name] = _token("means", refund, now)
        if name == "means":
            give_means(merchant_id=shop.id, reimbursement_id=refund, iban="DE89370400440532013000", holder=LONG_NAME, by=CUSTOMER, now=now)
            ids["gone"] = case.public_id
        else:
            take_credit_instead(merchant_id=shop.id, reimbursement_id=refund, by=CUSTOMER, now=now)
    return shop


def _reported(shop: Shop, now: datetime, ids: dict[str, str]) -> None:
    """A provider's report with a refund that nobody knows, and one of another amount in another currency."""
    lines = [
        Movement(
            f"txn_{place}",
            "refund",
            now - timedelta(minutes=place),
            -amount,
            money,
            -amount,
            money,
            refund=f"re_{place}_{'x' * 90}",
            order="#1002",
        )
        for place, (amount, money) in enumerate(((500, "EUR"), (123_456_789, "JPY")), 1)
    ]
    report = take_report(
        merchant_id=shop.id, provider="stripe", form="api", movements=lines, since=now - timedelta(days=9), until=now, by=SYSTEM, now=now
    )
    match_report(merchant_id=shop.id, report_id=report.public_id, by=SYSTEM, now=now)
    take_report(merchant_id=shop.id, provider="paypal", form="api", movements=[], problem="not_allowed", by=SYSTEM, now=now)
    ids["month"] = f"{now.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m}"


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
    wide = mail(
        TEXTS[0] + " " + "A" * 3_000 + TEXTS[3],
        subject="B" * 300,
        sender=f"{LONG_NAME} <{'c' * 60}@{'d' * 60}.example>",
        message_id="<9@x>",
    )
    ids["mail_long"] = _mail(shop, wide, now)


def _terms(shop: Shop, now: datetime, ids: dict[str, str]) -> None:
    """An agent whose terms nobody has confirmed, in as many words as can be."""
    pack = pack_of("zendrop")
    terms = pack.terms | {"notes": [*pack.terms["notes"], LONG_TITLE[:600]]}
    form = AgreementForm("zendrop", now.date(), "EUR", terms, LONG_NAME, "US", pack=pack.id)
    ids["terms"] = change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now).public_id


def _recall(shop: Shop, now: datetime, tokens: dict[str, str], ids: dict[str, str]) -> None:
    """A board that splinters: told, and nobody has answered yet."""
    sell(shop, now, replace(LAMP, sku="BB-1", title="Bamboo board", batch="B-17", quantity=1), number="#1990")
    texts = {"en": "It splinters at its edge and can cut.", "de": "Es splittert an der Kante und kann schneiden."}
    todo = {"en": "Put it out of reach of children.", "de": "Legen Sie es außer Reichweite von Kindern."}
    form = RecallForm(Chosen("BB-1", batch="B-17"), True, texts, todo, "0800 000 000")
    made = begin_recall(merchant_id=shop.id, form=form, by=STAFF, now=now)
    while tell_recall(merchant_id=shop.id, recall_id=made.id, now=now):
        pass
    ids["recall"] = made.public_id
    with unit(merchants=[shop.id]):
        contact = recalls.contacts_of_recall(made.id)[0]
        tokens["recall"] = _token("recall", contact.public_id, now)


def _spike(shop: Shop, now: datetime, ids: dict[str, str]) -> None:
    parts = [{"value": "B1", "of": 11, "total": 40}, {"value": "B2", "of": 9, "total": 40}]
    splits: list[dict[str, Any]] = [
        {"by": "supplier", "verdict": "not_it", "value": "", "parts": [{"value": "maker", "of": 20, "total": 80}]},
        {"by": "batch", "verdict": "not_it", "value": "", "parts": parts},
        {"by": "text_version", "verdict": "goes_with", "value": "v2", "parts": [{"value": "v2", "of": 20, "total": 80}]},
        {"by": "campaign", "verdict": "not_known", "value": "", "parts": [{"value": "", "of": 20, "total": 80}]},
    ]
    made = note_spike(
        merchant_id=shop.id, about="product", key="L-2", title="Lamp L-2", since_on=(now - timedelta(days=40)).date(), counts=(2, 100, 20, 80),
        chance=0.0001, splits=splits, by=SYSTEM, now=now,
    )  # fmt: skip
    ids["spike"] = made.public_id
