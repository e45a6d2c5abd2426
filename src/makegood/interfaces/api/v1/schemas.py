"""What calls take and give, for the description and the check."""

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from makegood.apps.hubs.words import REASONS
from makegood.apps.returns.words import CASE_KINDS
from makegood.interfaces.api.v1.days import Day, Moment, ZonedMoment


class Strict(Schema):
    """An unknown member is a mistake that is told, never ignored."""

    model_config = ConfigDict(extra="forbid")


class ProblemError(Schema):
    """`pointer`: a JSON Pointer (RFC 6901) into the body, as a fragment; for a parameter its name. An error in a policy names `rule` and `column`."""

    model_config = ConfigDict(extra="allow")

    message: str
    pointer: str | None = None
    detail: str | None = None


class Problem(Schema):
    """RFC 9457. `code` is stable for ever and listed at `type`; `remedy` says what to do. A refusal may have more members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    remedy: str
    field: str | None = None
    errors: list[ProblemError] | None = None


class LineIn(Strict):
    """Money as decimal strings in the order's currency. `batch`: of which lot of its maker it is; `text_version`: which version of the product's text
    the customer read. Both are kept as they are told."""

    ref: str = Field(max_length=120)
    sku: str = Field(max_length=80)
    title: str = Field(default="", max_length=300)
    quantity: int = Field(ge=1, le=100_000)
    unit_price: str
    discount: str = "0"
    tax_rate: str = Field(default="0", pattern=r"^0(\.\d{1,6})?$")
    customer_input: Literal["none", "preset_choice", "own_text", "own_image", "own_measurements", "unknown"] = "unknown"
    inputs: list[dict[str, str]] = Field(default_factory=list, max_length=50)
    cost: str | None = None
    supplier: str = Field(default="", max_length=40)
    batch: str = Field(default="", max_length=60)
    text_version: str = Field(default="", max_length=60)
    production_days: int | None = Field(default=None, ge=0, le=365)


class TextIn(Strict):
    """`text`: what was on it; or `nothing`: true, where no text was."""

    text: str = Field(default="", max_length=2000)
    nothing: bool = False


class ShownIn(Strict):
    """A text of the promise that the customer saw: `shown` came with it. `at`: when; without it, by the order at the latest."""

    shown: str = Field(pattern=r"^[0-9a-f]{64}$", max_length=64)
    at: ZonedMoment | None = None


class ShownListIn(Strict):
    shown: list[ShownIn] = Field(min_length=1, max_length=20)


class OrderIn(Strict):
    """`shop_rate`: the shop's currency per unit of `currency` on the order's day, where the two differ; without it the shop's policy knows no
    amounts of this order, and a person decides where a rule asks for one. A line's `cost` is in the shop's currency."""

    number: str = Field(max_length=60)
    placed_at: Moment
    market: str = Field(max_length=6)
    currency: str = Field(min_length=3, max_length=3)
    shop_rate: str | None = Field(default=None, pattern=r"^\d{1,10}(\.\d{1,12})?$", max_length=24)
    lines: list[LineIn] = Field(min_length=1, max_length=500)
    prices_include_tax: bool = True
    order_discount: str = "0"
    shipping: str = "0"
    shipping_tax_rate: str = Field(default="0", pattern=r"^0(\.\d{1,6})?$")
    standard_shipping: str | None = None
    delivered_on: Day | None = None
    shipped_on: Day | None = None
    promised_on: Day | None = None
    email: str = Field(default="", max_length=254)
    name: str = Field(default="", max_length=160)
    postcode: str = Field(default="", max_length=20)
    payment_method: str = Field(default="", max_length=60)
    campaign: str = Field(default="", max_length=80)
    disclosures: list[str] = Field(default_factory=list)
    shown: list[ShownIn] = Field(default_factory=list, max_length=20)
    language: str = Field(default="en", max_length=8)


class CaseLineIn(Strict):
    """`line` is the order line's id or ref; `kinds` in the order in which they are looked at.

    `major`: is it a major failure, for markets whose law asks (AU: a major one is the customer's choice); null where nobody looked yet.
    """

    line: str
    quantity: int = Field(ge=1, le=100_000)
    kinds: list[Literal[CASE_KINDS]] = Field(min_length=1, max_length=5)  # type: ignore[valid-type]
    words: str = Field(default="", max_length=5000)
    major: bool | None = None
    choose: str | None = None


class CaseIn(Strict):
    order: str
    lines: list[CaseLineIn] = Field(min_length=1, max_length=100)
    needed_by: Day | None = None
    language: str = Field(default="en", max_length=8)


class ChoiceIn(Strict):
    line: str
    remedy: str


class DeclineIn(Strict):
    line: str
    reason: str = Field(max_length=5000)


class MessageIn(Strict):
    text: str = Field(max_length=5000)


class InspectionIn(Strict):
    line: str
    result: Literal["as_it_should", "not_right", "not_this"]
    grade: Literal["A", "B", "C", "D"]
    finding: Literal["broken", "used", "wrong_text", "parts_missing", "dirty", ""] = ""
    disposition: str = Field(default="", max_length=20)
    shelf: str = Field(default="", max_length=12)


class ReceivedLineIn(Strict):
    line: str
    right: int = Field(default=0, ge=0)
    wrong: int = Field(default=0, ge=0)


class ReceiveIn(Strict):
    """Without `lines` everything came as announced."""

    lines: list[ReceivedLineIn] | None = None
    shelf: str = Field(default="", max_length=12)


class PostingIn(Strict):
    carrier: str = Field(default="", max_length=40)
    tracking_number: str = Field(default="", max_length=80)


class OutcomeIn(Strict):
    outcome: Literal["posted", "failed", "retried"]
    provider_ref: str = Field(default="", max_length=120)
    problem: str = Field(default="", max_length=200)


class SpendingIn(Strict):
    """`order`: the number of the shop's own order that was paid with the code; `on`: the day, in the shop's days; today where it is not said."""

    code: str = Field(min_length=1, max_length=60)
    order: str = Field(min_length=1, max_length=60)
    amount: str = Field(examples=["12.40"])
    currency: str = Field(min_length=3, max_length=3)
    on: Day | None = None


class SpendingReturnIn(Strict):
    """`reference`: the shop's own name of that refund, where an order gives back more than once."""

    code: str = Field(min_length=1, max_length=60)
    order: str = Field(min_length=1, max_length=60)
    amount: str | None = None
    reference: str = Field(default="", max_length=60)


class ElsewhereIn(Strict):
    """A refund made in the shop's own system; of a line (its id or ref), of delivery, or of the order as a whole."""

    amount: str
    on: Day
    reason: str = Field(max_length=200)
    line: str = ""
    quantity: int = Field(default=0, ge=0, le=100_000)
    shipping: bool = False
    another: bool = False


class EmailIn(Strict):
    email: str = Field(max_length=254)


class MergeIn(Strict):
    """`case`: the id of the case that is joined into this one."""

    case: str


class PursueIn(Strict):
    call: Literal["ask", "send"]


class ExcessIn(Strict):
    how: Literal["kept", "recovered"]


class DeclaredLineIn(Strict):
    """`line` is the order line's id or ref; without a quantity all of it."""

    line: str
    quantity: int | None = Field(default=None, ge=1, le=100_000)


class WithdrawalIn(Strict):
    """As the customer said it; nothing here is needed but one word. `order`: its id, or its number as it was typed.

    An order or a line that is not known is no error: the declaration is kept and acknowledged, and waits for a person.
    """

    order: str = Field(default="", max_length=100_000)
    name: str = Field(default="", max_length=100_000)
    email: str = Field(default="", max_length=100_000)
    goods: str = Field(default="", max_length=1_000_000)
    lines: list[DeclaredLineIn] = Field(default_factory=list, max_length=500)
    language: str = Field(default="", max_length=8)


class ReasonIn(Strict):
    reason: str = Field(max_length=200)


class AnswerIn(Strict):
    """`promised_on`: the day by which the supplier credits or sends anew, never later than a confirmed agreement says; null: as agreed."""

    answer: Literal["accepted", "part_accepted", "refused", "info_requested"]
    amount: str | None = None
    reason: str = Field(default="", max_length=40)
    words: str = Field(default="", max_length=5000)
    credit_form: str = Field(default="", max_length=20)
    promised_on: Day | None = None


class CreditIn(Strict):
    amount: str
    write_off_reason: str = Field(default="", max_length=200)


class AgreementIn(Strict):
    """`supplier`: its code, as orders name it. `terms`: see docs/how-to/agree-with-suppliers.md; what is not known is left out. `name` and `country` are needed
    where the supplier is new; `pack`: what the terms began with."""

    supplier: str = Field(min_length=1, max_length=60)
    from_on: Day
    currency: str = Field(min_length=3, max_length=3)
    terms: dict[str, Any]
    name: str = Field("", max_length=160)
    country: str = Field("", max_length=2)
    email: str = Field("", max_length=254)
    language: str = Field("en", max_length=8)
    pack: str = Field("", max_length=40)


class ProductsIn(Strict):
    """Article numbers whose supplier orders don't name."""

    supplier: str = Field(min_length=1, max_length=60)
    skus: list[str] = Field(min_length=1, max_length=500)


class PolicyIn(Strict):
    """`from_at`: in force from then on, with its zone (without: from now). `check`: refuse it with `below_floor` or `policy_gap` where the law's
    check of the shop's markets blocks; the findings stand in the problem. `note` is for those who look later.
    """

    text: str = Field(max_length=1_000_000)
    note: str = Field("", max_length=500)
    from_at: ZonedMoment | None = None
    check: bool = False


class DeadlineIn(Strict):
    """`deadline`: its id in the case's own list; `until`: the last day that counts."""

    deadline: str = Field(max_length=20)
    until: Day


class LinkIn(Strict):
    """`end`: the private link of the customer ends and no new one is made."""

    end: bool = False


class CorrectionIn(Strict):
    """Without a disposition the proposed one is taken. `reason`: why another was chosen."""

    result: Literal["as_it_should", "not_right", "not_this"]
    grade: Literal["A", "B", "C", "D"]
    finding: Literal["broken", "used", "wrong_text", "parts_missing", "dirty", ""] = ""
    disposition: str = Field(default="", max_length=20)
    reason: Literal["", *REASONS] = ""  # type: ignore[valid-type]
    shelf: str = Field(default="", max_length=12)


class SplitLineIn(Strict):
    line: str
    quantity: int = Field(ge=1, le=100_000)


class SplitIn(Strict):
    """What goes into the second parcel; the rest stays in the first."""

    lines: list[SplitLineIn] = Field(min_length=1, max_length=100)


class ErrandIn(Strict):
    """`again`: it is told once more; `by_hand`: it is there, and is never told."""

    how: Literal["again", "by_hand"]


class SameIn(Strict):
    """`past` is a refund's key, `other` a reimbursement's id or another refund's key: are they one and the same."""

    past: str = Field(max_length=120)
    other: str = Field(max_length=120)
    same: bool


class ReverseIn(Strict):
    """`key` of the refund that was recorded wrongly."""

    key: str = Field(max_length=120)
    reason: str = Field(max_length=200)


class MatchIn(Strict):
    """`lines`: what it says; without them what was ticked, or everything."""

    order: str
    lines: list[DeclaredLineIn] | None = Field(default=None, min_length=1, max_length=500)


class WebhookIn(Strict):
    """`url`: https, and not inside a network of its own. `types`: from the list of events."""

    url: str = Field(max_length=500, examples=["https://shop.example/hooks/makegood"])
    types: list[str] = Field(min_length=1, max_length=100, examples=[["case.opened", "refund.posted"]])


class TurnIn(Strict):
    on: bool


class ReplayIn(Strict):
    """From this moment on: what was given up, and what happened while the address was off or not there."""

    since: ZonedMoment


Answers = dict[int, Any]
REFUSED = (400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 429, 503)


def answers(model: Any, status: int = 200) -> Answers:
    """Every call answers JSON, and problems as RFC 9457 describes them."""
    return {status: model, **dict.fromkeys(REFUSED, Problem)}
