"""Two shops of our own invention. Names, texts and numbers are made up; every date is counted from `now`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts, ShipmentFacts
from makegood.kernel.currency import exponent

TOLD_EU = ("withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised")
TOLD_GB = ("withdrawal_info", "return_cost_on_customer", "no_withdrawal_personalised")
TOLD_US = ("policy_before_purchase",)
TOLD_JP = ("policy_before_purchase", "policy_in_advert", "policy_on_final_screen")


@dataclass(frozen=True, slots=True)
class Place:
    """A market as its customers meet it: `rate` is euros for one of its money, `step` the smallest price it is shown in (minor units)."""

    until: float
    currency: str
    rate: str
    step: int
    shipping: int
    tax_rate: str
    told: tuple[str, ...]
    address: tuple[str, str]
    postcode: str


# `until` shares out the orders: 58 % to Germany, 16 % to California, the rest in small parts.
PLACES = {
    "DE": Place(0.58, "EUR", "1", 1, 390, "0.19", TOLD_EU, ("Lindenstr. 5", "04109 Leipzig"), "04109"),
    "US-CA": Place(0.74, "EUR", "1", 1, 990, "0", TOLD_US, ("12 Oak Ave", "Oakland CA 94601"), "94601"),
    "FR": Place(0.82, "EUR", "1", 1, 690, "0.2", TOLD_EU, ("8 rue des Lilas", "69003 Lyon"), "69003"),
    "GB": Place(0.89, "GBP", "1.16", 10, 590, "0.2", TOLD_GB, ("4 Mill Lane", "Leeds LS1 4DY"), "LS1 4DY"),
    "US-TX": Place(0.94, "USD", "0.92", 10, 1190, "0", TOLD_US, ("77 Barton Rd", "Austin TX 78704"), "78704"),
    "AU": Place(0.98, "AUD", "0.6", 10, 1590, "0", TOLD_US, ("3 Jarrah St", "Perth WA 6000"), "6000"),
    "JP": Place(1.01, "JPY", "0.0061", 10, 1500, "0", TOLD_JP, ("2-5-1 Umeda", "530-0001 Osaka"), "530-0001"),
}
FIRST = [
    "Hanna",
    "Jonas",
    "Mia",
    "Emil",
    "Lea",
    "Paul",
    "Ida",
    "Noah",
    "Greta",
    "Theo",
    "Clara",
    "Anton",
    "Frida",
    "Oskar",
    "Lotte",
    "Karl",
    "Grace",
    "Owen",
    "Ruby",
    "Henry",
    "Alice",
    "Jack",
]
LAST = [
    "Huber",
    "Weiss",
    "Brandt",
    "Kern",
    "Vogel",
    "Lange",
    "Sommer",
    "Busch",
    "Parker",
    "Reed",
    "Hayes",
    "Cole",
    "Ellis",
    "Ward",
    "Brooks",
    "Price",
]

# sku, title, price, cost, what the customer gives, material, supplier, production days
GIFTS = (
    ("MUG-E", "Engraved mug", 2490, 610, "own_text", "ceramic", "workshop", 2),
    ("BRD-F", "Oak board with a family's name", 4900, 1450, "own_text", "wood", "workshop", 3),
    ("PIL-P", "Cushion with your photo", 3290, 1120, "own_image", "textile", "printhouse", 3),
    ("TEE-P", "Shirt with your print", 2790, 890, "own_image", "textile", "printhouse", 3),
    ("KEY-E", "Key ring, engraved", 1290, 240, "own_text", "metal", "workshop", 1),
    ("CND-S", "Beeswax candle", 1490, 430, "none", "wax", "workshop", None),
    ("RIB-S", "Linen ribbon, natural", 690, 150, "none", "textile", "workshop", None),
)
HOME = (
    ("L-2", "Lamp L-2, brass", 3900, 1240, "none", "metal", "shenzhen", None),
    ("L-7", "Lamp L-7, paper", 2450, 720, "none", "paper", "shenzhen", None),
    ("CLK-1", "Wall clock, 30 cm", 4500, 1680, "none", "wood", "shenzhen", None),
    ("VAS-3", "Vase, smoke glass", 2890, 910, "none", "glass", "shenzhen", None),
    ("THR-4", "Throw, wool blend", 5900, 2300, "none", "textile", "shenzhen", None),
    ("ORG-5", "Desk organiser", 1990, 560, "none", "wood", "zendrop", None),
)
SHORT = {"MUG-E": "mug", "BRD-F": "board", "PIL-P": "cushion", "TEE-P": "shirt", "CND-S": "candle", "RIB-S": "ribbon", "VAS-3": "vase"}
NAMES = ("Hanna", "Familie Kern", "Oma Lotte", "Mia & Paul", "Best Dad", "12. Juni 2026", "Grace", "Emil")


def orders_of(kind: str, count: int, now: datetime) -> Iterator[OrderFacts]:
    """`count` orders of two years, the oldest first; the last ones were delivered a few days ago. The same every time but for `now`."""
    random = Random(kind)
    goods = GIFTS if kind == "gifts" else HOME
    start = 1001 if kind == "gifts" else 70_001
    for index in range(count):
        age = timedelta(days=2 + 728 * (1 - index / count) ** 1.4, minutes=random.randrange(900))
        yield _order(kind, start + index, now - age, now, random, goods)


def _order(kind: str, number: int, placed_at: datetime, now: datetime, random: Random, goods: tuple[tuple, ...]) -> OrderFacts:  # type: ignore[type-arg]
    share = random.random()
    market, place = next((code, place) for code, place in PLACES.items() if share < place.until)
    lines = tuple(_line(row, random, random.choice(goods), place) for row in range(1, random.choice((1, 1, 1, 2, 3)) + 1))
    name = f"{random.choice(FIRST)} {random.choice(LAST)}"
    email = f"{name.split()[0].lower()}.{number}@demo.example"
    shipped = placed_at + timedelta(days=random.choice((1, 2, 3)))
    delivered = shipped + timedelta(days=random.choice((2, 3)) if kind == "gifts" else random.choice((6, 8, 11)))
    here = delivered <= now - timedelta(days=1)
    total = sum(line.unit_price_minor * line.quantity - line.discount_minor for line in lines) + place.shipping
    return OrderFacts(
        source="manual",
        source_id=f"{kind}-{number}",
        number=f"#{number}",
        placed_at=placed_at,
        market=market,
        currency=place.currency,
        shop_currency="EUR",
        shop_rate=place.rate,
        lines=lines,
        shipping_minor=place.shipping,
        shipping_tax_rate=place.tax_rate,
        standard_shipping_minor=place.shipping,
        shipped_on=shipped.date() if shipped < now else None,
        delivered_on=delivered.date() if here else None,
        promised_on=(placed_at + timedelta(days=14)).date(),
        delivery_terms="DDP",
        payment_method=random.choice(("Visa 4242", "Mastercard 5100", "PayPal")),
        tags=("demo",),
        disclosures=place.told,
        language="de" if market == "DE" else "en",
        contact=ContactFacts(name, email, "", place.address, place.postcode),
        payments=(PaymentFacts(total, place.currency, f"pay-{number}", "card", "Visa 4242", paid_on=placed_at.date()),),
        shipments=(ShipmentFacts(f"shp-{number}", "DHL", f"JJD{number:012d}", shipped_on=shipped.date(), delivered_on=delivered.date() if here else None),),
    )  # fmt: skip


@cache
def _price(euro_cents: int, place: Place) -> int:
    """A price of the shop's in the customer's money, rounded to what is shown there."""
    exact = Fraction(euro_cents, 100) / Fraction(place.rate) * 10 ** exponent(place.currency)
    return round(exact / place.step) * place.step


def _line(row: int, random: Random, good: tuple, place: Place) -> LineFacts:  # type: ignore[type-arg]
    sku, title, euros, cost, given, material, supplier, days = good
    price = _price(euros, place)
    quantity = random.choice((1, 1, 1, 1, 2))
    text = random.choice(NAMES)
    inputs = (
        ({"name": "Text", "value": text},)
        if given == "own_text"
        else ({"name": "Picture", "value": "photo.jpg"},)
        if given == "own_image"
        else ()
    )
    return LineFacts(
        source_id=f"L{row}", sku=sku, title=title, quantity=quantity, unit_price_minor=price,
        discount_minor=price * quantity // 10 if random.random() < 0.15 else 0, tax_rate=place.tax_rate, source_price="",
        material=material, customer_input=given, inputs=inputs, cost_minor=cost, supplier=supplier, production_days=days,
        image=f"/static/makegood/goods/{sku}.svg", category=SHORT.get(sku, ""),
    )  # fmt: skip
