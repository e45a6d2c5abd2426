"""Who sends the new goods that were agreed on: the shop's own system, which has them as new lines of the order, or a person. Pure over rows.

What is sent there is sent once: so never where a supplier makes it, or where somebody has begun to (docs/adr/0022).
"""

from typing import Any

from makegood.apps.mirror.words import SERVED
from makegood.casefile.errands import News, Seen, covered, unit_of

NEW = ("replacement", "remake", "exchange")


def sender_of(line: Any, item: Any, choice: Any, party: str) -> str:
    """ "" where no new goods are waited for; `shop` where its own system can be told; otherwise why a person orders them.

    `item`: the order's line. The reasons: `other` (goods that were not bought), `system` (it knows no such thing), `supplier`, `text`, `text_missing` (a new line there bears no
    text), `variant_unknown`, `kept` (nothing comes back, so there is no return that could hold it).
    """
    if choice is None or choice.offer.get("remedy") not in NEW or line.decision != "accepted_by_customer" or line.remake != "approved":
        return ""
    reasons = {
        "other": "exchange" in choice.offer,
        "system": "send_new" not in SERVED.get(party, ()),
        "supplier": item.agreement_id is not None,
        "text_missing": item.customer_input == "unknown",
        "text": item.customer_input != "none",
        "variant_unknown": not item.variant_ref,
        "kept": choice.offer.get("ship_back", "none") == "none",
    }
    return next((reason for reason, holds in reasons.items() if holds), "shop")


def new_of(seen: Seen, line: Any, party: str) -> list[dict[str, Any]]:
    """What a return that is opened now takes along for this line: [{of, line, variant, quantity}], or nothing."""
    item = seen.order_lines[line.order_line_id]
    if sender_of(line, item, seen.choices.get(line.id), party) != "shop":
        return []
    return [{"of": line.public_id, "variant": item.variant_ref, **unit_of(seen, line)}]


def new_goods(seen: Seen, party: str) -> list[News]:
    """New goods that a return took along become lines of the order at once; those that are not wanted any more are taken out of it."""
    found = []
    sent = {one.subject for one in seen.errands if one.kind == "send_new" and one.state != "dropped"}
    for line in seen.lines:
        parent = covered(seen, line)
        mine = [one for one in parent.facts.get("new", []) if one["of"] == line.public_id] if parent is not None else []
        if not mine or line.public_id in sent:
            continue
        facts = {"parent": parent.public_id, "units": mine}
        if sender_of(line, seen.order_lines[line.order_line_id], seen.choices.get(line.id), party):
            found.append(News("send_new", line.public_id, facts))
        else:
            found.append(News("take_out_new", line.public_id, facts | {"left": _left(seen, parent, mine[0])}))
    return found


def unwanted(seen: Seen, errand: Any, party: str) -> bool:
    """New goods that were not told of yet, and that nobody waits for any more."""
    line = next((one for one in seen.lines if one.public_id == errand.subject), None)
    if errand.kind != "send_new" or errand.state != "waiting" or errand.tries or line is None:
        return False
    return not sender_of(line, seen.order_lines[line.order_line_id], seen.choices.get(line.id), party)


def _left(seen: Seen, parent: Any, mine: dict[str, Any]) -> int:
    """How many pieces of these goods the return still holds once this line's are out."""
    out = {one.subject for one in seen.errands if one.kind == "take_out_new" and one.facts["parent"] == parent.public_id} | {mine["of"]}
    return sum(one["quantity"] for one in parent.facts["new"] if one["variant"] == mine["variant"] and one["of"] not in out)
