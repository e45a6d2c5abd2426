"""A table of facts: which columns it has, of which types, what is worked out from them, and what its numbers may be.

A column is named by its fact (`item.cost`); null is unknown; amounts are whole minor units of the policy's currency, days are dates.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.law.scenario import CASE_KINDS, OWN_INPUTS
from makegood.policy.facts import DERIVED, FACTS, fault_of
from makegood.policy.frame.condition import BOUNDS, MILLIONTHS

# Fact type -> what it is called, and which of Ibis's kinds of column serve it.
COLUMN_TYPES = {
    "bool": ("true or false (boolean)", ("boolean",)),
    "int": ("whole numbers (integer)", ("integer",)),
    "money": ("whole minor units of the policy's currency (integer)", ("integer",)),
    "number": ("numbers of up to six decimals (decimal, floating or integer)", ("decimal", "floating", "integer")),
    "date": ("days (date)", ("date",)),
    "word": ("words (string)", ("string",)),
    "text": ("texts (string)", ("string",)),
    "words": ("lists of words (list of string)", ("array",)),
    "texts": ("lists of texts (list of string)", ("array",)),
}
_EMPTY = {"bool": "boolean", "int": "int64", "money": "int64", "number": "int64", "date": "date", "word": "string", "text": "string",
          "words": "array<string>", "texts": "array<string>"}  # fmt: skip
ON = "on"  # the day of each decision; where there is no such column, the day the case was opened
_SOURCES = {
    "days_since_delivery": ("order.delivered_on",), "days_since_order": ("order.placed_on",),
    "days_late": ("order.promised_on",), "fault": ("case.kind",), "item.personalised": ("item.customer_input",),
}  # fmt: skip


def _serves(type: Any, wanted: Iterable[str]) -> bool:
    if type.is_array():
        return "array" in wanted and bool(type.value_type.is_string())
    return any(getattr(type, f"is_{one}")() for one in wanted)


def check_types(schema: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuses `facts_column` (a column that is not there) and `facts_type` (one that is of another type), naming it and what it must be."""
    for name in names:
        said, wanted = COLUMN_TYPES["date" if name == ON else FACTS[name].type]
        if name not in schema:
            raise Refusal(
                "facts_column", f"The table has no column {name}: {said}.", "Add it, with nulls where it is not known.", status=400, field=name
            )  # fmt: skip
        if not schema[name].is_null() and not _serves(schema[name], wanted):
            raise Refusal(
                "facts_type", f"{name} is a column of {schema[name]}, and must be {said}.", "Cast the column, and write the table again.",
                status=400, field=name,
            )  # fmt: skip


def needed_columns(facts: Iterable[str]) -> list[str]:
    """The columns that these facts are read or worked out from."""
    found: dict[str, None] = {}
    for fact in sorted(facts):
        found |= dict.fromkeys(_SOURCES.get(fact, (fact,)))
    return list(found)


def fact_columns(table: Any) -> dict[str, Any]:
    """fact -> the Ibis column as conditions read it: whole numbers, and numbers in millionths. Derived facts are read where they are given."""
    found = {}
    for name in table.columns:
        if name in FACTS:
            kind = FACTS[name].type
            found[name] = (
                _whole(table[name]) if kind == "number" else table[name].cast("int64") if kind in ("int", "money") else table[name]
            )
    if "item.customer_input" in found:
        found["item.customer_input"] = found["item.customer_input"].nullif("unknown")  # as policy.facts.read_facts reads it
    return found


def _whole(column: Any) -> Any:
    import ibis

    if column.type().is_integer():
        return column.cast("int64") * ibis.literal(MILLIONTHS, "int64")
    return (column.cast("decimal(27, 6)") * ibis.literal(MILLIONTHS, "decimal(7, 0)")).cast("int64")


def add_derived(columns: dict[str, Any]) -> dict[str, Any]:
    """The facts that `policy.facts` works out, from columns; each needs its sources. `on` is the day of the decision."""
    import ibis

    found, on = dict(columns), columns[ON]
    notified = columns.get("case.notified_on")
    notice = on if notified is None else ibis.ifelse(notified.isnull() | (notified > on), on, notified)
    given = [columns[name] for name in ("order.delivered_on", "item.delivered_on") if name in columns]
    delivered = ibis.coalesce(*given) if given else ibis.null("date")
    if given:
        found["days_since_delivery"] = notice.delta(delivered, unit="day")
    if "order.placed_on" in columns:
        found["days_since_order"] = notice.delta(columns["order.placed_on"], unit="day")
    if "order.promised_on" in columns:
        late = ibis.coalesce(delivered, on).delta(columns["order.promised_on"], unit="day")
        found["days_late"] = ibis.ifelse(late < 0, ibis.literal(0, "int64"), late)
    if "item.customer_input" in columns:
        found["item.personalised"] = columns["item.customer_input"].isin(sorted(OWN_INPUTS))
    if "case.kind" in columns:
        faults: dict[str, list[str]] = {}
        for kind in sorted(CASE_KINDS):
            faults.setdefault(fault_of(kind), []).append(kind)
        kind = columns["case.kind"]
        found["fault"] = ibis.cases(
            *((kind.isin(kinds), ibis.literal(fault)) for fault, kinds in faults.items()), else_=ibis.null("string")
        )
    return found


def outside(columns: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """fact -> a yes/no expression of the rows whose value is none that a fact can have."""
    import ibis

    found = {}
    for name in names:
        fact, column = FACTS[name], columns[name]
        if fact.type in BOUNDS:
            found[name] = column.abs() >= ibis.literal(BOUNDS[fact.type], "int64")
        elif fact.type == "date":
            found[name] = (column < ibis.date(date.min)) | (column > ibis.date(date.max))
        elif fact.type == "word":
            found[name] = ~column.isin(sorted(fact.words))
    return found


assert set(_SOURCES) == DERIVED
