"""What a hub's people work with: the parcels that they await or have opened, the line-up of goods for each, the questions for each piece.

Nothing in it names a customer or an amount; what the customer said is read by `said_of`, once a piece was graded.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.asking import Template, template_for
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.casefile.blind import lineup


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a parcel: `row` what was announced, `line` of the case, `item` what was sold, `inputs` what is to be on it."""

    row: Any
    line: Any
    item: Any
    inputs: list[dict[str, str]]
    template: Template

    @property
    def waits(self) -> bool:
        """It came and nobody has looked at it."""
        return bool(self.line.reception == "received" and self.line.inspection == "waiting")


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel as the dock shows it. `tiles`: the goods among which whoever opens it chooses, each an order line like them."""

    parcel: Any
    shop: Any
    pieces: list[Piece]
    tiles: list[Any]
    counted: list[Any] = field(default_factory=list)

    @property
    def shelf(self) -> str:
        """By its number, so that the same parcel is always sent to the same place; also before it is received."""
        number = self.parcel.id
        return self.parcel.shelf or f"{'ABCDEF'[number // 20 % 6]}-{number % 20 + 1:02d}"

    @property
    def is_done(self) -> bool:
        return self.parcel.state == "received" and not any(one.waits for one in self.pieces)

    @property
    def differs(self) -> list[Any]:
        return [one for one in self.counted if one.said != one.announced]


def opened(parcels: Iterable[Any], hub_id: int) -> list[Opened]:
    """These parcels of the unit's shops, in a fixed number of statements and one more a shop."""
    found = list(parcels)
    rows = carriage.lines_of_parcels([one.id for one in found])
    counted = carriage.counts_of([one.id for one in found if one.state == "received"])
    words = orders.words_of_lines([row.line.order_line_id for own in rows.values() for row in own])
    shop_ids = {one.merchant_id for one in found}
    shops = {one.id: one for one in Merchant.objects.filter(id__in=shop_ids)}
    asked, hubs = inspections.shop_templates(), inspections.hub_templates(hub_id)
    goods: dict[int, dict[str, Any]] = defaultdict(dict)
    for shop_id in shop_ids:
        goods[shop_id] = {one.sku: one for one in reversed(orders.recent_goods(shop_id))}
    for parcel in found:
        goods[parcel.merchant_id].update({row.line.order_line.sku: row.line.order_line for row in rows[parcel.id]})
    made = []
    for parcel in found:
        pieces = [
            Piece(
                row,
                row.line,
                row.line.order_line,
                words.get(row.line.order_line_id, []),
                template_for(row.line.order_line.category, asked.get(parcel.merchant_id, {}), hubs),
            )
            for row in rows[parcel.id]
        ]
        own = goods[parcel.merchant_id]
        tiles = [own[sku] for sku in lineup(parcel.public_id, [one.item.sku for one in pieces], own)]
        made.append(Opened(parcel, shops[parcel.merchant_id], pieces, tiles, counted.get(parcel.id, [])))
    return made


def to_do(hub_id: int) -> list[Opened]:
    """What this hub awaits, and what it received and has not looked at."""
    awaited = carriage.parcels_at_hub(hub_id, states=("announced", "in_transit"))
    return opened([*awaited, *carriage.parcels_to_inspect(hub_id)], hub_id)


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer said and showed of one line."""

    line: Any
    kinds: list[str]
    words: list[str]
    pictures: list[int]


def said_of(case_id: int, pieces: Iterable[Piece]) -> list[Said]:
    """Of the pieces that were graded; nothing of those that were not: whoever grades is told nothing before."""
    done = [one for one in pieces if one.line.inspection == "done"]
    if not done:
        return []
    words, shown = returns.words_of(case_id), returns.evidence_of(case_id)
    found = []
    for one in done:
        ids = same_goods(one.line)
        texts = [said.text for said in words if said.line_id in ids and said.author in ("customer", "recipient")]
        pictures = [row.file_id for row in shown if row.line_id in ids and row.file_id and row.kind == "photo"]
        found.append(Said(one.line, list(one.line.kinds), texts, pictures))
    return found


def same_goods(line: Any) -> set[int]:
    """The ids of the case's lines of the same goods: what was said of them was said before they were parted."""
    return {one.id for one in returns.lines_of_case(line.case_id) if one.order_line_id == line.order_line_id}
