"""Orders come in: frozen as they were, with the policy that was in force. Safe to run twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders.freeze import Frozen, freeze
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations import disclosing, importing
from makegood.apps.orders.operations.importing import Ready
from makegood.apps.orders.operations.learning import learn
from makegood.apps.orders.operations.past import Learnt
from makegood.apps.orders.ports import OrderFacts
from makegood.apps.policies import queries as policies
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.apps.suppliers import queries as suppliers
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.locks import hold_imports
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.disclosed import Told, told_by
from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal
from makegood.law.load import market_used, zone_of

CHUNK = 500
MOST_MINOR = 10**15  # a larger sum is a mistake and would not fit its column


@dataclass(slots=True)
class Counts:
    """`changed`: known orders to which something was added. `refused`: (source id, Refusal). `shown`: the first orders as they stand
    here: (facts, Frozen, `new`, `unchanged` or `changed`).

    `refunded`: ids of known orders to which a refund was added, `unsent`: of which a parcel never left after all; the caller weighs them next
    (web.follow.follow_import, follow_unsent).
    """

    read: int = 0
    new: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    refunded: list[int] = field(default_factory=list)
    unsent: list[int] = field(default_factory=list)
    shown: list[tuple[OrderFacts, Frozen, str]] = field(default_factory=list)


Watch = Callable[[Counts], None]


def import_orders(
    *,
    merchant_id: int,
    facts: Iterable[OrderFacts],
    by: Actor,
    now: datetime,
    write: bool = True,
    show: int = 0,
    watch: Watch | None = None,
) -> Counts:
    """Chunk by chunk, each a transaction of its own; an order that is refused leaves the rest alone.

    With `write` off nothing is written: the same counts, for a preview. `watch` sees the counts inside each chunk's transaction.
    """
    counts, chunk = Counts(), []
    run = _Run(merchant_id, by, now, write, show, watch)
    for one in facts:
        chunk.append(one)
        if len(chunk) == CHUNK:
            _import(run, chunk, counts)
            chunk = []
    _import(run, chunk, counts)
    return counts


@dataclass(frozen=True, slots=True)
class _Run:
    merchant_id: int
    by: Actor
    now: datetime
    write: bool
    show: int
    watch: Watch | None


def _import(run: _Run, chunk: list[OrderFacts], counts: Counts) -> None:
    if not chunk:
        return
    merchant_id, by, now = run.merchant_id, run.by, run.now
    with unit(merchants=[merchant_id], by=by):
        if run.write:
            hold_imports(merchant_id)
        merchant = merchant_of(merchant_id)
        before = {source: importing.known(source, [one.source_id for one in chunk]) for source in {one.source for one in chunk}}
        versions = policies.publications()
        terms, makers = suppliers.by_code(), suppliers.supplied()
        showings = policies.showings(digest for facts in chunk for digest, _ in facts.shown)
        ready: list[Ready] = []
        taken: set[tuple[str, str]] = set()
        for facts in chunk:
            counts.read += 1
            key = (facts.source, facts.source_id)
            known = before[facts.source].get(facts.source_id)
            if known is not None or key in taken:
                state = "unchanged"
                if known is not None and key not in taken and known[1] != (digest := importing.facts_digest(facts)):
                    learnt = _learn(known[0], facts, digest, by, now) if run.write else Learnt()
                    counts.refunded += [known[0]] if learnt.new else []
                    counts.unsent += [known[0]] if learnt.gone else []
                    counts.changed += 1
                    state = "changed"
                else:
                    counts.unchanged += 1
                taken.add(key)
                _show(run, counts, facts, state)
                continue
            try:
                ready.append(_ready(facts, merchant, versions, terms, makers, showings, now))
                taken.add(key)
                if len(counts.shown) < run.show:
                    counts.shown.append((ready[-1].facts, ready[-1].frozen, "new"))
            except Refusal as refusal:
                counts.refused.append((facts.source_id, refusal))
        if not run.write:
            counts.new += len(ready)
            return
        ids = importing.insert(ready, merchant_id=merchant_id, shop_currency=merchant.currency, zone=merchant.zone, now=now)
        for order_id, one in zip(ids, ready, strict=True):
            if told := _told(one.facts, showings):
                disclosing.keep(order_id, merchant_id, told, by=by, now=now)
        counts.new += len(ids)
        counts.ids += ids
        if ids:
            timeline.note(f"import:{merchant_id}", "orders.imported", by=by, now=now, subject=ready[0].facts.source, orders=len(ids))
        if run.watch is not None:
            run.watch(counts)


def _learn(order_id: int, facts: OrderFacts, digest: str, by: Actor, now: datetime) -> Learnt:
    """What is new. What was said of one as a whole is said of its parts, in the same transaction."""
    lock_order(order_id)
    said = settled.same_of_order(order_id) if facts.past else []
    learnt = learn(order_id, facts, digest, by=by, now=now, spoken={one.past_id for one in said})
    for whole, rows in learnt.parted:
        for word in said:
            if word.past_id == whole:
                settlement.carry_same(word, rows, order_id=order_id, by=by, now=now)
    return learnt


def _show(run: _Run, counts: Counts, facts: OrderFacts, state: str) -> None:
    if len(counts.shown) < run.show:
        try:
            counts.shown.append((facts, freeze(facts), state))
        except Refusal:  # what came in before is shown no more than it is touched
            return


def _told(facts: OrderFacts, showings: dict[str, Any]) -> list[Told]:
    known = [(showings[digest], at) for digest, at in facts.shown if digest in showings]
    return [told_by(showing, market=facts.market, placed_at=facts.placed_at, shown_at=at) for showing, at in known]


def _ready(
    facts: OrderFacts,
    merchant: Any,
    versions: list[Any],
    terms: dict[str, list[Any]],
    makers: dict[str, str],
    showings: dict[str, Any],
    now: datetime,
) -> Ready:
    """Checked and frozen. Refuses unknown_currency, unknown_market, future_date, rate_not_positive and what freeze refuses."""
    exponent(facts.currency)
    zone_of(market_used(facts.market))
    if facts.placed_at > now:
        raise Refusal("future_date", f"The order's date lies ahead: {facts.placed_at.date()}.", "Check the date.")
    digest = importing.facts_digest(facts)
    in_force = next((one for one in versions if one.from_at <= facts.placed_at), versions[-1] if versions else None)
    placed_on = facts.placed_at.astimezone(ZoneInfo(merchant.zone)).date()
    suppliers_of = tuple(makers.get(line.sku, line.supplier)[:60] for line in facts.lines)
    agreements = {
        code: found.id for code in {*suppliers_of} & terms.keys() if (found := suppliers.in_force(terms[code], placed_on)) is not None
    }
    frozen = freeze(facts)
    if max(frozen.total, frozen.goods, facts.source_total_minor or 0) > MOST_MINOR:
        raise Refusal("amount_unreadable", "The order costs more than any order does.", "Check its amounts.")
    if facts.source_total_minor not in (None, frozen.total):
        facts = replace(facts, tags=(*facts.tags, "total_differs"))  # something that the query did not ask for: said, not smoothed over
    if not facts.shop_rate.strip("0."):
        raise Refusal(
            "rate_not_positive", f"The rate of exchange is {facts.shop_rate}.", "Give the shop's currency for one unit of the order's."
        )
    if facts.shop_rate == "1" and facts.currency != (facts.shop_currency or merchant.currency):
        facts = replace(facts, shop_currency=facts.currency)  # no rate is known: the policy knows no amounts, rather than yen read as euros
    if not facts.disclosures:
        facts = replace(facts, disclosures=tuple(merchant.settings.get("disclosures", [])))
    if facts.shown:
        words = [word for told in _told(facts, showings) for word in told.words]
        strange = ("shown_unknown",) if any(digest not in showings for digest, _ in facts.shown) else ()
        facts = replace(facts, disclosures=tuple(dict.fromkeys((*facts.disclosures, *words))), tags=(*facts.tags, *strange))
    return Ready(facts, frozen, digest, in_force.version_id if in_force else None, agreements, suppliers_of)
