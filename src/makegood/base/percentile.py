"""The value below which a share of the rows lies, computed by PostgreSQL."""

from typing import Any

from django.db.models import Aggregate, DurationField


class Percentile(Aggregate):
    """`Percentile(expression, 0.5)` is the median of a span of time. Rows without a value don't count; None where there are none.

    Source: percentile_cont, https://www.postgresql.org/docs/current/functions-aggregate.html (ordered-set aggregates).
    """

    function = "percentile_cont"
    template = "%(function)s(%(place)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, place: float, **extra: Any) -> None:
        super().__init__(expression, place=float(place), **extra)
