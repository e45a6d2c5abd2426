"""Each format's reader with one face: `orders()`, then what was refused and which rows each order has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from makegood.apps.orders.ports import OrderFacts
from makegood.base.lines import Objects
from makegood.base.tenancy import Merchant
from makegood.connectors.csv.mapping import Mapping, guessed
from makegood.connectors.csv.read import CsvReader
from makegood.connectors.online_retail.mapping import Reader
from makegood.connectors.online_retail.read import read_rows
from makegood.connectors.shopify.export import NOTE, ExportReader
from makegood.connectors.shopify.mapping import order_facts as shopify_facts
from makegood.connectors.shopify.read import read_nodes
from makegood.connectors.woocommerce.mapping import order_facts as woocommerce_facts
from makegood.connectors.woocommerce.read import read_orders
from makegood.intake.recognise import Recognised
from makegood.kernel.refusal import Refusal


class Source(Protocol):
    """`refused`: (row, Refusal). `rows_of`: the rows of each order that was given out. `rows`: how many were read."""

    @property
    def refused(self) -> list[tuple[int, Refusal]]: ...
    @property
    def rows_of(self) -> dict[str, list[int]]: ...
    @property
    def rows(self) -> int: ...
    def orders(self) -> Iterator[OrderFacts]: ...


@dataclass(slots=True)
class JsonSource:
    """One order a row."""

    objects: Objects
    facts: Callable[[dict[str, Any]], OrderFacts]
    refused: list[tuple[int, Refusal]] = field(default_factory=list)
    rows_of: dict[str, list[int]] = field(default_factory=dict)
    rows: int = 0

    def orders(self) -> Iterator[OrderFacts]:
        for number, one in self.objects:
            self.rows += 1
            try:
                if isinstance(one, Refusal):
                    raise one
                facts = self.facts(one)
            except Refusal as refusal:
                if isinstance(one, dict) and isinstance(one.get("id"), str | int):
                    refusal.extra.setdefault("order", str(one["id"]).rsplit("/", 1)[-1][:120])
                self.refused.append((number, refusal))
                continue
            self.rows_of.setdefault(facts.source_id, []).append(number)
            yield facts


@dataclass(slots=True)
class RetailSource:
    """Invoices of the Online Retail file; its lines are named by their rows."""

    path: Path
    reader: Reader = field(default_factory=Reader)
    rows_of: dict[str, list[int]] = field(default_factory=dict)

    @property
    def refused(self) -> list[tuple[int, Refusal]]:
        return self.reader.refused

    @property
    def rows(self) -> int:
        return self.reader.figures.rows

    def orders(self) -> Iterator[OrderFacts]:
        return self.reader.orders(read_rows(self.path))


def source_of(path: Path, what: Recognised, merchant: Merchant, mapping: Mapping | None = None) -> Source:
    """The reader of a recognised file. A table without a mapping is read by the guess from its header."""
    market, zone, currency = merchant.country, merchant.zone, merchant.currency
    if what.format == "online-retail":
        return RetailSource(path)
    if what.export and what.form is not None:
        return ExportReader(path, what.form, market, zone, currency)
    if what.format == "csv" and what.form is not None:
        return CsvReader(path, what.form, mapping or guessed(what.header), zone, currency, market)
    if what.format == "woocommerce":
        return JsonSource(read_orders(path), lambda one: woocommerce_facts(one, default_market=market, zone=zone, shop_currency=currency))
    return JsonSource(read_nodes(path), lambda one: shopify_facts(one, default_market=market))


def notes_of(what: Recognised) -> list[str]:
    """What the format itself can't tell."""
    return [NOTE] if what.export else []
