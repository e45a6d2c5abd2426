"""What calls about addresses answer, and the message that goes to one."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field


class Webhook(Schema):
    """`off_because`: null while it is on. `messages`: how many there are in each state."""

    id: str
    url: str
    types: list[str]
    on: bool
    off_because: Literal["by_hand", "gone", "failing"] | None
    failing_since: datetime | None
    made_at: datetime
    old_secret_until: datetime | None
    messages: dict[str, int]


class WebhookWithSecret(Webhook):
    """`secret` is shown once: where the call is repeated under its key it is null."""

    secret: str | None = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class WebhookPage(Schema):
    items: list[Webhook]
    next: str | None


class WebhookEnded(Schema):
    id: str
    ended: bool


class WebhookTry(Schema):
    """`status` 0 where no answer came; `excerpt` the answer's first bytes."""

    at: datetime
    ms: int
    status: int
    problem: str | None
    excerpt: str


class WebhookMessage(Schema):
    """`id` is what goes out as webhook-id."""

    id: str
    type: str
    at: datetime
    state: Literal["waiting", "delivered", "dead"]
    due_at: datetime | None
    ended_at: datetime | None
    tries: list[WebhookTry]


class WebhookMessagePage(Schema):
    items: list[WebhookMessage]
    next: str | None


class Replayed(Schema):
    messages: int


class EventKind(Schema):
    type: str
    what: str


class EventKinds(Schema):
    items: list[EventKind]
    next: str | None


class EventData(Schema):
    """Ids only; `href` is where the API tells more. `subject`: what it is about (a line, a refund, a claim, a parcel ...)."""

    shop: str
    subject: str | None
    order: str | None
    case: str | None
    withdrawal: str | None
    href: str | None


class Event(Schema):
    """What is posted to an address, signed as Standard Webhooks describes. `timestamp`: when it happened."""

    type: str
    timestamp: datetime
    data: EventData
