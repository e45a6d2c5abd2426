"""What the facts of a cell have in common, and what holds in every case of a shop, as terms of the solver."""

from datetime import date, timedelta
from typing import Any

import z3

from makegood.policy.facts import DERIVED, FACTS
from makegood.policy.floor.cells import Cell, Limit
from makegood.policy.floor.sample import FORESEEN, GIVEN, LONGEST_PROMISE, LONGEST_WAY, OLDEST_ORDER, OLDEST_WORD, SLACK
from makegood.policy.floor.terms import Terms
from makegood.policy.raise_to_floor import LONG_ENOUGH

_BIT_SCOPES = {"consents": "order.consents", "disclosures": "order.disclosures"}


def world(terms: Terms) -> z3.BoolRef:
    """Facts that can be together: days follow one another, what is looked at is among what is wrong."""
    placed, came, promised = (terms.value(f"order.{name}_on") for name in ("placed", "delivered", "promised"))
    listed, kinds = terms.fact("case.kinds")
    return z3.And(
        z3.Implies(terms.known("case.notified_on"), terms.value("case.notified_on") <= terms.today),
        placed <= terms.notice,
        z3.Implies(terms.known("order.delivered_on"), z3.And(placed <= came, came <= terms.today)),
        z3.Implies(terms.known("order.promised_on"), placed <= promised),
        *(z3.Implies(z3.And(listed, terms.value("case.kind") == terms.code(kind)), member) for kind, member in kinds.items()),
    )


def within_bounds(terms: Terms) -> z3.BoolRef:
    """The bounds within which the law is searched (sample.py, docs/adr/0028)."""
    placed, came, promised = (terms.value(f"order.{name}_on") for name in ("placed", "delivered", "promised"))
    return z3.And(
        z3.Implies(terms.known("case.notified_on"), terms.value("case.notified_on") >= terms.today - OLDEST_WORD),
        placed >= terms.today - OLDEST_ORDER,
        z3.Implies(terms.known("order.delivered_on"), came <= placed + LONGEST_WAY),
        z3.Implies(terms.known("order.promised_on"), promised <= placed + LONGEST_PROMISE),
    )


def told(terms: Terms, shown: tuple[str, ...]) -> z3.BoolRef:
    """What the proof takes as told to the customer (contract: policy check --shop)."""
    return z3.And([terms.has("order.disclosures", word) for word in (*GIVEN, *shown)])


def preferred(terms: Terms) -> list[z3.BoolRef]:
    """What makes an example easy to read: facts that are known, amounts and counts of every day."""
    names = sorted(name for name in terms.read - DERIVED if FACTS[name].type not in ("date", "words") and name != "case.major")
    plain = [
        z3.And(terms.value(name) >= (1_000 if FACTS[name].type == "money" else 0), terms.value(name) <= 50_000)
        for name in names
        if FACTS[name].type in ("money", "int")
    ]
    came, placed = terms.fact("order.delivered_on"), terms.value("order.placed_on")
    soon = z3.And(z3.Implies(came[0], z3.And(came[1] <= placed + 20, came[1] <= terms.notice)), terms.notice >= terms.today - 20)
    return [z3.And([terms.known(name) for name in names]), z3.And(soon, *plain), placed >= terms.today - 100]


def decided_on(terms: Terms, on: date) -> z3.BoolRef:
    return terms.today == on.toordinal()


def decided_later(terms: Terms, on: date) -> z3.BoolRef:
    """On the day of the customer's word, up to a year and a bit after `on`."""
    first = on.toordinal()
    said = z3.Implies(terms.known("case.notified_on"), terms.value("case.notified_on") == terms.today)
    return z3.And(terms.today >= first, terms.today <= first + FORESEEN, said)


def sane(terms: Terms, done: set[str]) -> list[z3.BoolRef]:
    """What is asked about lies within what can be: days in order, no negative amounts, shares between none and all. For facts not yet `done`."""
    found: list[z3.BoolRef] = [*terms.limits]
    terms.limits.clear()
    placed, came = terms.value("order.placed_on"), terms.value("order.delivered_on")
    for name, (known, value) in list(terms.facts.items()):
        if name in done:
            continue
        done.add(name)
        if name in ("order.shipped_on", "item.shipped_on", "item.delivered_on"):
            inside = z3.And(placed <= value, value <= terms.today, z3.Implies(terms.known("order.delivered_on"), value <= came))
            found.append(z3.Implies(known, inside))
            if name == "item.delivered_on":
                found.append(z3.Implies(known, terms.known("order.delivered_on")))
        elif name == "case.opened_on":
            found.append(z3.Implies(known, z3.And(terms.notice <= value, value <= terms.today)))
        elif name == "order.contract_document_on":
            # What was told is taken as told: the document came with the goods at the latest.
            with_goods = z3.Implies(terms.known("order.delivered_on"), value <= came)
            found.append(z3.Implies(known, z3.And(placed <= value, value <= terms.today, with_goods)))
        elif name in ("case.quantity", "order.item_count"):
            found.append(value >= 1)
        elif name in ("order.discount_percent", "supplier.expected_recovery"):
            found.append(z3.And(value >= 0, value <= (100 if name.endswith("percent") else 1)))
        elif (
            not isinstance(value, dict)
            and FACTS[name].type in ("int", "money")
            and not name.endswith("_on")
            and name not in (*DERIVED, "supplier.claim_days_left")
        ):
            found.append(z3.And(value >= 0, value <= 10**11))
    for less, more in (("item.price", "case.value"), ("case.value", "order.total"), ("item.price", "order.total")):
        pair = f"{less}<={more}"
        if pair in done or not {less, more} <= set(terms.facts):
            continue
        done.add(pair)
        both = z3.And(terms.known(less), terms.known(more))
        found.append(z3.Implies(both, terms.value(less) <= terms.value(more)))
    return found


def region(terms: Terms, cell: Cell, *, exact: bool) -> z3.BoolRef:
    """The facts of the cell. Not `exact`: at least those (what can't be there can't be in the law); exact: those that the law itself names."""
    parts = [terms.is_word("case.kind", cell.kinds)]
    parts += [in_common(terms, limit, exact) for limit in sorted(cell.limits, key=str)]
    return z3.And(*parts, _within(terms, cell, exact))


def _bit(terms: Terms, bit: str) -> z3.BoolRef:
    if bit == "personalised":
        return terms.yes("item.personalised")
    scope, _, word = bit.partition(":")
    return terms.has(_BIT_SCOPES[scope], word) if scope in _BIT_SCOPES else terms.yes(f"{scope}.{word}")


def in_common(terms: Terms, limit: Limit, exact: bool) -> z3.BoolRef:
    name, came, notice = limit[0], terms.value("order.delivered_on"), terms.notice
    arrived = terms.known("order.delivered_on")
    if name == "never":
        return z3.Not(z3.And([_bit(terms, bit) for bit in limit[1]]))
    if name == "bit":
        return _bit(terms, limit[1]) if limit[2] else z3.Not(_bit(terms, limit[1]))
    if name == "event":
        happened = terms.has("case.events", limit[1])
        return happened if limit[2] else z3.Not(happened)
    if name == "major":
        known, value = terms.fact("case.major")
        return z3.Not(known) if limit[1] is None else z3.And(known, value == limit[1])
    if name == "paper":
        return terms.known("order.contract_document_on") if limit[1] else z3.Not(terms.known("order.contract_document_on"))
    if name == "not_due":
        return z3.Or(z3.Not(terms.is_word("case.kind", ["late"])), z3.And(arrived, came <= notice), _not_due(terms, limit[1:], exact))
    if name == "within_days":
        return z3.And(arrived, notice - came <= limit[1])
    if name == "after_days":
        return z3.Or(z3.Not(arrived), notice - came > limit[1])
    if name == "ordered_from":
        return terms.value("order.placed_on") >= date.fromisoformat(limit[1]).toordinal()
    if name == "overdue":
        waited = z3.If(arrived, notice, terms.today) - terms.value(limit[1])  # who wrote before it came waited until then
        return z3.And(terms.known(limit[1]), waited >= (limit[3] if exact else limit[2]))
    if name == "undelivered":
        return z3.Or(z3.Not(arrived), came > notice)
    if name == "unpromised":
        return z3.Not(terms.known("order.promised_on"))
    return _money(terms, limit)


def _not_due(terms: Terms, cells: tuple[tuple[Limit, ...], ...], exact: bool) -> z3.BoolRef:
    """None of the cells in which a delay gives a right; what was announced or agreed to leaves it open, so nothing was."""
    told = {limit[1] for limits in cells for limit in limits if limit[0] == "event" and not limit[2]}
    none = [z3.Not(terms.has("case.events", word)) for word in sorted(told)]
    return z3.And(*none, *(z3.Not(z3.And([in_common(terms, limit, not exact) for limit in limits])) for limits in cells))


def _money(terms: Terms, limit: Limit) -> z3.BoolRef:
    if limit[0] == "money_total_over":
        return z3.Or(z3.Not(terms.known("order.total")), terms.value("order.total") > limit[1])
    if limit[0] == "money_from":
        return z3.And(terms.known("case.value"), terms.value("case.value") >= limit[1])
    if limit[0] == "money_to":
        return z3.And(terms.known("case.value"), terms.value("case.value") <= limit[1])
    assert limit[0] == "money_postage_owed", limit
    paid, standard, total = (terms.fact(f"order.{name}") for name in ("outbound_shipping", "standard_shipping", "total"))
    worth = z3.If(terms.known("case.value"), terms.value("case.value"), terms.value("item.price"))
    priced = z3.Or(terms.known("case.value"), terms.known("item.price"))
    whole = z3.Or(z3.Not(total[0]), z3.Not(priced), worth + paid[1] >= total[1])
    if limit[1]:  # of a part of the order only what goes beyond the cheapest way
        return z3.And(paid[0], paid[1] > 0, z3.Or(whole, z3.And(standard[0], paid[1] > standard[1])))
    return z3.And(paid[0], paid[1] > 0, whole, z3.Or(z3.Not(standard[0]), standard[1] > 0))


def _start(terms: Terms, start: str) -> tuple[z3.BoolRef, Any]:
    """(has it begun, the first day of the period)."""
    if start == "notice":
        return z3.BoolVal(True), terms.notice
    return terms.fact(start)


def _within(terms: Terms, cell: Cell, exact: bool) -> z3.BoolRef:
    if cell.span is None or cell.span.start == "notice":
        return z3.BoolVal(True)
    begun, first = _start(terms, cell.span.start)
    asked = terms.notice - first
    inside = asked <= cell.span.most + SLACK
    if exact:
        inside = z3.Or([z3.And(_on_days(first, days), asked <= count) for count, days in lengths(cell).items()])
    return z3.Or(z3.Not(begun), inside)


def _on_days(first: Any, days: list[tuple[int, int]]) -> z3.BoolRef:
    return z3.Or([z3.And(first >= low, first <= high) for low, high in days])


_LENGTHS: dict[Any, dict[int, list[tuple[int, int]]]] = {}


def lengths(cell: Cell) -> dict[int, list[tuple[int, int]]]:
    """How long the cell's period is, by its first day: count of days -> runs of first days, as far back and ahead as the world goes."""
    span = cell.span
    assert span is not None
    key = (
        cell.market,
        cell.right,
        span,
        cell.on,
        tuple(sorted(str(limit) for limit in cell.limits if limit[0] in ("event", "paper", "bit"))),
    )
    if key not in _LENGTHS:
        if len(_LENGTHS) > 5_000:
            _LENGTHS.clear()
        found: dict[int, list[tuple[int, int]]] = {}
        for back in range(-FORESEEN, OLDEST_WORD + span.most + SLACK + 1):
            first = cell.on - timedelta(days=back)
            last = cell.until(first)
            if last is None:
                continue
            runs, number = found.setdefault((last - first).days, []), first.toordinal()
            if runs and runs[-1][0] == number + 1:
                runs[-1] = (number, runs[-1][1])
            else:
                runs.append((number, number))
        _LENGTHS[key] = found
    return _LENGTHS[key]


def window_short(terms: Terms, cell: Cell, window: dict[str, Any], *, exact: bool) -> z3.BoolRef:
    """The policy's window ends before the law's (raise_to_floor._window), or the customer's word where the law's has no end or has not begun."""
    begun, ends = z3.BoolVal(True), None
    if "days" in window:
        names = {"delivery": "order.delivered_on", "order": "order.placed_on", "shipment": "order.shipped_on"}
        begun, day = terms.fact(names[window["from"]])
        ends = day + window["days"]
    if window.get("until"):
        until = date.fromisoformat(window["until"]).toordinal()
        ends = z3.IntVal(until) if ends is None else z3.If(ends > until, ends, until)
    over = z3.And(z3.BoolVal(window.get("days", 0) < LONG_ENOUGH), ends < terms.notice)
    if cell.span is None:
        return z3.And(begun, over)
    running, first = _start(terms, cell.span.start)
    if exact:
        short = z3.Or([z3.And(_on_days(first, days), ends < first + count) for count, days in lengths(cell).items()])
    else:
        short = ends < first + cell.span.most + SLACK
    return z3.And(begun, z3.If(running, short, over))
