"""Reads of reimbursements and credit notes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from makegood.apps.settlement.models import CreditNote, Reimbursement, SameRefund, Transfer
from makegood.apps.settlement.states import OPEN
from makegood.apps.settlement.words import CODE_KINDS, CREDIT_KINDS, MONEY_KINDS
from makegood.base.together import Wanted, fetch, kept
from makegood.kernel.refusal import Refusal


def reimbursements_of_case(case_id: int) -> list[Reimbursement]:
    found: list[Reimbursement] = fetch(of_case_wanted(case_id))
    return list(found)


def reimbursements_of_cases(case_ids: Iterable[int]) -> list[Reimbursement]:
    return list(Reimbursement.objects.filter(case_id__in=list(case_ids)).order_by("id"))


def of_case_wanted(case_id: int) -> Wanted:
    return Wanted(("case_reimbursements", case_id), Reimbursement, "case_id = %s", (case_id,), one="reimbursement")


def reimbursements_of_order(order_id: int) -> list[Reimbursement]:
    found: list[Reimbursement] = fetch(of_order_wanted(order_id))
    return list(found)


def of_order_wanted(order_id: int) -> Wanted:
    where = "case_id = ANY (ARRAY(SELECT id FROM returns_case WHERE order_id = %s))"
    return Wanted(("reimbursements", order_id), Reimbursement, where, (order_id,), one="reimbursement")


def same_wanted(order_id: int) -> Wanted:
    where = "past_id = ANY (ARRAY(SELECT id FROM orders_pastreturn WHERE order_id = %s))"
    return Wanted(("same_refunds", order_id), SameRefund, where, (order_id,))


def same_of_order(order_id: int) -> list[SameRefund]:
    """What was said about refunds of this order that stand twice."""
    found: list[SameRefund] = fetch(same_wanted(order_id))
    return list(found)


def reimbursement_of(public_id: str) -> Reimbursement:
    """Refuses `reimbursement_unknown`."""
    found: Reimbursement | None = Reimbursement.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("reimbursement_unknown", "There is no such payment.", "Reload the case.", status=404)
    return kept("reimbursement", found)


def reimbursement_by_id(reimbursement_id: int) -> Reimbursement:
    return kept("reimbursement", Reimbursement.objects.get(id=reimbursement_id))


def pending_reimbursements() -> list[Reimbursement]:
    """Waiting for a person to pay, or to go after a provider; the earliest due first. What a provider does by itself is left out."""
    rows = Reimbursement.objects.annotate(by_provider=Exists(Transfer.objects.filter(reimbursement_id=OuterRef("id"))))
    waiting = rows.filter(state__in=("pending", "failed")).filter(Q(by_provider=False) | Q(state="failed"))
    stuck = Transfer.objects.filter(state__in=OPEN).filter(Q(next_try_at=None) | Q(state="unknown", asks__gt=0))
    # Two small sets by their indexes: one condition for both would read every refund that there ever was.
    either = waiting.values("id").union(stuck.values("reimbursement_id"))
    return list(rows.filter(id__in=either).select_related("case", "case__order", "line").order_by("due_on", "id")[:500])


def reimbursements_page(*, before_id: int | None, limit: int, state: str) -> list[Reimbursement]:
    """The newest first."""
    found = Reimbursement.objects.filter(state=state)
    return list((found if before_id is None else found.filter(id__lt=before_id)).order_by("-id")[:limit])


def asked_of_person(since: datetime, until: datetime) -> list[Reimbursement]:
    """Money that a person pays, and credit, asked for in that time, in any state; the oldest first."""
    found = Reimbursement.objects.annotate(by_provider=Exists(Transfer.objects.filter(reimbursement_id=OuterRef("id"))))
    found = found.filter(
        by_provider=False, kind__in=(*MONEY_KINDS, "reorder_discount"), amount_minor__gt=0, asked_at__gte=since, asked_at__lt=until
    )
    return list(found.select_related("case", "case__order", "line").order_by("asked_at", "id")[:20_000])


def ended_unpaid(public_ids: list[str]) -> list[Reimbursement]:
    """Those of these that were taken back."""
    found = Reimbursement.objects.filter(public_id__in=public_ids, state="voided")
    return list(found.select_related("case", "case__order", "line").order_by("id"))


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


def note_to_cancel(reimbursement_id: int) -> CreditNote | None:
    """The credit note of a refund that was reversed, where none takes it back yet."""
    found: CreditNote | None = CreditNote.objects.filter(reimbursement_id=reimbursement_id, cancels=None).first()
    return None if found is None or CreditNote.objects.filter(cancels=found).exists() else found


def credit_notes_between(first: date, before: date, limit: int | None = None) -> list[CreditNote]:
    """By number; `before` is the first day that is not meant."""
    found = CreditNote.objects.filter(issued_on__gte=first, issued_on__lt=before)
    return list(found.select_related("reimbursement", "cancels").order_by("issued_on", "id")[:limit])


def posted_of_lines(line_ids: list[int]) -> dict[int, list[Reimbursement]]:
    """{line: money that has left for it}."""
    found: dict[int, list[Reimbursement]] = {}
    for one in Reimbursement.objects.filter(line_id__in=line_ids, state="posted", kind__in=("refund", "partial_refund")).order_by("id"):
        found.setdefault(one.line_id, []).append(one)
    return found


def uncredited(case_id: int) -> list[Reimbursement]:
    """Posted refunds that have no credit note yet."""
    posted = [one for one in reimbursements_of_case(case_id) if one.state == "posted" and one.kind in ("refund", "partial_refund")]
    if not posted:
        return []
    done = set(CreditNote.objects.filter(reimbursement__case_id=case_id).values_list("reimbursement_id", flat=True))
    return [one for one in posted if one.id not in done]


def transfers_wanted(case_id: int) -> Wanted:
    return Wanted(("transfers", case_id), Transfer, "case_id = %s", (case_id,), one="transfer")


def transfers_of_case(case_id: int) -> list[Transfer]:
    found: list[Transfer] = fetch(transfers_wanted(case_id))
    return list(found)


def transfers_of(reimbursement: Reimbursement) -> list[Transfer]:
    return [one for one in transfers_of_case(reimbursement.case_id) if one.reimbursement_id == reimbursement.id]


def transfer_of(public_id: str) -> Transfer:
    """Refuses `transfer_unknown`."""
    found: Transfer | None = Transfer.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("transfer_unknown", "There is no such transfer.", "Reload the case.", status=404)
    return found


def transfer_by_key(key: str) -> Transfer | None:
    found: Transfer | None = Transfer.objects.filter(key=key).select_related("reimbursement").first()
    return found


def due_transfers(*, now: datetime, limit: int) -> list[Transfer]:
    """Open ones whose next try has come, the oldest first."""
    return list(Transfer.objects.filter(state__in=OPEN, next_try_at__lte=now).order_by("next_try_at", "id")[:limit])


def with_excess() -> list[Reimbursement]:
    """More left than was owed, and nobody has dealt with it."""
    return list(Reimbursement.objects.filter(excess_minor__gt=0).select_related("case", "case__order").order_by("id")[:200])


def in_question() -> list[Reimbursement]:
    """Those that a refund in the shop's own system may be, or may have been given beside."""
    return list(Reimbursement.objects.filter(in_question=True).select_related("case", "case__order").order_by("id")[:200])


def transfers_of_reimbursements(ids: list[int]) -> dict[int, list[Transfer]]:
    found: dict[int, list[Transfer]] = {one: [] for one in ids}
    for transfer in Transfer.objects.filter(reimbursement_id__in=ids).order_by("id"):
        found[transfer.reimbursement_id].append(transfer)
    return found


def moved_by_transfer() -> dict[str, int]:
    """{public id: what has left and was not taken back}; nothing where nothing left."""
    return dict(Transfer.objects.filter(state="succeeded", moved_minor__gt=0).values_list("public_id", "moved_minor"))


def shown_reference(row: Reimbursement) -> str:
    """What outsiders may see of its reference: all of a provider's, only the last four of a code, which is money to whoever reads it."""
    if row.kind in CODE_KINDS and row.provider_ref:
        return f"…{row.provider_ref[-4:]}"
    return str(row.provider_ref)


def given_as_credit() -> dict[str, int]:
    """{public id: what was given as store credit or on a gift card and still stands, bonus included}; a discount is no money and is not here."""
    rows = Reimbursement.objects.filter(kind__in=CREDIT_KINDS, state="posted", amount_minor__gt=0)
    return dict(rows.values_list("public_id", "amount_minor"))


def open_transfers() -> list[Transfer]:
    return list(Transfer.objects.filter(state__in=OPEN).select_related("reimbursement").order_by("id"))


def counts_by_state() -> dict[str, int]:
    rows: Any = Reimbursement.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)
