"""The shape of an agreement's terms: what may stand in it, checked when it is written. What is not known is left out, never guessed.

`claims` is a list of windows, each for the kinds of trouble that it covers; a kind stands in one of them only.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as later
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from makegood.apps.suppliers import words
from makegood.kernel.refusal import Refusal

MOST_CLAIMS, MOST_DAYS, LONGEST = 20, 1000, 2000

Days = Annotated[int, Field(ge=0, le=MOST_DAYS, strict=True)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]


def _market(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        raise ValueError("market")
    return code


def _kind(kind: str) -> str:
    if kind not in words.KINDS:
        raise ValueError("kind")
    return kind


def _in_order(order: tuple[str, ...], name: Callable[[Any], str] = str) -> AfterValidator:
    """Each once, and always in the same order: the same terms are then the same JSON."""

    def sort(found: list[Any]) -> list[Any]:
        if len({name(one) for one in found}) != len(found):
            raise ValueError("twice")
        return sorted(found, key=lambda one: order.index(name(one)))

    return AfterValidator(sort)


def _amount(text: str) -> str:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,3})?", text):
        raise ValueError("amount")
    return text


Market = Annotated[str, AfterValidator(_market)]
Kinds = Annotated[list[Annotated[str, AfterValidator(_kind)]], _in_order(words.KINDS)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Evidence(_Shape):
    kind: Literal[words.EVIDENCE]  # type: ignore[valid-type]
    count: Annotated[int, Field(ge=1, le=20, strict=True)] = 1
    if_doubtful: bool = False  # asked for only where the rest does not show it


class MarketDays(_Shape):
    """What is otherwise for one market."""

    opens_after_days: Days | None = None
    closes_after_days: Days | None = None


class ClaimTerms(_Shape):
    """One window: from `opens_after_days` to `closes_after_days` after `from`, the last day included, and no later than `paid_within_days` after the
    order was paid. `percent`: of our cost."""

    covers: Annotated[Kinds, Field(min_length=1)]
    start: Literal[words.STARTS] | None = Field(default=None, alias="from")  # type: ignore[valid-type]
    opens_after_days: Days | None = None
    closes_after_days: Days | None = None
    by_market: dict[Market, MarketDays] | None = None
    paid_within_days: Days | None = None
    evidence: Annotated[list[Evidence], _in_order(words.EVIDENCE, lambda one: one.kind)] | None = None
    gives: Annotated[list[Literal[words.GIVES]], _in_order(words.GIVES)] | None = None  # type: ignore[valid-type]
    percent: Percent | None = None
    carriage_paid_by: Literal[words.CARRIERS] | None = None  # type: ignore[valid-type]
    says: Words | None = None  # their own words, quoted on the claim

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> "ClaimTerms":
        for one in (None, *(self.by_market or {}).values()):
            opens = self.opens_after_days if one is None or one.opens_after_days is None else one.opens_after_days
            closes = self.closes_after_days if one is None or one.closes_after_days is None else one.closes_after_days
            if opens is not None and closes is not None and closes < opens:
                raise ValueError("closes_before_open")
        return self


class Returns(_Shape):
    """What goes back to the supplier. `unannounced`: what becomes of what comes without word; `kept_days`: after so many days."""

    accepted: bool | None = None
    to: Literal[words.PLACES] | None = None  # type: ignore[valid-type]
    send_within_days: Days | None = None
    restocking_fee_percent: Percent | None = None
    carriage_paid_by: Literal[words.CARRIERS] | None = None  # type: ignore[valid-type]
    unannounced: Literal[words.UNANNOUNCED] | None = None  # type: ignore[valid-type]
    kept_days: Days | None = None


class Cancellation(_Shape):
    """By production stage."""

    before_production: Literal[words.CANCELS] | None = None  # type: ignore[valid-type]
    in_production: Literal[words.CANCELS] | None = None  # type: ignore[valid-type]
    dispatched: Literal[words.CANCELS] | None = None  # type: ignore[valid-type]


class Terms(_Shape):
    """`only_these`: what no claim covers is not paid for; otherwise of kinds that stand neither in `claims` nor in `refuses` nothing is known.

    `customer_refunded_first`: the supplier pays only where the customer has been refunded already: no refund may wait for it.
    `new_orders`, `order_answer_days`: how new orders reach the supplier, and by when it answers them. `transfer_clauses`: where its contract has
    clauses for customers' data abroad (GDPR art. 46); without them a supplier in a country without adequate protection reads no name.
    """

    claims: Annotated[list[ClaimTerms], Field(max_length=MOST_CLAIMS)] | None = None
    only_these: bool | None = None
    refuses: Kinds | None = None
    refuses_when: list[Annotated[str, Field(min_length=1, max_length=200)]] | None = None
    customer_refunded_first: bool | None = None
    returns: Returns | None = None
    cancellation: Cancellation | None = None
    channel: Literal[words.CHANNELS] | None = None  # type: ignore[valid-type]
    grouping: Literal[words.GROUPINGS] | None = None  # type: ignore[valid-type]
    answer_days: Annotated[int, Field(ge=1, le=365, strict=True)] | None = None
    credit_days: Annotated[int, Field(ge=1, le=365, strict=True)] | None = None
    credit_as: Literal[words.CREDIT_FORMS] | None = None  # type: ignore[valid-type]
    platform_decides_after_days: Days | None = None
    production_days: Days | None = None
    transit_days: dict[Market, Days] | None = None
    prices: dict[Annotated[str, Field(min_length=1, max_length=80)], Annotated[str, AfterValidator(_amount)]] | None = None
    new_orders: Literal[words.NEW_ORDERS] | None = None  # type: ignore[valid-type]
    transfer_clauses: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    order_answer_days: Annotated[int, Field(ge=1, le=365, strict=True)] | None = None
    notes: list[Annotated[str, Field(min_length=1, max_length=LONGEST)]] | None = None

    @model_validator(mode="after")
    def _each_kind_once(self) -> "Terms":
        named = [kind for claim in self.claims or [] for kind in claim.covers] + list(self.refuses or [])
        if len(set(named)) != len(named):
            raise ValueError("kind_twice")
        return self


_WRONG = {
    "market": (later("This is no market."), later("Write a country as DE, a part of one as US-CA.")),
    "kind": (later("This kind of trouble is not known."), later("Choose one of the list.")),
    "twice": (later("This stands there twice."), later("Name it once.")),
    "amount": (later("This is no price."), later("Write it as 12.40, in the agreement's currency.")),
    "closes_before_open": (later("The window closes before it opens."), later("Give a last day that is not before the first.")),
    "kind_twice": (later("One kind of trouble stands in two windows, or is both covered and refused."), later("Leave it in one place.")),
}
_BY_TYPE = {
    "extra_forbidden": (later("This term is not known."), later("Leave it out, or write it as a note.")),
    "literal_error": (later("This word is not one of those that can stand here."), later("Choose one of the list.")),
    "missing": (later("Something is missing."), later("Fill it in, or leave the whole window out.")),
    "too_long": (later("This is more than can stand here."), later("Leave something out.")),
    "string_too_long": (later("This text is too long."), later("Shorten it.")),
}
_NUMBER = (
    later("This is no whole number that can stand here."),
    later("Type digits, at most 1000 days or 100 percent; leave it empty where it is not known."),
)
_ANY = (later("This has not the form of a term."), later("See the description of agreements, and leave out what is not known."))


def read_terms(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same terms as plain JSON, without what is unknown (null) or goes without saying. Refuses `terms_invalid` with the first field's name; all faults in `faults`."""
    try:
        found: dict[str, Any] = Terms.model_validate(given).model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return found
    except ValidationError as error:
        faults = [_fault(one) for one in error.errors(include_url=False)]
    first = faults[0]
    raise Refusal("terms_invalid", first["message"], first["remedy"], status=422, field=first["field"], faults=faults[1:]) from None


def _fault(error: Any) -> dict[str, str]:
    field = ".".join(str(part) for part in error["loc"] if part not in ("[key]",)) or "terms"
    word = str(error.get("ctx", {}).get("error", ""))
    kind = error["type"]
    if word == "closes_before_open":
        field += ".closes_after_days"
    if word == "kind_twice":
        field = "claims"
    number = kind.startswith(("int_", "greater_than", "less_than"))
    message, remedy = _WRONG.get(word) or _BY_TYPE.get(kind) or (_NUMBER if number else _ANY)
    return {"field": field, "message": str(message), "remedy": str(remedy)}
