"""The mapping: which column is what, and how its cells are written. Made by a guess, confirmed by a person, kept by the shop."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from makegood.base.cells import currency as currency_of
from makegood.base.places import country
from makegood.connectors.csv.columns import FIELDS, MANY, guess
from makegood.kernel.refusal import Refusal

DECIMALS, DAY_ORDERS = ("", ",", "."), ("", "dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` is {field: (column, ...)}; `decimal` and `day_order` are empty where the file itself says; `currency` and `market` stand
    where the file names none; `tax_included`: whether prices hold the tax."""

    columns: dict[str, tuple[str, ...]]
    decimal: str = ""
    day_order: str = ""
    currency: str = ""
    market: str = ""
    tax_included: bool = True
    ignored: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["columns"] = {name: list(columns) for name, columns in self.columns.items()}
        found.pop("ignored")
        return found

    def as_yaml(self) -> str:
        plain = self.as_json()
        plain["columns"] = {name: columns[0] if len(columns) == 1 else columns for name, columns in plain["columns"].items()}
        return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)


def guessed(header: list[str]) -> Mapping:
    return Mapping({name: tuple(columns) for name, columns in guess(header).items()})


def mapping_from(given: Any) -> Mapping:
    """Of a file's or form's plain values. Refuses mapping_unreadable, field_unknown, unknown_currency, country_unknown."""
    if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
        raise Refusal("mapping_unreadable", "The mapping has no `columns`.", "Write columns: {number: Order, placed_at: Date, ...}.")
    columns: dict[str, tuple[str, ...]] = {}
    for name, value in given["columns"].items():
        if name not in FIELDS:
            raise Refusal("field_unknown", f"{str(name)[:40]!r} is no field.", f"These are: {', '.join(FIELDS)}.", field="columns")
        listed = tuple(str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, ""))
        if len(listed) > 1 and name not in MANY:
            raise Refusal(
                "field_twice",
                f"Two columns are given as {name}: {', '.join(listed)}.",
                "Choose one of them.",
                field="columns",
                value=", ".join(listed),
            )
        if listed:
            columns[name] = listed
    decimal, order = str(given.get("decimal") or ""), str(given.get("day_order") or "")
    if decimal not in DECIMALS or order not in DAY_ORDERS:
        raise Refusal("mapping_unreadable", "decimal is , or . and day_order is dmy or mdy.", "Leave them out to let the file say.")
    return Mapping(
        columns, decimal, order,
        currency_of(str(given["currency"])) if given.get("currency") else "",
        country(str(given["market"])) if given.get("market") else "",
        given.get("tax_included") is not False,
    )  # fmt: skip


def read_mapping(path: Path) -> Mapping:
    """Of a YAML file; the same refusals."""
    try:
        return mapping_from(yaml.safe_load(path.read_text(encoding="utf-8-sig")))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Refusal("mapping_unreadable", f"{path.name} is no YAML.", "Begin with one that makegood wrote.") from None


def checked(mapping: Mapping, header: list[str]) -> Mapping:
    """The mapping held against a header. Refuses columns_missing, columns_needed, with the columns that the file has."""
    absent = [column for columns in mapping.columns.values() for column in columns if column not in header]
    listed = ", ".join(header[:40])
    if absent:
        raise Refusal("columns_missing", f"The file has no column {absent[0]!r}.", f"It has: {listed}.", field="columns", value=absent[0])
    needed = [name for name in ("number", "placed_at") if name not in mapping.columns]
    needed += [] if {"sku", "title"} & set(mapping.columns) else ["title"]
    needed += [] if {"unit_price", "line_total"} & set(mapping.columns) else ["unit_price"]
    if needed:
        remedy = f"Say which they are. The file has: {listed}."
        raise Refusal("columns_needed", f"No column is known as {', '.join(needed)}.", remedy, field="columns", needed=needed)
    used = {column for columns in mapping.columns.values() for column in columns}
    return replace(mapping, ignored=tuple(column for column in header if column not in used))
