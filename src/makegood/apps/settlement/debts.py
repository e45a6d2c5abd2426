"""Reads of what customers owe."""

from makegood.apps.settlement.models import CustomerDebt
from makegood.kernel.refusal import Refusal


def debts_of_case(case_id: int) -> list[CustomerDebt]:
    return list(CustomerDebt.objects.filter(case_id=case_id).select_related("reimbursement").order_by("id"))


def open_of_lines(case_id: int, line_ids: set[int]) -> list[CustomerDebt]:
    """Nothing is asked where there are no lines."""
    return [one for one in debts_of_case(case_id) if one.line_id in line_ids and one.state == "open"] if line_ids else []


def open_debts() -> list[CustomerDebt]:
    """The oldest first."""
    found = CustomerDebt.objects.filter(state="open").select_related("reimbursement", "case", "case__order")
    return list(found.order_by("id")[:200])


def debt_of(reimbursement_id: str) -> CustomerDebt:
    """By its refund's public id. Refuses `debt_unknown`."""
    found: CustomerDebt | None = (
        CustomerDebt.objects.filter(reimbursement__public_id=reimbursement_id).select_related("reimbursement").first()
    )
    if found is None:
        raise Refusal("debt_unknown", "Nothing is noted as owed there.", "Reload the case.", status=404)
    return found


def owed_by_debt() -> dict[str, int]:
    """{public id of the refund: what is still owed to the shop}."""
    return dict(CustomerDebt.objects.filter(state="open").values_list("reimbursement__public_id", "amount_minor"))
