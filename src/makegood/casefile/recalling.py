"""A recall weighed before it begins, and what each customer of it is offered: whatever the promise says, the whole price or a new one, and
nothing to send back. Pure over rows and queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.apps.orders import called_back as sold
from makegood.apps.recalls import queries as recalls
from makegood.apps.recalls.words import REMEDIES
from makegood.casefile.added_offers import kept_offer
from makegood.casefile.deciding import Decided
from makegood.kernel.refusal import Refusal
from makegood.law.safety import remedies_at_least, soft_words
from makegood.policy.offers import PAY_DAYS
from makegood.policy.quote import as_json, compute
from makegood.policy.quote_input import read_input
from makegood.policy.workdays import Workdays

PURPOSE = "recall"  # of the link by which a customer answers
WAITS = ("undecided", "needs_review", "offered")  # lines of a case for which nothing was agreed on yet
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class RecallForm:
    """What a shop says of it. `hurts`: could it hurt anyone? None: not answered yet. `hazard` and `what_to_do` by language."""

    what: sold.Chosen
    hurts: bool | None
    hazard: Mapping[str, str] = field(default_factory=dict)
    what_to_do: Mapping[str, str] = field(default_factory=dict)
    reach: str = ""
    remedies: tuple[str, ...] = REMEDIES
    verified_batch: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whom it would concern: `lines` by customer (order id, line id, pieces), and what was paid for them by currency, in minor units.

    `in_another`: lines that another recall under way has; they are left out: nobody is written to twice for one thing.
    """

    lines: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    orders: int = 0
    pieces: int = 0
    paid: dict[str, int] = field(default_factory=dict)
    markets: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    title: str = ""
    in_another: int = 0

    @property
    def customers(self) -> int:
        return len(self.lines)


def weigh(what: sold.Chosen) -> Weighed:
    """Reads only."""
    found, others = sold.called_back(what), recalls.under_way(what.sku)
    rows = [one for one in found if one.line_id not in others]
    lines: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    paid: dict[str, int] = defaultdict(int)
    for one in rows:
        lines[one.key].append((one.order_id, one.line_id, one.quantity))
        paid[one.currency] += one.gross_minor
    return Weighed(
        dict(lines), len({one.order_id for one in rows}), sum(one.quantity for one in rows), dict(paid),
        tuple(sorted({one.market for one in rows})), tuple(sorted({one.supplier for one in rows if one.supplier})),
        rows[-1].title if rows else "", len(found) - len(rows),
    )  # fmt: skip


def check_form(form: RecallForm, weighed: Weighed, *, languages: Sequence[str], today: date) -> None:
    """Of a danger everybody reads in their own language: each of `languages` needs its words; of a flaw the first is enough.

    Refuses hurts_needed, sku_needed, nothing_called_back, dates_crossed, hazard_needed, what_to_do_needed, reach_needed, too_few_remedies, soft_words."""
    if form.hurts is None:
        raise Refusal("hurts_needed", "Could it hurt anyone?", "Answer this first: everything else follows from it.", field="hurts")
    if not form.what.sku:
        raise Refusal("sku_needed", "Which goods are called back?", "Give their article number.", field="sku")
    if form.what.from_on and form.what.until_on and form.what.until_on < form.what.from_on:
        raise Refusal("dates_crossed", "The last day is before the first.", "Change one of the two.", field="until_on")
    if not weighed.pieces:
        raise Refusal("nothing_called_back", "No order has such goods.", "Check the article number, the batch and the days.", field="sku")
    for language in languages if form.hurts else languages[:1]:
        if not _fits(form.hazard, language):
            raise Refusal(
                "hazard_needed", "What is wrong with it?", "Say it in at most 2,000 letters; customers read it.", field=f"hazard_{language}"
            )
    least = remedies_at_least(weighed.markets, today) if form.hurts else 1
    if not set(form.remedies) <= set(REMEDIES) or len(set(form.remedies)) < least:
        message = "A customer must be able to choose between a refund and a new one." if least > 1 else "What do customers get?"
        raise Refusal("too_few_remedies", message, "Tick what you offer.", field="remedies", at_least=least)
    if not form.hurts:
        return
    for language in languages:
        if not _fits(form.what_to_do, language):
            raise Refusal(
                "what_to_do_needed",
                "What shall they do with it?",
                "For example: put it out of reach of children.",
                field=f"what_to_do_{language}",
            )
    if not form.reach.strip():
        raise Refusal(
            "reach_needed", "Where can they ask without cost?", "A free telephone number, or a page or address online.", field="reach"
        )
    for name in ("hazard", "what_to_do"):
        for language, text in getattr(form, name).items():
            if soft := soft_words(text, weighed.markets, today):
                raise Refusal(
                    "soft_words", "The law forbids words that make the danger sound smaller.", "Leave them out.", field=f"{name}_{language}",
                    words=", ".join(soft),
                )  # fmt: skip


def _fits(texts: Mapping[str, str], language: str) -> bool:
    return 0 < len(texts.get(language, "").strip()) <= LONGEST


def said_in(texts: Mapping[str, str], language: str) -> str:
    """The shop's words in the reader's language, or in the first that there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def offers_of(decided: Decided, remedies: list[str], *, on: date, market: str) -> list[dict[str, Any]]:
    """Each remedy of the recall: never less than what the promise and the law give for it (Reg. (EU) 2023/988 art. 37: at least the price paid)."""
    made = {"refund": _refund, "replacement": _replacement}
    return [offer for remedy in remedies if (offer := made[remedy](decided, on, market)) is not None]


def _base(decided: Decided, remedy: str) -> dict[str, Any]:
    return kept_offer(remedy, "recall", decided.record["money"]["order"]["currency"])


def _refund(decided: Decided, on: date, market: str) -> dict[str, Any] | None:
    document, line = decided.record["money"]["order"], decided.record["money"]["line"]
    whole = compute(read_input({**document, "ask": {"lines": [{"id": line, "quantity": decided.asked.quantity}], "shipping": "none"}}))
    amount, breakdown = whole.total, as_json(whole)
    for offer in decided.offers:  # with the postage, where law or promise give it
        if offer["remedy"] == "refund" and offer["amount_minor"] > amount:
            amount, breakdown = offer["amount_minor"], offer["breakdown"]
    if amount <= 0:
        return None
    pay_by = Workdays(market).after(on, PAY_DAYS).isoformat()
    return _base(decided, "refund") | {"amount_minor": amount, "breakdown": breakdown, "pay_by": pay_by}


def _replacement(decided: Decided, on: date, market: str) -> dict[str, Any] | None:
    own = next((offer for offer in decided.offers if offer["remedy"] in ("replacement", "remake")), {})
    days = {name: own.get(name) for name in ("ready_on", "eta_from", "eta_until")}
    return _base(decided, "replacement") | days


def is_open(line: Any) -> bool:
    """Does a case's line (with its case) still wait for what becomes of it?"""
    return line.decision in WAITS and line.case.closed_at is None
