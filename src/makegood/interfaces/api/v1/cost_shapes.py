"""What the API shows of costs: as the console does, with money as objects."""

from typing import Any

from makegood.interfaces.api.v1.shapes import money
from makegood.policy.economics import Cost, Costs
from makegood.policy.economics.figures import Figure


def costs(found: Costs) -> dict[str, Any]:
    """Rows cheapest first; each part names the figures it was reckoned from, and each figure its source."""
    rows = [_row(row, found.currency) | {"policy": row is found.policy, "cheapest": row is found.cheapest} for row in found.rows]
    return {"rows": rows, "alternative": _row(found.alternative, found.currency)}


def _row(row: Cost, currency: str) -> dict[str, Any]:
    plain = row.as_json(currency)
    return plain | {
        "cost": money(row.minor, currency),
        "direct": money(row.direct, currency),
        "parts": [
            {
                "name": part.name,
                "group": part.group,
                "amount": money(part.minor, currency),
                "figures": [_figure(figure, currency) for figure in part.figures],
            }
            for part in row.parts
        ],
    }


def _figure(figure: Figure, currency: str) -> dict[str, Any]:
    plain = figure.as_json(currency)
    return plain | {"value": money(figure.value, currency)} if figure.unit == "money" else plain
