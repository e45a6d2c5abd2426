"""The shop's promise in sentences: what a customer reads is what the engine does."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from makegood.interfaces.console.policy import app
from makegood.kernel.refusal import Refusal
from makegood.law.load import codes, market_used
from makegood.policy.decide import decide
from makegood.policy.draft import read_draft
from makegood.policy.exception import exception_for_tag
from makegood.policy.prose import complete, prose_of, refusal_of, still_to_translate
from makegood.policy.prose.cells import SHOWN, cells_of
from makegood.policy.prose.effects import Effects
from makegood.policy.prose.readability import readability, syllables
from makegood.policy.prose.sentence import Prose
from makegood.policy.prose.teller import Teller
from makegood.policy.prose.words import check_facts, languages
from makegood.policy.rules import load_policy
from tests.policy.saying import MARKETS, ON, SAMPLES, policy_of, said, sample, words

# --- what is said is what is executed -------------------------------------------------------------------------------------------------


def test_a_week_is_fourteen_days_where_the_law_says_so() -> None:
    policy = policy_of(
        "{id: week, when: case.kind == change_of_mind, set: {window: {days: 7, from: delivery}, eligible: 'yes', remedies: [refund], return_paid_by: customer}}"
    )
    read = {market: prose_of(policy, market=market, language="en", on=ON) for market in ("DE", "BR", "AU")}
    german = next(one for one in said(read["DE"], "week") if "window" in one.slots)
    assert "14 days" in german.text and " 7 days" not in german.text and german.lifted == ("window",) and "BGB" in (german.citation or "")
    assert any("7 days" in one.text for one in said(read["AU"], "week") if not one.lifted)
    brazil = said(read["BR"], "week")
    assert any("We pay the way back" in one.text and "return_paid_by" in one.lifted for one in brazil), [one.text for one in brazil]
    assert not any("later than that" in one.text for one in brazil), "nothing of a week is left when the law's week is over"
    assert "14 days" in read["DE"].product_line["stock"][0].text


def _day_of(prose: Prose, delivered: date) -> date:
    """The last day that the product line tells for stock."""
    days = [value.raw for value in prose.product_line["stock"][0].values if value.kind == "days"]
    return delivered + timedelta(days=days[0])


@pytest.mark.parametrize("market", ["DE", "FR", "GB", "AU", "US-NY", "JP", "BR", "CH"])
@pytest.mark.parametrize("days", [5, 14, 30, 60])
def test_the_window_that_is_told_is_the_window_that_is_kept(market: str, days: int) -> None:
    policy = policy_of(
        f"{{id: window, when: case.kind == change_of_mind, set: {{window: {{days: {days}, from: delivery}}, eligible: 'yes', remedies: [refund], return_paid_by: customer, restocking_fee: {{percent: 20}}}}}}",
        "{id: rest, set: {approval: review}}",
    )
    prose = prose_of(policy, market=market, language="en", on=ON)
    delivered = date(2026, 11, 2)
    last = _day_of(prose, delivered)
    told = [one.text for one in said(prose, "window") if "restocking_fee" in one.slots and "was made with" not in one.text]

    def decided(on: date) -> Any:
        facts = {
            "case": {"kind": "change_of_mind"},
            "order": {
                "market": market, "placed_on": "2026-10-28", "delivered_on": delivered.isoformat(), "contract_document_on": "2026-10-28", "total": "45", "outbound_shipping": "5",
                "standard_shipping": "5", "disclosures": ["withdrawal_info", "return_cost_on_customer", "withdrawal_function", "policy_before_purchase", "policy_in_advert", "policy_on_final_screen"],
            },
            "item": {"customer_input": "none", "price": "40"},
        }  # fmt: skip
        return decide(facts, policy, on=on)

    on_the_day = decided(last)
    assert set(on_the_day.slots["remedies"]) == {"refund"} and on_the_day.slots["eligible"] == "yes", on_the_day.reasons
    after = decided(last + timedelta(days=6))  # a weekend and a holiday may move the law's last day
    assert after.slots["eligible"] == "no", (market, days, last)
    early, late = told[0], told[-1]  # the law's time, and what is left of the promise after it
    for found, text in ((decided(delivered + timedelta(days=4)), early), (on_the_day, late)):
        payer = {"shop": "We pay the way back.", "customer": "You pay the way back."}[found.slots["return_paid_by"]]
        assert payer in text or (found is on_the_day and "way back" not in text and payer in early), (market, days, text)
        fee = found.slots["restocking_fee"]
        assert ("We keep no fee." in text) == (fee in ("0", {"percent": 0})), (market, days, text, fee)
        assert ("20%" in text.replace("\xa0", "")) == (fee == {"percent": 20})


@pytest.mark.parametrize("market", ["DE", "GB", "AU", "US-NY", "JP", "BR", "CA-QC"])
@pytest.mark.parametrize("name", ["gifts", "home"])
def test_what_is_decided_stands_on_the_page(market: str, name: str) -> None:
    """For every kind of case and of goods: the remedies, the payer and the way back that `decide` gives are said by a sentence of the rule
    that gave them."""
    policy = sample(name)
    prose, effects = prose_of(policy, market=market, language="en", on=ON), Effects(Teller("en", market, "EUR"))
    looked = 0
    for cell in cells_of(market):
        late = cell.kind in ("late", "not_delivered")
        facts = {
            "case": {"kind": cell.kind, "value": "70", "events": [{"kind": "extra_time_set", "on": "2026-10-01", "until": "2026-10-20"}] if late else []},
            "order": {"market": market, "placed_on": "2026-09-01" if late else "2026-11-16", "promised_on": "2026-09-20" if late else None, "delivered_on": None if late else "2026-11-23",
                      "contract_document_on": "2026-11-16", "total": "75", "outbound_shipping": "5", "standard_shipping": "5", "disclosures": SHOWN},
            "item": {"customer_input": cell.given, "price": "70"},
        }  # fmt: skip
        found = decide(facts, policy, on=ON)
        filled = {line["slot"]: line["rule"] for line in found.trace if line.get("rule") and line.get("slot")}
        lifted = {line["slot"] for line in found.lifted}
        for line in found.trace:
            for slot in line.get("filled", []) if line.get("outcome") == "held" else []:
                filled.setdefault(slot, line["rule"])
        for slot in ("remedies", "return_paid_by", "ship_back", "release_refund_on", "refund_outbound_shipping"):
            if slot not in filled or (slot != "remedies" and not set(found.slots["remedies"]) - {"none"}):
                continue
            given = found.slots[slot]
            words = (
                [effects.remedy(word) for word in given]
                if slot == "remedies" and given != ["none"]
                else effects.texts({slot: given}, None)[0]
            )
            told = [one for one in said(prose, filled[slot]) if slot in one.slots]
            right = [one for one in told if all(word in one.text for word in words)]
            assert right, (market, cell.kind, cell.given, slot, words, [one.text for one in told])
            if slot in lifted:
                assert any(slot in one.lifted and one.citation for one in right), (cell.kind, slot)
            looked += 1
    assert looked > 100


@pytest.mark.parametrize("language", complete())
@pytest.mark.parametrize("market", MARKETS)
def test_every_rule_of_the_samples_is_said_everywhere(market: str, language: str) -> None:
    for name in ("gifts", "home"):
        policy = sample(name)
        prose = prose_of(policy, market=market, language=language, on=ON)
        assert {one.rule for one in prose.sentences()} >= {rule.id for rule in policy.rules}
        assert all(one.rule or one.citation for one in prose.sentences()), "a sentence is linked to its rule or its article"
        assert prose.readability["page"]["score"] > prose.readability["page"]["goal"]


def test_every_market_of_the_law_can_be_told() -> None:
    policy = sample("gifts")
    for code in codes():
        try:
            market_used(code)
        except Refusal:
            continue  # a base
        for language in complete():
            prose = prose_of(policy, market=code, language=language, on=ON)
            assert prose.sentences() and prose.product_line["mixed"] and prose.checkout_line["mixed"]


def test_a_number_that_changes_changes_the_sentence() -> None:
    text = (SAMPLES / "gifts.yaml").read_text()
    before = prose_of(load_policy(text), market="DE", language="de", on=ON).as_json()
    for old, new in (("case.value < 60", "case.value < 61"), ("days: 30", "days: 33"), ("bonus_percent: 10", "bonus_percent: 11"), ("within_hours: 24", "within_hours: 25")):  # fmt: skip
        after = prose_of(load_policy(text.replace(old, new)), market="DE", language="de", on=ON).as_json()
        assert before["page"] != after["page"], new


def test_a_season_reads_with_its_days() -> None:
    policy = policy_of(
        "{id: season, when: 'case.kind == change_of_mind and date(\"2026-11-01\") <= order.placed_on <= date(\"2026-12-24\")', set: {window: {until: 2027-01-31}, eligible: 'yes', remedies: [refund]}}"
    )
    english, german = (prose_of(policy, market="DE", language=one, on=ON) for one in ("en", "de"))
    (line,) = [one for one in said(english, "season") if "window" in one.slots]
    assert line.text.startswith("If you change your mind and the day you ordered is from 1 November 2026 to 24 December 2026: You have until 31 January 2027.")  # fmt: skip
    assert "at least 14 days" in line.text and line.lifted == ("window",)
    (zeile,) = [one for one in said(german, "season") if "window" in one.slots]
    assert "der Tag der Bestellung vom 1. November 2026 bis zum 24. Dezember 2026 liegt" in zeile.text


# --- conditions in words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("item.cost < 20", "what one piece costs us is below 20,00 €", "unser Einkaufspreis unter 20,00 € liegt"),
        ("20 <= item.price", "the price of one piece is at least 20,00 €", "der Stückpreis mindestens bei 20,00 € liegt"),
        ("not order.gift", "it was not bought as a gift", "es kein Geschenk war"),
        ("known(order.delivered_on)", "the day the last parcel came is known", "der Tag des letzten Pakets bekannt ist"),
        ("not known(order.delivered_on)", "the day the last parcel came is not known", "der Tag des letzten Pakets nicht bekannt ist"),
        ("order.market in ('DE', 'AT')", "the country you live in is Austria or Germany", "Ihr Land Österreich oder Deutschland ist"),
        ("days_since_delivery <= 1", "the time from the last parcel to your first word is at most 1 day", "die Zeit vom letzten Paket bis zu Ihrer ersten Nachricht höchstens bei 1 Tag liegt"),
        ("days_since_delivery > 30", "the time from the last parcel to your first word is above 30 days", "die Zeit vom letzten Paket bis zu Ihrer ersten Nachricht über 30 Tagen liegt"),
        ("item.price + order.outbound_shipping > 50", "the price of one piece plus what you paid for delivery is above 50,00 €", "der Stückpreis plus der Preis des Versands über 50,00 € liegt"),
        ("order.delivered_on - order.promised_on > 3", "the time from the day we named to the day the last parcel came is above 3 days", "die Zeit von dem genannten Tag bis dem Tag des letzten Pakets über 3 Tagen liegt"),
        ("starts_with(item.sku, 'MUG')", "the item number starts with “MUG”", "die Artikelnummer mit „MUG“ beginnt"),
        ("contains(case.events, repair_failed)", "the repair failed", "die Reparatur nicht half"),
        ("not contains(order.disclosures, withdrawal_info)", "it is not so that you were shown how to withdraw", "es nicht so ist, dass wir Ihnen das Widerrufsrecht zeigten"),
        ("contains(supplier.covers, defective)", "the list of what the maker pays for has the entry “it has a fault”", None),
        ("contains(item.tags, 'sale')", "the item's list of labels has the entry “sale”", "in der Liste der Merkmale der Ware dies steht: „sale“"),
        ("case.kind not in (defective, late)", "it is not so that it has a fault and it is not so that it is late", "es nicht so ist, dass es einen Fehler hat und es nicht so ist, dass es zu spät ist"),
        ("item.customer_input in (own_text, own_image, own_measurements)", "it was made with your own text, picture or measurements", "es mit Ihrem Text, Ihrem Bild oder nach Ihren Maßen gemacht ist"),
        ("supplier.expected_recovery >= 0.5", "the share the maker pays us back is at least 50 %", "der Anteil den der Hersteller uns zahlt mindestens bei 50 % liegt"),
        ("order.gift and (item.used or item.price < 5 and item.unsealed)", "it was bought as a gift, and (it was used, or (the price of one piece is below 5,00 € and the seal is broken))", None),
        ("not (order.gift or item.used)", "it was not bought as a gift and it was not used", "es kein Geschenk war und es nicht gebraucht wurde"),
        ("order.placed_on >= date('2026-11-01')", "the day you ordered is on or after 1 November 2026", "der Tag der Bestellung frühestens am 1. November 2026 liegt"),
    ],
)  # fmt: skip
def test_each_operator_has_its_words(text: str, english: str, german: str | None) -> None:
    plain = words(text).replace("\xa0", " ")
    assert plain == english
    if german is not None:
        assert words(text, "de").replace("\xa0", " ") == german


def test_the_schema_of_facts_is_told_whole_and_a_language_is_one_file() -> None:
    assert check_facts() == []
    assert set(complete()) == {"en", "de"} and set(languages()) == {"de", "en", "es", "fr", "it", "nl"}
    assert not still_to_translate("de") and len(still_to_translate("fr")) > 300
    with pytest.raises(Refusal) as refused:
        prose_of(sample("home"), market="FR", language="fr", on=ON)
    assert refused.value.code == "not_translated" and "slots.window.delivery" in refused.value.extra["missing"]
    with pytest.raises(Refusal) as refused:
        prose_of(sample("home"), market="FR", language="tlh", on=ON)
    assert refused.value.code == "unknown_language"


def test_what_is_settled_where_it_is_read_is_not_said_again() -> None:
    policy = policy_of(
        "{id: told, when: \"case.kind == change_of_mind and (order.market == 'AU' or contains(order.disclosures, withdrawal_info) and starts_with(order.market, 'D'))\", set: {window: {days: 30}, remedies: [refund]}}",
        '{id: long-ago, when: "case.kind == defective and known(days_since_delivery) and days_since_delivery > 730", set: {approval: review}}',
        "{id: before-it-left, when: case.kind == cancellation and not known(order.shipped_on), set: {remedies: [refund]}}",
        "{id: abroad, when: order.market == 'BR', set: {remedies: [repair]}}",
    )
    prose = prose_of(policy, market="DE", language="en", on=ON)
    assert said(prose, "told")[0].text == "If you change your mind: You have 30 days from the day it comes. You get your money back."
    assert "it has a fault and the time from the last parcel to your first word is above 730 days" in said(prose, "long-ago")[0].text, (
        "whether a day will be known is not known yet"
    )
    assert "the day the last parcel left is not known" in said(prose, "before-it-left")[0].text
    elsewhere = next(section for section in prose.page if section.id == "elsewhere").sentences
    assert [one.rule for one in elsewhere] == ["abroad"] and "does not count where you live (Germany)" in elsewhere[0].text
    assert "30 days" in prose.product_line["stock"][0].text


@pytest.mark.parametrize("market", MARKETS)
def test_a_line_for_some_goods_names_them(market: str) -> None:
    policy = policy_of(
        "{id: own, when: case.kind == change_of_mind and item.personalised, set: {eligible: 'no', remedies: [none], approval: auto}}",
        "{id: ours, when: case.kind == change_of_mind and fault == customer and not item.personalised, set: {remedies: [refund], ship_back: hub}}",
        "{id: broken, when: (case.kind == defective and item.personalised) or case.kind == late, set: {remedies: [remake, refund], evidence: [photo]}}",
    )
    prose = prose_of(policy, market=market, language="en", on=ON)
    own, ours = "it was made with your own text, picture or measurements", "it was not made with your own text, picture or measurements"
    assert all(own in one.text for one in said(prose, "own")) and all(ours in one.text for one in said(prose, "ours"))
    assert all("it is down to you" in one.text for one in said(prose, "ours"))
    assert all(own in one.text or ("it is late" in one.text and "fault" not in one.text) for one in said(prose, "broken"))
    assert all("If " in one.text for one in prose.sentences() if one.rule)


# --- personalised goods, markets, refusals, readability ---------------------------------------------------------------------------------


def test_a_mixed_basket_in_munich() -> None:
    prose = prose_of(sample("gifts"), market="DE", language="en", on=ON)
    checkout = " ".join(one.text for one in prose.checkout_line["mixed"])
    assert "You have 30 days" in checkout and "made for you alone" in checkout and "each piece on its own" in checkout
    told = {word for one in prose.checkout_line["mixed"] for word in one.discloses}
    assert {"no_withdrawal_personalised", "return_cost_on_customer"} <= told
    personal = next(section for section in prose.page if section.id == "personal")
    texts = " ".join(one.text for one in personal.sentences)
    assert "A size, colour or design from our list does not make it personal." in texts and "you have the same rights" in texts
    assert "own text, picture or measurements" in texts


def test_an_exception_for_a_tag_says_nothing_else_about_a_mixed_basket() -> None:
    draft, _name = exception_for_tag(read_draft(sample("gifts").text), tag="christmas", days=45)
    for policy in (sample("gifts"), load_policy(draft.text)):
        page = [one.text for one in prose_of(policy, market="DE", language="en", on=ON).sentences()]
        assert any(text.startswith("Does your order hold both kinds?") for text in page)


def test_what_each_market_wants_told() -> None:
    read = {market: prose_of(sample("home"), market=market, language="en", on=ON) for market in MARKETS}
    texts = {market: {one.id: one for one in prose.statutory} for market, prose in read.items()}
    assert set(texts["DE"]) == {"withdrawal_instructions", "model_form", "guarantee_notice"} == set(texts["FR"])
    assert texts["GB"]["withdrawal_instructions"].title == "Right to cancel" and "guarantee_notice" not in texts["GB"]
    assert "cannot be excluded under the Australian Consumer Law" in texts["AU"]["guarantee_statement"].paragraphs[0][1]
    assert set(texts["JP"]) == set(texts["US-NY"]) == set(texts["US-CA"]) == {"shown_terms"} and not texts["BR"]
    first = {market: next(s for s in prose.page if s.id == "change_of_mind").sentences[0].text for market, prose in read.items()}
    assert first["BR"].startswith("The law gives you 7 days") and "no right to return goods" in first["AU"]
    assert "lets a shop set its terms" in first["US-NY"] == first["US-NY"] and "lets you cancel where papers were missing" in first["CA-QC"]
    assert "may change your mind about goods made with your own text" in " ".join(one.text for one in read["BR"].sentences())
    early = prose_of(sample("home"), market="DE", language="de", on=date(2026, 5, 1))
    instructions = early.statutory[0]
    assert not any("Online-Funktion" in text for _, text in instructions.paragraphs) and len(early.statutory) == 2
    assert not any("guarantee_notice" in one.discloses for one in read["DE"].statutory), "only the unaltered picture is the notice"


def test_the_instructions_say_who_pays_and_who_the_shop_is() -> None:
    shop = {"name": "x", "shop": "Haus & Hof", "address": "Kirchgasse 3", "email": "a@test.example", "function": "https://test.example/w/"}
    for name, sentence in (("customer", "You will have to bear the direct cost"), ("shop", "We will bear the cost")):
        policy = policy_of(f"{{id: a, set: {{return_paid_by: {name}, remedies: [refund]}}}}")
        prose = prose_of(policy, market="DE", language="en", on=ON, shop=shop)
        texts = " ".join(text for _, text in prose.statutory[0].paragraphs)
        assert sentence in texts and "Haus & Hof, Kirchgasse 3, a@test.example" in texts and "{" not in texts
    assert "[postal address]" in prose_of(policy, market="DE", language="en", on=ON).statutory[0].paragraphs[2][1]


def test_a_refusal_says_why_by_when_and_what_stays_open() -> None:
    policy = sample("gifts")
    order = {"market": "DE", "placed_on": "2026-09-01", "delivered_on": "2026-09-07", "total": "45", "disclosures": ["withdrawal_info", "no_withdrawal_personalised"]}  # fmt: skip
    late = decide({"case": {"kind": "change_of_mind"}, "order": order, "item": {"customer_input": "none", "price": "40"}}, policy, on=ON)
    why, other, person = refusal_of(late, language="en")
    assert why.text == "The last day for this was 7 October 2026." and why.rule == "changed-mind-stock"
    assert "another right" in other.text and "a person answers" in person.text
    own = decide({"case": {"kind": "change_of_mind"}, "order": order, "item": {"customer_input": "own_text", "price": "40"}}, policy, on=ON)
    warum = refusal_of(own, language="de")[0]
    assert warum.text.startswith("Es wurde mit Ihrem Text") and "312g" in (warum.citation or "")


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("mug", "en", 1), ("made", "en", 1), ("people", "en", 2), ("opened", "en", 2), ("posted", "en", 2), ("delivery", "en", 4),
        ("return", "en", 2), ("address", "en", 2), ("pieces", "en", 2), ("carrier", "en", 3), ("law", "en", 1), ("30", "en", 1),
        ("Rückgabe", "de", 3), ("Geld", "de", 1), ("Bestellung", "de", 3), ("Annahmestelle", "de", 5), ("zweiundzwanzig", "de", 4),
        ("Müll", "de", 1), ("bekommen", "de", 3), ("Ei", "de", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, language: str, count: int) -> None:
    assert syllables(word, language) == count


def test_readability_by_hand() -> None:
    """Six words, one sentence, six syllables: 206.835 - 1.015 x 6 - 84.6; the same in German: 180 - 6 - 58.5."""
    assert readability(["The cat sat on the mat."], "en") | {} == {
        "formula": "Flesch 1948", "score": 116.1, "goal": 60, "words": 6, "sentences": 1, "syllables": 6,
    }  # fmt: skip
    assert readability(["Der Hund saß auf dem Dach."], "de")["score"] == 115.5
    hard = readability(["Notwithstanding aforementioned contractual stipulations, reimbursement necessitates authorisation."], "en")
    assert hard["score"] < 0


def test_the_console_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    where = str(SAMPLES / "gifts.yaml")
    assert app(["prose", where, "--market", "DE", "--language", "de", "--on", "2026-11-26", "--json"], result_action="return_value") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"page", "product_line", "checkout_line", "refusals", "statutory", "readability"}
    assert found["readability"]["page"]["score"] > 50 and found["page"][0]["sentences"][0]["citation"]
    assert app(["prose", where, "--market", "GB"], result_action="return_value") == 0
    plain = capsys.readouterr().out
    assert plain.startswith("What we promise\n") and "[changed-mind-stock]" in plain and "(Flesch 1948, plain from 60)" in plain
