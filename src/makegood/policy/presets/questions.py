"""The twelve questions and six switches that write a policy, each with its words, its form and what may be left unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.currency import is_known
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.law.load import codes, market_used
from makegood.policy.node import nearest
from makegood.policy.presets.season import Season, read_season

MOST_MARKETS = 120


@dataclass(frozen=True, slots=True)
class Question:
    """`kind`: currency, markets, words, word, money, days, percent, switch. `open`: the answer may be unknown."""

    kind: str
    group: str
    asks: str
    help: str = ""
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    open: bool = False


QUESTIONS: dict[str, Question] = {
    "currency": Question("currency", "sells", "In which currency do you keep your prices?"),
    "markets": Question("markets", "sells", "Where do your customers live?", "Orders from anywhere else go to a person."),
    "products": Question(
        "words", "sells", "What do you sell?", "Personalised is what bears the customer's own text, picture or measurements.",
        ("stock", "personalised", "hygiene", "perishable"),
    ),
    "keep_below": Question(
        "money", "sells", "Up to which price does a broken or wrong thing not have to come back?", "0: everything comes back.", open=True
    ),
    "supplier_pays_for": Question(
        "words", "supplier", "What does your supplier pay for?", "", ("defective", "damaged_in_transit", "wrong_item", "customization_error", "nothing"), open=True
    ),
    "supplier_claim_days": Question("days", "supplier", "Within how many days do you have to tell your supplier?", "", least=1, most=365, open=True),
    "comes_back_to": Question(
        "word", "supplier", "Where do things come back to?", "A hub is an address in the customer's country that looks at it for you.", ("hub", "shop", "supplier"), open=True
    ),
    "mind_days": Question("days", "promise", "How many days may a customer change their mind?", "Counted from the day it arrived.", least=14, most=365),
    "return_rate": Question(
        "money", "promise", "What does the way back of a changed mind cost your customer?",
        "A flat rate below the true postage. It is shown before the purchase and taken off the refund. 0: you pay.",
    ),
    "true_postage": Question("money", "promise", "What does a parcel back really cost?", "", open=True),
    "typo_percent": Question(
        "percent", "promise", "How much off a new one when the customer mistyped a name?", "0: nothing.", least=0, most=100
    ),
    "answer_hours": Question("days", "promise", "Within how many hours do you answer?", "", least=1, most=168),
    "look_first": Question("switch", "switches", "Somebody looks at every case before it is answered"),
    "credit_bonus": Question("switch", "switches", "Store credit with ten percent on top, beside the money"),
    "ask_photo": Question("switch", "switches", "Ask for a photo of what is broken or wrong", "It helps with the supplier; nobody has to send one."),
    "share": Question("switch", "switches", "Offer to keep what is faulty, with a fifth of the price back"),
    "free_remake": Question("switch", "switches", "Make it again free where the customer never saw a proof"),
    "season": Question("switch", "switches", "Presents may come back in January", "Bought from 1 November to 24 December: until 31 January."),
}  # fmt: skip
UNKNOWN = "unknown"
YES, NO = ("yes", "true", "on"), ("no", "false", "off")


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers; None is unknown. Money is text in the currency."""

    currency: str
    markets: tuple[str, ...]
    products: tuple[str, ...]
    keep_below: str | None
    supplier_pays_for: tuple[str, ...] | None
    supplier_claim_days: int | None
    comes_back_to: str | None
    mind_days: int
    return_rate: str
    true_postage: str | None
    typo_percent: int
    answer_hours: int
    look_first: bool
    credit_bonus: bool
    ask_photo: bool
    share: bool
    free_remake: bool
    season: bool
    seasons: tuple[Season, ...] = ()


def _bad(field: str, message: str, remedy: str = "", *, reason: str = "form") -> Refusal:
    """`reason`: missing, form (it is not what was asked for), dear (the flat rate), unknown (no such question)."""
    return Refusal("answer_invalid", message, remedy or f"Mend the answer to {field}.", status=400, field=field, reason=reason)


def read_answers(given: Mapping[str, Any], *, on: date) -> Answers:
    """`given` has every question's answer; `unknown` (or nothing) where it may be. Refuses `answer_invalid` with the first field that is
    wrong, and the others as `faults` ([{"field", "message", "remedy", "reason"}])."""
    wrong: list[Refusal] = []
    for name in given:
        if name not in QUESTIONS and name != "seasons":
            wrong.append(_bad(str(name), f"There is no question {name}{nearest(str(name), QUESTIONS) or '.'}", reason="unknown"))
    currency = given.get("currency")
    if not isinstance(currency, str) or not is_known(currency):
        message = f"{currency!r} is no currency." if currency else "The currency is missing."
        raise _bad("currency", message, "Give a code such as EUR or USD.")
    read: dict[str, Any] = {}
    for name, question in QUESTIONS.items():
        try:
            read[name] = _answer(name, question, given.get(name), currency)
        except Refusal as refusal:
            wrong.append(refusal)
    rate, postage = (minor_from_text(read.get(name) or "0", currency) for name in ("return_rate", "true_postage"))
    if rate and read.get("true_postage") is not None and rate >= postage:
        remedy = "Lower it, or mend what a parcel costs."
        wrong.append(_bad("return_rate", "A flat rate is below what a parcel back really costs.", remedy, reason="dear"))
    if wrong:
        wrong[0].extra["faults"] = [one.as_json() for one in wrong[1:]]
        raise wrong[0]
    seasons = read_season(given.get("seasons"), on) if read["season"] else ()
    return Answers(**read, seasons=seasons)


def _answer(name: str, question: Question, value: Any, currency: str) -> Any:
    if value is None or value == "" or value == [] or value == UNKNOWN or value == [UNKNOWN]:
        if question.kind == "switch" and value != UNKNOWN:
            return False
        if question.open:
            return None
        raise _bad(name, "This answer is needed.", f"Answer: {question.asks}", reason="missing")
    return _READERS[question.kind](name, question, value, currency)


def _money(name: str, question: Question, value: Any, currency: str) -> str:
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    try:
        amount = minor_from_text(text.strip(), currency)
        if amount < 0:
            raise _bad(name, "An amount is not below nothing.")
    except Refusal as refusal:
        raise _bad(name, refusal.message) from None
    return text_from_minor(amount, currency)


def _whole(name: str, question: Question, value: Any, currency: str) -> int:
    text = str(value).strip()
    if (
        isinstance(value, bool)
        or not text.isascii()
        or not text.isdigit()
        or len(text) > 6
        or not question.least <= int(text) <= question.most
    ):
        raise _bad(name, f"{value!r} is no whole number from {question.least} to {question.most}.")
    return int(text)


def _word(name: str, question: Question, value: Any, currency: str) -> str:
    if not isinstance(value, str) or value not in question.words:
        raise _bad(name, f"{value!r} is not one of {', '.join(question.words)}{nearest(str(value), question.words) or '.'}")
    return value


def _words(name: str, question: Question, value: Any, currency: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, (list, tuple)):
        raise _bad(name, f"A list of {', '.join(question.words)} is needed.")
    found = tuple(dict.fromkeys(_word(name, question, one, currency) for one in listed))
    if "nothing" in found and len(found) > 1:
        raise _bad(name, "Nothing stands alone.")
    return found


def _markets(name: str, question: Question, value: Any, currency: str) -> tuple[str, ...]:
    listed = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(listed, (list, tuple)) or len(listed) > MOST_MARKETS:
        raise _bad(name, "A list of markets such as DE or US-CA is needed.")
    for code in listed:
        try:
            market_used(code if isinstance(code, str) else "")
        except Refusal:
            raise _bad(name, f"No law is known for {code!r}{nearest(str(code), codes()) or '.'}") from None
    return tuple(dict.fromkeys(listed))


def _switch(name: str, question: Question, value: Any, currency: str) -> bool:
    word = str(value).lower()
    if word not in (*YES, *NO):
        raise _bad(name, f"{value!r} is neither yes nor no.")
    return word in YES


_READERS = {
    "money": _money, "days": _whole, "percent": _whole, "word": _word, "words": _words, "markets": _markets, "switch": _switch,
    "currency": lambda name, question, value, currency: value,
}  # fmt: skip
