"""One field that finds an order and its cases by whatever somebody has at hand, also where it is misspelt."""

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import folded_code, gift_code, number_key
from makegood.apps.orders.tokens import Tokens, folded, mailbox, words_in
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import sole_merchant_id

MOST_LOOKED_AT, MOST_SHOWN, LOOKS_ALIKE = 200, 30, 70


@dataclass(frozen=True, slots=True)
class Found:
    """`score` 0 to 100; `by` says by what: number, case, email, name, postcode, phone, tracking, gift_code, words."""

    order: Any
    contact: Any
    cases: list[Any]
    score: float
    by: str


def search(text: str) -> list[Found]:
    """The unit's shop's orders, best first. A number may be a case's. What was erased is found by no word of it."""
    text = text.replace("\x00", "").strip()[:120]
    if not text:
        return []
    case = returns.case_by_number(text)
    ids = _candidates(text)
    if case is not None and case.order_id not in ids:
        ids = [case.order_id, *ids]
    known, contacts = orders.orders_by_id(ids), orders.contacts_of(ids)
    inputs, tracking = orders.inputs_of_orders(ids), orders.tracking_of_orders(ids)
    cases = returns.cases_of_each(ids)
    found = []
    for order_id, order in known.items():
        contact = contacts.get(order_id)
        score, by = _score(text, order, contact, inputs.get(order_id, ""), tracking.get(order_id, []))
        if case is not None and case.order_id == order_id:
            score, by = 100.0, "case"
        if score >= LOOKS_ALIKE:
            found.append(Found(order, contact, cases.get(order_id, []), score, by))
    return sorted(found, key=lambda one: (-one.score, -one.order.placed_at.timestamp()))[:MOST_SHOWN]


def _candidates(text: str) -> list[int]:
    """What finds the whole, then all that have every word, then (where those are none) some word."""
    exact, parts = Tokens(sole_merchant_id()).asked(text)
    found = orders.orders_with([exact], limit=MOST_SHOWN) if exact else []
    if parts:
        found += orders.orders_with(parts, limit=MOST_LOOKED_AT)
    if not found and len(parts) > 1:
        found = orders.orders_with([set().union(*parts)], limit=MOST_LOOKED_AT)
    return list(dict.fromkeys(found))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _alike(one: str, other: str) -> float:
    return 100.0 * DamerauLevenshtein.normalized_similarity(one, other)


def _score(text: str, order: Any, contact: Any, inputs: str, tracking: list[str]) -> tuple[float, str]:
    """By the rows' own words, as they stand now: a digest alone finds nothing."""
    signs = "".join(words_in(text))
    best: list[tuple[float, str]] = [(0.0, "")]
    if number_key(text) == order.number_key or signs == "".join(words_in(order.number)):
        best.append((100.0, "number"))
    if any(number and "".join(words_in(number)) == signs for number in tracking):
        best.append((98.0, "tracking"))
    if order.gift and folded_code(text) == folded_code(gift_code(order.public_id)):
        best.append((98.0, "gift_code"))
    if contact is not None:
        if contact.postcode and "".join(words_in(contact.postcode)) == signs:
            best.append((98.0, "postcode"))
        if len(_digits(text)) >= 7 and _digits(contact.phone)[-7:] == _digits(text)[-7:]:
            best.append((95.0, "phone"))
        if contact.email:
            best.append((_by_email(text, contact.email), "email"))
        if contact.name and "@" not in text:
            whole = " ".join([*words_in(contact.name), *words_in(contact.postcode), order.number_key])
            best.append((0.97 * fuzz.partial_token_sort_ratio(" ".join(words_in(text)), whole), "name"))
            best.append((0.96 * _words_alike(text, whole), "name"))
    if inputs and "@" not in text:
        best.append((0.92 * _words_alike(text, inputs), "words"))
    return max(best)


def _words_alike(text: str, whole: str) -> float:
    """How well each word of `text` stands in `whole`, a slip forgiven."""
    words, there = words_in(text), words_in(whole)
    if not words or not there:
        return 0.0
    return sum(max(_alike(word, one) for one in there) for word in words) / len(words)


def _by_email(text: str, email: str) -> float:
    """The box counts more than the domain; plus-addressing and case count nothing."""
    if "@" not in text:
        return 0.9 * _words_alike(text, mailbox(email))
    boxes = _alike("".join(words_in(mailbox(text))), "".join(words_in(mailbox(email))))
    domains = _alike(folded(text).partition("@")[2], folded(email).partition("@")[2])
    return 0.7 * boxes + 0.3 * domains
