"""Reads of reimbursements and credit notes."""

from typing import Any

from django.db.models import Count

from makegood.apps.settlement.models import CreditNote, Reimbursement
from makegood.base.together import Wanted, fetch, kept
from makegood.kernel.refusal import Refusal


def reimbursements_of_case(case_id: int) -> list[Reimbursement]:
    found: list[Reimbursement] = fetch(of_case_wanted(case_id))
    return list(found)


def of_case_wanted(case_id: int) -> Wanted:
    return Wanted(("case_reimbursements", case_id), Reimbursement, "case_id = %s", (case_id,), one="reimbursement")


def reimbursements_of_order(order_id: int) -> list[Reimbursement]:
    found: list[Reimbursement] = fetch(of_order_wanted(order_id))
    return list(found)


def of_order_wanted(order_id: int) -> Wanted:
    where = "case_id = ANY (ARRAY(SELECT id FROM returns_case WHERE order_id = %s))"
    return Wanted(("reimbursements", order_id), Reimbursement, where, (order_id,), one="reimbursement")


def reimbursement_of(public_id: str) -> Reimbursement:
    """Refuses `reimbursement_unknown`."""
    found: Reimbursement | None = Reimbursement.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("reimbursement_unknown", "There is no such payment.", "Reload the case.", status=404)
    return kept("reimbursement", found)


def reimbursement_by_id(reimbursement_id: int) -> Reimbursement:
    return kept("reimbursement", Reimbursement.objects.get(id=reimbursement_id))


def pending_reimbursements() -> list[Reimbursement]:
    """Waiting for a person to pay, the earliest due first."""
    return list(
        Reimbursement.objects.filter(state__in=("pending", "failed"))
        .select_related("case", "case__order", "line")
        .order_by("due_on", "id")[:500]
    )


def in_lock_order(public_ids: list[str]) -> list[Reimbursement]:
    """These reimbursements, by their orders' ids: whoever takes several orders takes them in this order."""
    return list(Reimbursement.objects.filter(public_id__in=public_ids).order_by("case__order_id", "id"))


def credit_notes_of_case(case_id: int) -> list[CreditNote]:
    return list(CreditNote.objects.filter(reimbursement__case_id=case_id).select_related("reimbursement").order_by("id"))


def credit_note_of(number: str) -> CreditNote:
    """Refuses `credit_note_unknown`."""
    found: CreditNote | None = CreditNote.objects.filter(number=number).select_related("reimbursement").first()
    if found is None:
        raise Refusal("credit_note_unknown", "There is no such credit note.", "Check its number.", status=404)
    return found


def uncredited(case_id: int) -> list[Reimbursement]:
    """Posted refunds that have no credit note yet."""
    posted = [one for one in reimbursements_of_case(case_id) if one.state == "posted" and one.kind in ("refund", "partial_refund")]
    if not posted:
        return []
    done = set(CreditNote.objects.filter(reimbursement__case_id=case_id).values_list("reimbursement_id", flat=True))
    return [one for one in posted if one.id not in done]


def counts_by_state() -> dict[str, int]:
    rows: Any = Reimbursement.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)
