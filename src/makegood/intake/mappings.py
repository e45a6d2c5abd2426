"""A table's mapping: the one that is remembered for its header, else a guess that a person has to confirm."""

from dataclasses import dataclass

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.connectors.csv.columns import fingerprint
from makegood.connectors.csv.mapping import Mapping, guessed, mapping_from
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    mapping: Mapping
    remembered: bool


def mapping_for(header: list[str], *, merchant_id: int) -> Known:
    """The columns keep this file's own spelling: a fingerprint does not look at case and accents."""
    with unit(merchants=[merchant_id]):
        kept = orders.mapping_of(fingerprint(header))
    if kept is None:
        return Known(guessed(header), False)
    try:
        mapping = mapping_from(kept)
    except Refusal:  # kept by an older version, with a field that is gone
        return Known(guessed(header), False)
    if any(column not in header for columns in mapping.columns.values() for column in columns):
        return Known(guessed(header), False)
    return Known(mapping, True)
