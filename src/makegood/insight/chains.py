"""Does every chain of the timeline verify, and is everything where the chains say."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from makegood.apps.returns import queries as returns
from makegood.apps.returns.told import moved_untold
from makegood.base.seals import broken_seals
from makegood.base.timeline import TimelineLine, broken_lines
from makegood.base.unit import all_merchant_ids, unit


def verify_chains(cases: Sequence[str] = ()) -> dict[str, Any]:
    """{"chains", "lines", "broken": [sentence]}; `cases` are numbers or public ids, none means everything, the nightly seals included."""
    chains = lines = 0
    broken: list[str] = []
    with unit(merchants=all_merchant_ids()):
        rows = TimelineLine.objects.order_by("merchant_id", "chain", "seq")
        named = [returns.case_by_number(name) or returns.case_of(name) for name in cases]
        if cases:
            rows = rows.filter(chain__in=[f"case:{case.id}" for case in named])
        for (_, name), group in groupby(rows.iterator(2000), key=lambda line: (line.merchant_id, line.chain)):
            chain = list(group)
            chains += 1
            lines += len(chain)
            broken += [_of_case(name) + one for one in broken_lines(chain)]
        broken += moved_untold(named)
        if not cases:
            broken += broken_seals()
    return {"chains": chains, "lines": lines, "broken": broken}


def _of_case(chain: str) -> str:
    kind, _, key = chain.partition(":")
    return f"case {returns.case_by_id(int(key)).number}, " if kind == "case" else ""
