"""Everything that is held of one case, as plain values: what its file is made of (web/casefile_zip)."""

from collections.abc import Iterable
from typing import Any

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inbox import queries as inbox
from makegood.apps.inspection import queries as inspections
from makegood.apps.ledger import queries as ledger
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import deadlines_of
from makegood.base.evidence import EvidenceFile
from makegood.base.timeline import TimelineLine, lines_of
from makegood.insight.customer_export import export_of_order

_LEFT_OUT = {"merchant_id", "idempotency_key", "key", "salt"}


def plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Each row's own columns, without the shop's number and keys."""
    return [
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in _LEFT_OUT}
        for row in rows
    ]


def records_of(case: Any) -> dict[str, Any]:
    """{name: rows or a document}: the order as a customer would get it, and each table's rows of the case."""
    lines, parcels = returns.lines_of_case(case.id), carriage.parcels_of_case(case.id)
    reimbursements = settlement.reimbursements_of_case(case.id)
    claimed = claims.claims_of_case(case.id)
    entries = ledger.entries_of_case(case.id)
    return {
        "order": export_of_order(case.order_id),
        "case": plain([case]), "lines": plain(lines), "choices": plain(returns.choices_of(case.id).values()),
        "evidence": plain(returns.evidence_of(case.id)), "deadlines": plain(deadlines_of(case.id)),
        "parcels": plain(parcels), "parcel_lines": plain(carriage.rows_of_case(case.id)),
        "tracking": plain(one for rows in postage.events_of_parcels([parcel.id for parcel in parcels]).values() for one in rows),
        "inspections": plain(inspections.inspections_of_case(case.id)),
        "reimbursements": plain(reimbursements), "transfers": plain(settlement.transfers_of_case(case.id)),
        "credit_notes": plain(settlement.credit_notes_of_case(case.id)),
        "claims": plain(claimed), "claim_answers": plain(one for claim in claimed for one in claims.answers_of_claim(claim.id)),
        "replacements": plain(replacements.replacements_of_case(case.id)), "differences": plain(replacements.differences_of_case(case.id)),
        "mails": plain(inbox.mails_of_case(case.id)),
        "disputes": plain(disputes.disputes_of_order(case.order_id)),
        "ledger": [
            {**plain([entry])[0], "postings": [(part.account, part.commodity, part.amount) for part in entry.postings.all()]} for entry in entries
        ],
    }  # fmt: skip


def decisions_of(case: Any) -> list[Any]:
    """Every decision of the case, oldest first, with the text that it was made by."""
    return returns.decisions_of(case.id)


def words_of(case: Any) -> list[dict[str, Any]]:
    """What was written, with the salt of its digest; without both where it was erased."""
    return [
        {"topic": one.topic, "author": one.author, "at": one.at.isoformat(), "text": one.text, "salt": one.salt, "erased": bool(one.erased_at)}
        for one in returns.words_of(case.id)
    ]  # fmt: skip


def files_of(case: Any) -> list[EvidenceFile]:
    """What was shown, by the customer and in inspections, and the mails that came in as they came; each file once."""
    shown = [one.file for one in returns.evidence_of(case.id) if one.file is not None]
    looked = [photo.file for one in inspections.inspections_of_case(case.id) for photo in one.photos.all()]
    mails = [one.raw for one in inbox.mails_of_case(case.id) if one.raw is not None]
    return list({one.id: one for one in (*shown, *looked, *mails)}.values())


def letters_of(case: Any) -> list[Any]:
    return notices.notices_of_case(case.id)


def chains_of(case: Any) -> list[TimelineLine]:
    """The lines of the case and of its order, each chain whole and in its order."""
    return [*lines_of(f"case:{case.id}"), *lines_of(f"order:{case.order_id}")]


def contact_of(case: Any) -> Any:
    return orders.contact_of(case.order_id)
