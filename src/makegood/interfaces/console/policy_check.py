"""`makegood policy check`: is a policy nowhere below the law, and where it is: for whom."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import cyclopts

from makegood.interfaces.console.output import BAD_USAGE, DONE, WANTING, answer, say
from makegood.policy.check import check_policy
from makegood.policy.check.supplier_gaps import read_agreements
from makegood.policy.site.sketch import read_sketch

LARGEST = 1_100_000  # a little above the policy's own limit, so that its own error is said


def check_command(
    policy: str | None = None,
    *,
    shop: str | None = None,
    market: Annotated[list[str] | None, cyclopts.Parameter(consume_multiple=True)] = None,
    agreements: str | None = None,
    on: date | None = None,
    json: bool = False,
) -> int:
    """Prove for every market (or each MARKET named) that POLICY gives no customer less than the law, or name the customer.

    SHOP is a sketch of the shop's site in YAML (POLICY may then be left out); AGREEMENTS the suppliers' terms in YAML.
    """
    if policy is None and market and Path(market[-1]).is_file():  # `--market DE GB policy.yaml`: the last word is the file
        policy = market.pop()
    if policy is None and shop is None:
        say("Name a policy, a sketch of the site (--shop), or both.")
        return BAD_USAGE
    texts = {path: _text(path) for path in (policy, shop, agreements) if path is not None}
    unread = [path for path, text in texts.items() if text is None]
    if unread:
        say(f"{unread[0]} is no text in UTF-8.")
        return BAD_USAGE
    found = check_policy(
        texts[policy] if policy is not None else None,
        sketch=read_sketch(texts[shop] or "") if shop is not None else None,
        markets=[word for given in market for word in given.split(",")] if market else None,
        on=on or datetime.now(UTC).date(),
        suppliers=read_agreements(texts[agreements] or "") if agreements is not None else (),
    )
    answer(found, as_json=json, human=human)
    return DONE if found["ok"] else WANTING


def _text(path: str) -> str | None:
    with Path(path).open("rb") as file:
        start = file.read(LARGEST)
    try:
        return start.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None if len(start) < LARGEST else start.decode("utf-8-sig", "ignore")


def human(found: dict[str, Any]) -> str:
    """The report for reading: what blocks first."""
    lines = [f"{one['rule'] or 'policy'}, column {one['column'] or '-'}: {one['message']}" for one in found["errors"]]
    lines += [f"gap: {one['message']}" for one in found["gaps"]]
    for level in ("block", "warn", "note"):
        lines += [f"{level} {one['market']}: {one['sentence']}" for one in found["below_floor"] if one["level"] == level]
        lines += [
            f"{level} {one['market']}: {one['code']}. {one['remedy']} ({one['citation']})"
            for one in found["violations"]
            if one["level"] == level
        ]
    lines += [f"never reached: {', '.join(found['unreachable'])}"] if found["unreachable"] else []
    lines += [f"contradiction in {one['rule']}: {one['message']}" for one in found["contradictions"]]
    lines += [f"supplier {one['supplier']}: {one['message']}" for one in found["supplier_gaps"]]
    lines += [f"not proven for {one['market']}: {one['message']}" for one in found["not_proven"]]
    if found["proved_markets"]:
        lines.append(f"proven for {len(found['proved_markets'])} markets: {', '.join(found['proved_markets'])}")
    return "\n".join([*lines, "ok" if found["ok"] else "not ok"])
