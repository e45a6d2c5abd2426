"""The prose executor: a shop's rules as sentences for the customers of one market, in one language (promise.md).

What it says is what the engine gives there: each slot after the law has raised it. Pure: the day is an argument.
"""

from collections.abc import Mapping
from datetime import date

from makegood.law.load import law_version
from makegood.policy.prose.cells import Board, Floor
from makegood.policy.prose.lines import GOODS, Lines
from makegood.policy.prose.page import Page
from makegood.policy.prose.readability import readability
from makegood.policy.prose.refusal import refusal_of, sentences_for
from makegood.policy.prose.sentence import Prose, Section, Sentence, Statutory, Value
from makegood.policy.prose.statutory import statutory_of
from makegood.policy.prose.teller import Teller
from makegood.policy.prose.words import complete, languages, still_to_translate
from makegood.policy.rules import Policy

__all__ = [
    "Prose", "Section", "Sentence", "Statutory", "Value", "complete", "languages", "prose_of", "refusal_of", "still_to_translate",
]  # fmt: skip
_REASONS = ("window_over", "personalised", "unsealed", "perishable", "used_by_consumer", "conforms_to_contract", "guarantee_over", "no_right_and_no_promise")  # fmt: skip
# The reasons that rest on an exception, and the goods that show whether the market has it.
_FLAGS: dict[str, tuple[str, ...]] = {
    "personalised": (), "unsealed": ("sealed_hygiene", "unsealed"), "perishable": ("perishable",), "used_by_consumer": ("used",),
}  # fmt: skip


def prose_of(policy: Policy, *, market: str, language: str, on: date, shop: Mapping[str, str] | None = None) -> Prose:
    """The page, the lines, the refusals and the statutory texts. `shop`: name, address, email, function (the online withdrawal's address).

    Refuses `unknown_market`, `unknown_language` and `not_translated`.
    """
    teller = Teller(language, market, policy.currency)
    floor = Floor(market, policy.currency, on)
    board, words = Board(policy, floor), teller.words
    page, lines = Page(board, teller).sections(), Lines(board, teller)
    product = {goods: lines.product(goods) for goods in GOODS}
    checkout = {goods: lines.checkout(goods) for goods in GOODS}
    payer = board.base("change_of_mind", "none")[0].slots.get("return_paid_by", "customer")
    told = [one.text for section in page for one in section.sentences if section.id != "elsewhere"]
    return Prose(
        market=market,
        market_used=floor.used,
        language=teller.language,
        on=on,
        policy_hash=policy.hash,
        law_version=law_version(),
        title=words["titles"]["page"],
        note=words["page"]["order_of_lines"],
        page=page,
        product_line=product,
        checkout_line=checkout,
        refusals=_refusals(floor, teller),
        statutory=statutory_of(market, teller.language, on=on, payer=payer, shop=shop or {}),
        readability={
            "page": readability(told, teller.language),
            "product_line": readability([one.text for one in product["mixed"]], teller.language),
            "checkout_line": readability([one.text for one in checkout["mixed"]], teller.language),
        },
    )


def _refusals(floor: Floor, teller: Teller) -> dict[str, tuple[Sentence, ...]]:
    """The refusal messages that can be needed in the market, by reason."""
    found = {}
    for reason in (*_REASONS, floor.entitled("change_of_mind")["withdrawal"].get("reason")):
        if reason is None:
            continue
        personal = "own_text" if reason == "personalised" else "none"
        flags = _FLAGS.get(reason)
        if flags is not None and floor.entitled("change_of_mind", personal, flags)["withdrawal"]["exemption"] is None:
            continue
        kind = "defective" if reason in ("guarantee_over", "conforms_to_contract") else "change_of_mind"
        found[reason] = sentences_for(reason, teller, cite=floor.cite(kind, personal))
    return found
