"""Our movements of money as a provider's report may name them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from makegood.apps.settlement.models import CreditNote, Reimbursement, Transfer
from makegood.apps.settlement.words import AS_CREDIT, CREDIT_KINDS, MONEY_KINDS

_AT_ONCE = 5000


def _by_hand() -> Any:
    """Reimbursements of money that a person pays: they have no transfers, and are what the books call by their own name."""
    found = Reimbursement.objects.annotate(by_provider=Exists(Transfer.objects.filter(reimbursement_id=OuterRef("id"))))
    return found.filter(by_provider=False, kind__in=MONEY_KINDS, amount_minor__gt=0)


def transfers_named(*, refs: Iterable[str], keys: Iterable[str], payments: Iterable[str], orders: Iterable[str]) -> list[Transfer]:
    """Those with one of these references, keys, payments or orders' numbers."""
    return list(
        _named(Transfer.objects, refs=list(refs), keys=list(keys), payments=list(payments), orders=list(orders), by_payment="payment")
    )


def by_hand_named(*, refs: Iterable[str], orders: Iterable[str]) -> list[Reimbursement]:
    return list(_named(_by_hand(), refs=list(refs), keys=[], payments=[], orders=list(orders), by_payment=""))


def _named(rows: Any, *, refs: list[str], keys: list[str], payments: list[str], orders: list[str], by_payment: str) -> Iterator[Any]:
    seen: set[int] = set()
    for field, names in (("provider_ref", refs), ("key", keys), (by_payment, payments), ("case__order__number", orders)):
        wanted = sorted({name for name in names if name})
        for place in range(0, len(wanted) if field else 0, _AT_ONCE):
            found = (
                rows.filter(Q(**{f"{field}__in": wanted[place : place + _AT_ONCE]})).select_related("case", "case__order").order_by("id")
            )
            for one in found:
                if one.id not in seen:
                    seen.add(one.id)
                    yield one


def transfers_called(subjects: Iterable[str]) -> list[Transfer]:
    return list(Transfer.objects.filter(public_id__in=list(subjects)).select_related("reimbursement", "case", "case__order").order_by("id"))


def reimbursements_called(subjects: Iterable[str]) -> list[Reimbursement]:
    return list(Reimbursement.objects.filter(public_id__in=list(subjects)).select_related("case", "case__order").order_by("id"))


def means_called(subjects: Iterable[str]) -> dict[str, str]:
    """{public id of a movement or a refund: `kind:provider`}, `as_credit` where it was turned into credit, so that no money left.

    Values and no rows: a month may have tens of thousands.
    """
    names = list(subjects)
    whole = Reimbursement.objects.filter(public_id__in=names).values_list("public_id", "kind", "provider")
    moved = Transfer.objects.filter(public_id__in=names).values_list("public_id", "reimbursement__kind", "provider", "method")
    found = {name: "as_credit" if kind in CREDIT_KINDS else f"{kind}:{provider}" for name, kind, provider in whole}
    return found | {name: "as_credit" if way == AS_CREDIT else f"{kind}:{provider}" for name, kind, provider, way in moved}


def notes_between(first: date, last: date) -> list[tuple[str, str, dict[str, Any], int | None]]:
    """Credit notes of these days, the last one too, by number: (number, market of the order, body, the note that it takes back)."""
    found = CreditNote.objects.filter(issued_on__gte=first, issued_on__lte=last).order_by("issued_on", "id")
    return list(found.values_list("number", "reimbursement__case__order__market", "body", "cancels_id"))
