"""The personal words of cases and declarations, emptied; what was decided and every digest stay."""

from datetime import datetime

from makegood.apps.returns.models import CaseContact, CaseEvidence, CaseWords, Declaration, DeclarationWords
from makegood.base.later import write_waiting


def erase_cases(case_ids: list[int], *, now: datetime) -> int:
    """What was written in these cases, and where to write to. Returns how many rows held words."""
    write_waiting()
    words = CaseWords.objects.filter(case_id__in=case_ids, erased_at=None).update(text="", salt="", erased_at=now)
    contacts = CaseContact.objects.filter(case_id__in=case_ids, erased_at=None).update(email="", erased_at=now)
    return int(words + contacts)


def erase_declarations(order_id: int, *, now: datetime) -> int:
    """The words of the withdrawals from this order; the statement's digest stays."""
    ids = list(Declaration.objects.filter(order_id=order_id).values_list("id", flat=True))
    return int(
        DeclarationWords.objects.filter(declaration_id__in=ids, erased_at=None).update(
            name="", email="", order_number="", goods="", statement={}, erased_at=now
        )
    )


def shown_nowhere_else(file_ids: list[int], case_ids: list[int]) -> list[int]:
    """Of these files those that no other case shows."""
    elsewhere = CaseEvidence.objects.filter(file_id__in=file_ids).exclude(case_id__in=case_ids)
    return sorted(set(file_ids) - set(elsewhere.values_list("file_id", flat=True)))


def photos_of_customers(case_ids: list[int]) -> list[int]:
    """Ids of the files that customers showed in these cases and nobody showed in another one."""
    theirs = set(
        CaseEvidence.objects.filter(case_id__in=case_ids, actor__startswith="customer", file__isnull=False).values_list(
            "file_id", flat=True
        )
    )
    elsewhere = set(CaseEvidence.objects.filter(file_id__in=theirs).exclude(case_id__in=case_ids).values_list("file_id", flat=True))
    return sorted(theirs - elsewhere)
