"""Reads of what hubs do."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from makegood.apps.hubs.models import HubAct, HubInvoice, HubInvoiceLine, HubInvoiceWord, HubPrice, RestockBatch, RestockLine, Route, Sample
from makegood.apps.hubs.reconciling import Compared, Done, compare
from makegood.base.locks import lock
from makegood.base.tenancy import current_scope
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal

MOST = 400


def prices_wanted() -> Wanted:
    """The newest prices that were agreed, of all hubs of the shop."""
    return Wanted(("hub_prices", current_scope().merchants), HubPrice, f"true ORDER BY id DESC LIMIT {MOST}")


def prices() -> list[HubPrice]:
    found: list[HubPrice] = fetch(prices_wanted())
    return found


def routes_wanted(case_id: int) -> Wanted:
    return Wanted(("routes", case_id), Route, "case_id = %s", (case_id,), beside=("hub",))


def routes_of_case(case_id: int) -> list[Route]:
    """Oldest first."""
    found: list[Route] = fetch(routes_wanted(case_id))
    return found


def route_of_parcel(parcel_id: int) -> Route | None:
    """Why the parcel goes where it goes."""
    found: Route | None = Route.objects.filter(parcel_id=parcel_id).order_by("-id").first()
    return found


def acts_wanted(case_id: int) -> Wanted:
    return Wanted(("hub_acts", case_id), HubAct, "case_id = %s", (case_id,), beside=("hub",), one="hub_act")


def acts_of_case(case_id: int) -> list[HubAct]:
    found: list[HubAct] = fetch(acts_wanted(case_id))
    return found


def act_of(public_id: str) -> HubAct:
    """Refuses `act_unknown`."""
    found: HubAct | None = HubAct.objects.select_related("hub").filter(public_id=public_id).first()
    if found is None:
        raise Refusal("act_unknown", "There is no such thing to do.", "Reload the page.", status=404)
    return found


def wanted_acts(hub_id: int | None = None, limit: int = 200) -> list[HubAct]:
    """What hubs (or one of them) still have to do, the oldest first."""
    found = HubAct.objects.filter(state="wanted").select_related("hub", "line")
    return list((found if hub_id is None else found.filter(hub_id=hub_id)).order_by("id")[:limit])


def repacked(subjects: list[str]) -> set[str]:
    """Which of these were packed anew."""
    return set(HubAct.objects.filter(subject__in=subjects, act="repack").values_list("subject", flat=True))


def acts_page(*, before_id: int | None, limit: int, state: str = "") -> list[HubAct]:
    """The newest first."""
    found = HubAct.objects.select_related("hub", "line", "case", "parcel")
    found = found.filter(state=state) if state else found
    return list((found if before_id is None else found.filter(id__lt=before_id)).order_by("-id")[:limit])


def done_between(hub_id: int, since: date, until: date) -> dict[str, tuple[int, int, int]]:
    """{act: (how often, pieces, what it cost by the agreed prices)}."""
    found: dict[str, tuple[int, int, int]] = {}
    for act, quantity, price in HubAct.objects.filter(hub_id=hub_id, state="done", done_on__gte=since, done_on__lte=until).values_list(
        "act", "quantity", "price_minor"
    ):
        times, pieces, cost = found.get(act, (0, 0, 0))
        found[act] = (times + 1, pieces + quantity, cost + (price or 0))
    return found


def batches(limit: int = 20) -> list[RestockBatch]:
    """The newest first."""
    found = RestockBatch.objects.select_related("hub").prefetch_related("lines__act", "lines__order_line")
    return list(found.order_by("-id")[:limit])


def batch_of(public_id: str) -> RestockBatch:
    """With its lines. Refuses `batch_unknown`."""
    found = RestockBatch.objects.select_related("hub").filter(public_id=public_id).prefetch_related("lines__act", "lines__order_line")
    one: RestockBatch | None = found.first()
    if one is None:
        raise Refusal("batch_unknown", "There is no such batch.", "See the list of them.", status=404)
    return one


def cases_of_batch(batch_id: int) -> list[int]:
    """Ids, each once, in the order in which they were put away."""
    found = RestockLine.objects.filter(batch_id=batch_id).order_by("id").values_list("act__case_id", flat=True)
    return list(dict.fromkeys(one for one in found if one is not None))


def next_batch_number() -> int:
    """Under the shop's lock."""
    return int(RestockBatch.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def invoices(limit: int = 20) -> list[tuple[HubInvoice, int, int]]:
    """(invoice, what it asks for in minor units, how many lines wait for the shop's word), the newest first."""
    found = list(HubInvoice.objects.select_related("hub").order_by("-id")[:limit])
    newest = HubInvoiceWord.objects.filter(line=OuterRef("id")).order_by("-id").values("verdict")[:1]
    lines = HubInvoiceLine.objects.filter(invoice__in=found).annotate(said=Subquery(newest))
    sums = (
        lines.order_by()
        .values_list("invoice_id")
        .annotate(asked=Sum("amount_minor"), waits=Count("id", filter=Q(said=None) | Q(said="open")))
    )
    known = {invoice_id: (asked, waits) for invoice_id, asked, waits in sums}
    return [(one, *known.get(one.id, (0, 0))) for one in found]


def invoice_of(public_id: str) -> HubInvoice:
    """With its lines and what was said to them. Refuses `invoice_unknown`."""
    found = HubInvoice.objects.select_related("hub").filter(public_id=public_id).prefetch_related("lines__words")
    one: HubInvoice | None = found.first()
    if one is None:
        raise Refusal("invoice_unknown", "There is no such invoice.", "See the list of them.", status=404)
    return one


def invoice_line_of(public_id: str) -> HubInvoiceLine:
    """Refuses `invoice_line_unknown`."""
    found: HubInvoiceLine | None = HubInvoiceLine.objects.select_related("invoice__hub").filter(public_id=public_id).first()
    if found is None:
        raise Refusal("invoice_line_unknown", "There is no such line.", "Reload the invoice.", status=404)
    return found


def is_known(hub_id: int, number: str) -> bool:
    return HubInvoice.objects.filter(hub_id=hub_id, number=number).exists()


def standing_word(line: HubInvoiceLine) -> HubInvoiceWord | None:
    """The newest, unless it took back what was said before."""
    words = sorted(line.words.all(), key=lambda one: one.id)
    return words[-1] if words and words[-1].verdict != "open" else None


def compared(public_id: str) -> Compared:
    """An invoice beside what its hub did. Refuses `invoice_unknown`."""
    invoice = invoice_of(public_id)
    lines = sorted(invoice.lines.all(), key=lambda one: one.place)
    acts, own = done_for(invoice, lines), {line.id for line in lines}
    paid = {act.public_id for act in acts if act.paid_by_id is not None and act.paid_by_id not in own}
    return compare(lines, [_done(act) for act in acts], paid, since=invoice.since, until=invoice.until)


def accepted_lines() -> dict[str, int]:
    """{line's public id: minor units} of all lines that stand accepted."""
    newest = HubInvoiceWord.objects.select_related("line").order_by("line_id", "-id").distinct("line_id")
    return {one.line.public_id: one.line.amount_minor for one in newest if one.verdict == "accepted" and one.line.amount_minor}


def done_for(invoice: HubInvoice, lines: Iterable[HubInvoiceLine]) -> list[HubAct]:
    """What the hub did in the invoice's days, and whatever else its lines name."""
    named = sorted({one.reference for one in lines if one.reference})
    also = (
        Q(public_id__in=named) | Q(subject__in=named) | Q(parcel__code__in=named) | Q(case__number__in=named) | Q(line__public_id__in=named)
    )
    rows = HubAct.objects.filter(hub_id=invoice.hub_id, state="done", currency=invoice.currency).select_related("case", "line", "parcel")
    return list(rows.filter(Q(done_on__gte=invoice.since, done_on__lte=invoice.until) | also).order_by("id"))


def _done(act: Any) -> Done:
    names = {act.public_id, act.subject, *([act.parcel.code, act.parcel.public_id] if act.parcel else ())}
    names |= {act.case.number} if act.case else set()
    names |= {act.line.public_id} if act.line else set()
    return Done(act.public_id, act.act, act.quantity, act.done_on, act.price_minor, frozenset(name.casefold() for name in names))


def open_samples(hub_id: int | None = None) -> list[Sample]:
    found = Sample.objects.filter(ended_at=None).select_related("hub").prefetch_related("looks")
    return list((found if hub_id is None else found.filter(hub_id=hub_id)).order_by("id")[:100])


def samples(limit: int = 20) -> list[Sample]:
    """The newest first."""
    return list(Sample.objects.select_related("hub").prefetch_related("looks").order_by("-id")[:limit])


def sample_of(public_id: str) -> Sample:
    """Refuses `sample_unknown`."""
    found: Sample | None = Sample.objects.select_related("hub").prefetch_related("looks").filter(public_id=public_id).first()
    if found is None:
        raise Refusal("sample_unknown", "There is no such sample.", "See the list of them.", status=404)
    return found


def lock_sample(public_id: str) -> Sample:
    """The same, locked. Refuses `sample_unknown`."""
    found = lock(Sample.objects.filter(public_id=public_id))
    if not found:
        raise Refusal("sample_unknown", "There is no such sample.", "See the list of them.", status=404)
    one: Sample = found[0]
    return one
