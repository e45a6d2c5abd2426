"""The lines of reports are found to be movements of ours, and what the provider kept for them is booked."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.moved import fees_booked
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.parties import operations as parties
from makegood.apps.reports import operations as reports
from makegood.apps.reports import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.movements import called, candidates
from makegood.casefile.report_lines import Ours, key_of, match
from makegood.kernel.refusal import Refusal

LOOKS_BACK = timedelta(days=400)


def match_report(*, merchant_id: int, by: Actor, now: datetime, report_id: str = "") -> int:
    """How many lines were found. Those of before that are still nobody's are looked at again: what they are may have been booked since.

    `report_id`: a report whose lines may tell other fees than before.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        waiting = queries.unmatched(now - LOOKS_BACK)
        told = queries.rows_of_report(queries.report_of(report_id).id) if report_id else []
        ours = candidates(waiting)
        siblings = queries.newest_matches(rows=[key_of(row) for row in queries.rows_about(row.refund for row in waiting)])
        used = queries.newest_matches(subjects=ours)
        known = {(one.provider, one.name): one.subject for one in (*siblings, *used)}
        refunds = {(row.provider, row.refund): known[key_of(row)] for row in queries.rows_of(known) if row.refund}
        found = match(waiting, ours.values(), known=known, refunds=refunds)
        reports.add_matches(((*key, subject, how) for key, (subject, how) in found.items()), by=by, now=now)
        touched = {key_of(row): row for row in (*waiting, *told)}
        _book_fees(list(touched.values()), by=by, now=now)
        if found:
            timeline.note(f"shop:{merchant_id}", "report.matched", by=by, now=now, subject=report_id, lines=len(found))
        return len(found)


def say_match(*, merchant_id: int, row_id: str, subject: str, by: Actor, now: datetime) -> None:
    """A person says which movement of ours a line is; "" that it is none. Refuses `row_unknown`, `transfer_unknown`, `reason_for_none`."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        row = queries.row_of(row_id)
        if subject and subject not in called([subject]):
            raise Refusal("transfer_unknown", "There is no such payment of ours.", "Choose one of the list.", field="subject", status=404)
        reports.add_matches([(row.provider, row.name, subject, "person")], by=by, now=now)
        _book_fees([row], by=by, now=now)
        timeline.note(f"shop:{merchant_id}", "report.line_said", by=by, now=now, subject=row.public_id, movement=subject)


def _book_fees(rows: Iterable[Any], *, by: Actor, now: datetime) -> None:
    """`refund_fee`: what the provider keeps for a refund of ours (less what it gives back). Booked is always the difference to what is booked."""
    rows = queries.rows_of(key_of(row) for row in rows)
    matched = {(one.provider, one.name): one.subject for one in queries.newest_matches(rows=[key_of(row) for row in rows])}
    ours: dict[str, Ours] = called(matched.values())
    booked = fees_booked(row.public_id for row in rows)
    entries = []
    for row in rows:
        one = ours.get(matched.get(key_of(row), ""))
        missing = (row.fee_minor if one is not None and row.state == "done" else 0) - booked.get(row.public_id, 0)
        if missing:
            parts = (("expense:fees", row.balance_currency, missing), ("provider:clearing", row.balance_currency, -missing))
            entries.append(NewEntry("posted", "refund_fee", row.public_id, parts, one.case_id if one is not None else None))
    ledger.write(entries, by=by, now=now)
