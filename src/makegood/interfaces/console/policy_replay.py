"""`makegood policy replay`, `schema` and `facts-schema`: what a draft would have changed, and what a policy and its facts are made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cyclopts

from makegood.interfaces.console.output import BAD_USAGE, DONE, answer, refuse, say
from makegood.kernel.refusal import Refusal
from makegood.policy.rules import Policy, load_policy

SHOWN = 20


def register(app: cyclopts.App) -> None:
    """The commands of this file, beside those of `console.policy`."""
    app.command(replay_command, name="replay")
    app.command(schema_command, name="schema")
    app.command(facts_command, name="facts-schema")


def replay_command(
    policy: str,
    facts: str | None = None,
    *,
    against: str | None = None,
    shop: str | None = None,
    law: bool | None = None,
    out: str | None = None,
    memory: str = "256MB",
    json: bool = False,
) -> int:
    """What POLICY would have changed: over FACTS (Parquet, see `makegood policy facts-schema`), or over the shop's own cases.

    --against POLICY2: what it is compared with; without a file of facts the version in force. --law: decide every changed line by the law
    as well, however many there are; --no-law: compare the rules alone. --out FILE.csv or FILE.parquet: every changed line.
    """
    for path in (policy, against, facts):
        if path is not None and not Path(path).is_file():
            say(f"{path} is no file that can be read.")
            return BAD_USAGE
    if facts is not None and against is None:
        say("--against POLICY2 says what the file is compared with.")
        return BAD_USAGE

    def found() -> dict[str, Any]:
        if facts is None:
            return _own(Path(policy), against, shop, out)
        from makegood.policy.replay import replay_file

        target = None if out is None else Path(out)
        return replay_file(facts, now=_loaded(policy), then=_loaded(str(against)), law=law, out=target, memory=memory)

    return _answered(found, json)


def _answered(found: Callable[[], dict[str, Any]], json: bool) -> int:
    try:
        value = found()
    except Refusal as refusal:
        return refuse(refusal, as_json=json)
    answer(value, as_json=json, human=_human)
    if value["written"]:
        say(f"Every changed line is in {value['written']}.")
    return DONE


def _loaded(path: str) -> Policy:
    return load_policy(Path(path).read_text(encoding="utf-8"))


def _own(policy: Path, against: str | None, slug: str | None, out: str | None) -> dict[str, Any]:
    """Over the recorded decisions of one shop."""
    from makegood.interfaces.console.run import database, django

    with database():
        django()
        from django.db import connection

        from makegood.base.tenancy import Merchant
        from makegood.base.unit import unit
        from makegood.insight.replay_policy import replayed_history
        from makegood.policy.replay import write_rows

        made = Merchant._meta.db_table in connection.introspection.table_names()
        shops = {merchant.slug: merchant.id for merchant in Merchant.objects.order_by("id")} if made else {}
        if not shops:
            raise Refusal("shop_unknown", "There is no shop on this machine yet.", "Give a file of facts, or make one: makegood shop NAME.")
        if slug is None and len(shops) == 1:
            slug = next(iter(shops))
        if slug not in shops:
            raise Refusal(
                "shop_unknown", f"There is no shop {slug}." if slug else "There are several shops.", f"--shop {' or '.join(shops)}."
            )
        with unit(merchants=[shops[slug]]):
            text = None if against is None else Path(against).read_text(encoding="utf-8")
            found, changed = replayed_history(policy.read_text(encoding="utf-8"), now=datetime.now(UTC), against_text=text)
    if out is not None:
        write_rows(changed, Path(out))
    return found | {"written": out}


def _human(found: dict[str, Any]) -> str:
    of = found["currency"]
    what = "decided otherwise" if found["compared"] == "decision" else "promised otherwise (the rules alone; the law's floor may level it)"
    lines = [f"{found['changed']:,} of {found['lines']:,} lines {what}."]
    cost = found["cost"]
    lines.append(f"What they pay out: {cost['then']} {of} then, {cost['now']} {of} now, {cost['difference']} {of} more.")
    if found["unpriced"]:
        lines.append(f"{found['unpriced']:,} of them have no price and are not counted in it.")
    people = found["to_a_person"]
    lines.append(f"To a person: {people['then']:,} then, {people['now']:,} now.")
    if found["undecided"]:
        lines.append(f"{found['undecided']:,} lines can't be decided (a market without a file of law, or facts that are none).")
    for title, rows, name in (
        ("market", found["by_market"], lambda row: row["market"]),
        ("cause", found["by_cause"], lambda row: row["kind"]),
        ("remedy", found["by_remedy"], lambda row: f"{row['remedy_then']} -> {row['remedy_now']}"),
    ):
        lines += ["", f"by {title}"] + [
            f"  {name(row):<40} {row['changed']:>10,}  {row['difference']:>14}" for row in rows if row["changed"]
        ]
    lines += ["", "by rule"] + [
        f"  {row['slot']}: {row['then']} ({row['rule_then']}) -> {row['now']} ({row['rule_now']}): {row['lines']:,}, {row['difference']}"
        for row in found["rules"][:SHOWN]
    ]
    shown = found["changed_lines"][:SHOWN]
    lines += ["", "changed lines"] + [
        f"  {row['line']}  {row['market']}  {row['kind']}: {row['remedy_then']} -> {row['remedy_now']}  ({row['rules_then']} -> {row['rules_now']})"
        for row in shown
    ]
    if found["changed"] > len(shown):
        lines.append(f"  and {found['changed'] - len(shown):,} more")
    return "\n".join(lines)


def schema_command() -> int:
    """The JSON Schema of a policy file, for editors that complete and check while one types."""
    from makegood.policy.schema import schema_text

    print(schema_text(), end="")
    return DONE


def facts_command(*, json: bool = False) -> int:
    """Every fact that a rule may ask about: its type, its words, and how its column is written in a Parquet file."""
    from makegood.policy.schema import facts_table

    answer(
        facts_table(),
        as_json=json,
        human=lambda rows: "\n".join(f"{row['fact']:<28} {row['column']:<58} {row['sentence']}" for row in rows),
    )
    return DONE
