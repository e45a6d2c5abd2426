"""What shops write about returns, and what is read in it. The harmless sentences count as much as the others."""

import pytest

from makegood.policy.statement.read import read_statement

SAID = [
    ("Strictly no refunds", "refusal"),
    ("NO REFUNDS!!", "refusal"),
    ("No returns or exchanges.", "refusal"),
    ("All sales final", "refusal"),
    ("All sales are final.", "refusal"),
    ("This item is final sale", "refusal"),
    ("We do not accept returns.", "refusal"),
    ("We don’t offer refunds", "refusal"),
    ("Sorry, we cannot give your money back.", "refusal"),
    ("Items are non-refundable", "refusal"),
    ("Our prints are non-returnable.", "refusal"),
    ("Goods once sold will not be taken back: no refund", "refusal"),
    ("Returns are not accepted", "refusal"),
    ("Refunds will not be given", "refusal"),
    ("We will not refund", "refusal"),
    ("Orders cannot be cancelled", "refusal"),
    ("Umtausch ausgeschlossen", "refusal"),
    ("Keine Rückgabe", "refusal"),
    ("Kein Umtausch, keine Rücknahme!", "refusal"),
    ("Rückgabe ist leider nicht möglich", "refusal"),
    ("Reduzierte Ware ist vom Umtausch ausgeschlossen", "refusal"),
    ("Personalisierte Artikel nehmen wir nicht zurück", "refusal"),
    ("No returns on personalised items", "refusal"),
    ("Personalised items cannot be returned or refunded.", "refusal"),
    ("Custom orders are not eligible for return", "refusal"),
    ("No change of mind returns", "refusal"),
    ("Returns not accepted", "refusal"),
    ("Wir nehmen keine Ware zurück", "refusal"),
    ("Diese Ware nehmen wir nicht zurück", "refusal"),
    ("Exchange only, no refunds", "refusal"),
    ("Exchange only, no refunds", "store_credit_only"),
    ("Sold as is", "as_is"),
    ("Die Gewährleistung ist ausgeschlossen.", "as_is"),
    ("Store credit only", "store_credit_only"),
    ("Exchange or store credit only", "store_credit_only"),
    ("Refunds are issued as store credit.", "store_credit_only"),
    ("We only offer exchanges", "store_credit_only"),
    ("No cash refunds", "store_credit_only"),
    ("Erstattung nur als Gutschein", "store_credit_only"),
    ("Bei Rückgabe erhalten Sie ausschließlich einen Gutschein", "store_credit_only"),
    ("15% restocking fee", "restocking_fee"),
    ("A restocking fee of 10 % applies", "restocking_fee"),
    ("We deduct 20% from every refund", "restocking_fee"),
    ("Wir berechnen eine Wiedereinlagerungsgebühr von 10 %", "restocking_fee"),
    ("Items must be in original packaging", "packaging"),
    ("Returns accepted only unopened and in the original box", "packaging"),
    ("Rückgabe nur in Originalverpackung", "packaging"),
    ("Returns require supplier approval", "supplier_approval"),
    ("All refunds are subject to approval by the manufacturer", "supplier_approval"),
    ("We refund you once our supplier has refunded us", "supplier_approval"),
    ("Rückgabe nur nach Zustimmung des Lieferanten", "supplier_approval"),
    ("Refunds only with photo", "photo"),
    ("A video of the unboxing is required for any refund", "photo"),
    ("No photo, no refund", "photo"),
    ("Erstattung nur mit Foto", "photo"),
    ("30-day return for defective items only", "defects_only"),
    ("We only take back faulty goods for a refund", "defects_only"),
    ("Rückgabe nur bei Mängeln", "defects_only"),
    ("Returns without an RMA number will be refused", "form"),
    ("Original shipping is non-refundable", "shipping_kept"),
    ("Versandkosten werden nicht erstattet", "shipping_kept"),
    ("Customers pay for the return in all cases, including defective items", "return_cost_of_defects"),
    ("7 days to return", "window"),
    ("You have seven days to send it back", "window"),
    ("Returns accepted within 10 days of delivery", "window"),
    ("14 Tage Rückgaberecht", "window"),
    ("Rücksendung binnen zwei Wochen: Rückgabe innerhalb von 7 Tagen", "window"),
    ("No refunds after 30 days", "window"),
    ("Damage must be reported within 48 hours", "window"),
]  # fmt: skip
HARMLESS = [
    "We are happy to refund you within 30 days",
    "We refund you within 3 working days of receiving your return.",
    "Refunds are paid within 5 days",
    "No restocking fee, ever",
    "We never charge a restocking fee",
    "There is no charge for returns",
    "No return label needed: show the code at the counter",
    "No returns fee",
    "No hassle, no questions asked",
    "Original packaging is not required",
    "You don't need the original packaging",
    "Please use the original packaging if you still have it",
    "A photo helps us claim from the carrier, but you don't have to send one",
    "Please send a photo so that we can refund you quickly",
    "Choose your money back or store credit with a 10% bonus",
    "Store credit with a bonus, or your money back: your choice",
    "Store credit can be used for two years",
    "Gift cards are non-refundable",
    "Return shipping is not refundable",
    "Express delivery surcharges are not refundable, standard postage is",
    "Our supplier ships from Shenzhen; returns go to our hub in Leipzig",
    "If our supplier sends the wrong thing we refund you",
    "You don't need the supplier's approval to return anything",
    "Please tell us within 48 hours if something arrived broken",
    "Delivery within 7 days",
    "We can't refund you if you typed the wrong name",
    "Made for you in 5 days",
    "If anything is wrong, write to us: we replace it or refund you",
    "Wir erstatten innerhalb von 3 Tagen",
    "Keine Rücknahmegebühr",
    "Die Originalverpackung ist nicht erforderlich",
    "Kein Foto nötig: wir erstatten auch ohne",
    "Die gesetzlichen Mängelrechte bleiben unberührt",
    "",
    "Hand-made in Leipzig",
]


@pytest.mark.parametrize(("sentence", "says"), SAID, ids=[text for text, _ in SAID])
def test_a_sentence_says_what_it_says(sentence: str, says: str) -> None:
    assert says in {claim.says for claim in read_statement(sentence)}


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_harmless_sentence_says_nothing(sentence: str) -> None:
    assert [claim.says for claim in read_statement(sentence) if claim.says != "no_fee"] == []


@pytest.mark.parametrize(
    ("sentence", "goods", "about", "keeps"),
    [
        ("Strictly no refunds", set(), "everything", False),
        ("Personalised items can't be returned unless they are faulty", {"personalised"}, "everything", True),
        ("No refunds for change of mind", set(), "change_of_mind", False),
        ("No refunds if you change your mind. Faulty goods are replaced or refunded.", set(), "change_of_mind", True),
        ("No returns. This does not affect your statutory rights.", set(), "everything", True),
        ("No refunds on sale items", {"sale"}, "everything", False),
        ("Keine Rückgabe personalisierter Artikel, außer bei Mängeln", {"personalised"}, "everything", True),
        ("Please choose carefully as we do not refund for a wrong choice", set(), "change_of_mind", False),
        ("No refunds for change of mind", set(), "change_of_mind", False),
        ("We do not refund damaged items", set(), "defects", False),
    ],
)
def test_whom_a_refusal_reaches(sentence: str, goods: set[str], about: str, keeps: bool) -> None:
    claim = read_statement(sentence)[0]
    assert (claim.says, claim.goods, claim.about, claim.keeps_defects) == ("refusal", goods, about, keeps)


@pytest.mark.parametrize(
    ("sentence", "days", "since"),
    [
        ("10 business days to return", 14, "delivery"),
        ("Returns within two weeks of purchase", 14, "purchase"),
        ("You can return anything within 30 days of delivery", 30, "delivery"),
        ("Widerruf innerhalb von 14 Tagen ab Kauf", 14, "purchase"),
        ("Only damage that is reported within 48 hours can be refunded", 2, "delivery"),
    ],
)
def test_days_are_counted_in_calendar_days(sentence: str, days: int, since: str) -> None:
    window = next(claim.window for claim in read_statement(sentence) if claim.window)
    assert (window.days, window.since) == (days, since)


def test_a_very_long_statement_is_read_to_its_limit_in_no_time() -> None:
    assert read_statement("no " * 200_000) == []
    assert read_statement("only " * 1_000 + "return " * 1_000 + "supplier " * 1_000) is not None
