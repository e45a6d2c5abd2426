"""What the outside must serve for parcels: postage bought and given back, and what carriers say of a parcel."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Address:
    """`lines`: street and what else stands above the town. `state`: of countries that have them, two letters."""

    name: str
    lines: tuple[str, ...]
    town: str
    postcode: str
    country: str
    state: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class PostageOrder:
    """One parcel's way back. `key`: ours, the same for ever. `shipment`: the provider's own name, once it is known.

    `most_minor`: dearer ones are not bought; 0: any. `services`: those of the shop's choice as "carrier service"; empty: the cheapest of all.
    """

    key: str
    sender: Address
    to: Address
    weight_g: int
    box_mm: tuple[int, int, int]
    currency: str
    shipment: str = ""
    most_minor: int = 0
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One event as a carrier gives it; see models.TrackingEvent. `key` tells it from every other of the same parcel."""

    key: str
    said: str
    means: str
    at: datetime | None
    at_text: str = ""
    words: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PostageAnswer:
    """`outcome`: bought, void, void_asked (the provider said that it will look), refused (for good), later (it certainly did nothing),
    unknown (it may have), absent (it knows no such shipment).

    `problem`: a code (words in web/postage_words.py); `detail` the provider's own words.
    """

    outcome: str
    shipment: str = ""
    tracker: str = ""
    carrier: str = ""
    service: str = ""
    tracking_number: str = ""
    cost_minor: int | None = None
    currency: str = ""
    label_url: str = ""
    problem: str = ""
    detail: str = ""
    retry_after: int | None = None
    said: tuple[Said, ...] = field(default=())


class PostagePort(Protocol):
    """Each call is bounded, and none is repeated within. Raises nothing for what the other side does."""

    def buy(self, order: PostageOrder) -> PostageAnswer:
        """Looks first whether it was bought before under this key; at most one label is ever bought for it."""

    def look_up(self, order: PostageOrder) -> PostageAnswer:
        """What became of it: bought, void, void_asked, refused (it is not given back) or absent. Changes nothing."""

    def void(self, order: PostageOrder) -> PostageAnswer:
        """Gives it back; where nothing was bought under the key, that is void too."""

    def fetch_label(self, address: str) -> bytes | None:
        """The label's file; None where it can't be had now."""

    def greet(self) -> str:
        """ "" where the provider knows us; else a problem's code."""


class TrackingPort(Protocol):
    """What a carrier says of a parcel now."""

    def track(self, *, tracker: str, tracking_number: str) -> tuple[Said, ...] | None:
        """None where it did not answer."""
