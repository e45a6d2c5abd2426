"""Does every chain of the timeline verify."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from makegood.apps.returns import queries as returns
from makegood.base.timeline import TimelineLine, broken_lines
from makegood.base.unit import all_merchant_ids, unit


def verify_chains(cases: Sequence[str] = ()) -> dict[str, Any]:
    """{"chains", "lines", "broken": [sentence]}; `cases` are numbers or public ids, none means everything."""
    chains = lines = 0
    broken: list[str] = []
    with unit(merchants=all_merchant_ids()):
        rows = TimelineLine.objects.order_by("merchant_id", "chain", "seq")
        if cases:
            named = [returns.case_by_number(name) or returns.case_of(name) for name in cases]
            rows = rows.filter(chain__in=[f"case:{case.id}" for case in named])
        for _, group in groupby(rows.iterator(2000), key=lambda line: (line.merchant_id, line.chain)):
            chain = list(group)
            chains += 1
            lines += len(chain)
            broken += broken_lines(chain)
    return {"chains": chains, "lines": lines, "broken": broken}
