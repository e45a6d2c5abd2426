"""Reads of disputes and of what was answered."""

from collections.abc import Iterable
from datetime import datetime

from makegood.apps.disputes.models import Dispute, DisputeAnswer
from makegood.apps.disputes.states import HOLDS_REFUNDS
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


def dispute_of(public_id: str) -> Dispute:
    """Refuses `dispute_unknown`."""
    found: Dispute | None = Dispute.objects.select_related("order", "case").filter(public_id=public_id).first()
    if found is None:
        raise Refusal("dispute_unknown", "There is no such dispute.", "Look on Today.", status=404)
    return found


def disputes_page(*, before: int | None = None, state: str = "", limit: int = 50) -> list[Dispute]:
    """The newest first, with their order and case; `before` is the id that the last page ended with."""
    rows = Dispute.objects.select_related("order", "case").order_by("-id")
    rows = rows.filter(id__lt=before) if before is not None else rows
    return list((rows.filter(state=state) if state else rows)[:limit])


def answers_to(dispute_ids: Iterable[int]) -> dict[int, DisputeAnswer]:
    """{dispute's id: our answer}."""
    return {one.dispute_id: one for one in DisputeAnswer.objects.filter(dispute_id__in=list(dispute_ids))}


def of_order_wanted(order_id: int) -> Wanted:
    return Wanted(("disputes", order_id), Dispute, "order_id = %s", (order_id,), one="dispute")


def disputes_of_order(order_id: int) -> list[Dispute]:
    found: list[Dispute] = fetch(of_order_wanted(order_id))
    return list(found)


def holding(order_id: int) -> Dispute | None:
    """The dispute because of which a refund of this order could pay twice; None where there is none, or a person said to refund all the same."""
    held = [one for one in disputes_of_order(order_id) if one.kind == "dispute" and one.state in HOLDS_REFUNDS and not one.refund_anyway]
    return held[-1] if held else None


def waiting() -> list[Dispute]:
    """What needs a person: to be answered, an answer that was not taken, one that nobody could match or read; the earliest due first."""
    stuck = DisputeAnswer.objects.filter(state="failed").values("dispute_id")
    done = DisputeAnswer.objects.exclude(state="failed").values("dispute_id")
    rows = Dispute.objects.select_related("order", "case")
    unanswered = rows.filter(state="needs_response").exclude(id__in=done)
    unread = rows.filter(state="told", next_look_at=None)
    return sorted(
        {one.id: one for one in [*unanswered, *unread, *rows.filter(id__in=stuck, state="needs_response")]}.values(),
        key=lambda one: (one.due_at is None, one.due_at or one.told_at, one.id),
    )


def with_money() -> list[Dispute]:
    """Those of which something was taken, now or before."""
    return list(Dispute.objects.exclude(state="told").order_by("id"))


def answer_to(dispute_id: int) -> DisputeAnswer | None:
    found: DisputeAnswer | None = DisputeAnswer.objects.filter(dispute_id=dispute_id).first()
    return found


def answer_by_key(public_id: str) -> DisputeAnswer:
    found: DisputeAnswer = DisputeAnswer.objects.select_related("dispute").get(public_id=public_id)
    return found


def due_looks(*, now: datetime, limit: int) -> list[Dispute]:
    return list(Dispute.objects.filter(next_look_at__lte=now).order_by("next_look_at", "id")[:limit])


def due_answers(*, now: datetime, limit: int) -> list[DisputeAnswer]:
    return list(DisputeAnswer.objects.filter(next_try_at__lte=now).select_related("dispute").order_by("next_try_at", "id")[:limit])


def known_names(provider: str, names: Iterable[str]) -> set[str]:
    return set(Dispute.objects.filter(provider=provider, source_id__in=list(names)).values_list("source_id", flat=True))


def disputed_cases(since: datetime) -> int:
    """Cases that came to a card dispute since then; a bank's inquiry is none yet."""
    return int(Dispute.objects.filter(kind="dispute", case__isnull=False, told_at__gte=since).values("case_id").distinct().count())
