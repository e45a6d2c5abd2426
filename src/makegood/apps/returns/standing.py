"""Where order lines stand in cases that were neither declined, dropped nor joined."""

from collections.abc import Collection

from makegood.apps.returns.models import CaseLine


def in_cases(order_line_ids: Collection[int]) -> dict[int, list[CaseLine]]:
    """The lines of cases by order line, each with its case, the oldest first."""
    found: dict[int, list[CaseLine]] = {}
    rows = CaseLine.objects.filter(order_line_id__in=list(order_line_ids)).exclude(decision__in=("refused", "dropped_by_customer"))
    for line in rows.filter(case__merged_into=None).select_related("case").order_by("id"):
        found.setdefault(line.order_line_id, []).append(line)
    return found
