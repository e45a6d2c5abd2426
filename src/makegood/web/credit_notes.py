"""All credit notes of a month: a list for a spreadsheet, and the documents beside it."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.table import safe_cell
from makegood.kernel.refusal import Refusal
from makegood.web.documents import credit_note_pdf

COLUMNS = ("number", "issued_on", "cancels", "order", "ordered_on", "case", "currency", "rate", "net", "tax", "gross", "kept", "total")
MOST = 500


def notes_of_month(month: str, limit: int | None = None) -> list[Any]:
    """`month` as 2026-11; the first `limit` of them, where it is given. Refuses `month_unreadable`."""
    try:
        first = date.fromisoformat(f"{month}-01")
        before = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    except ValueError:
        raise Refusal("month_unreadable", "This is no month.", "Write it as 2026-11.", status=422, field="month") from None
    return settlement.credit_notes_between(first, before, limit)


def rows_of(note: Any) -> list[dict[str, str]]:
    """A row for each rate; amounts are as on the document, so that a cancellation's are negative. Total and fees stand on the first."""
    body, sign = note.body, "-" if note.cancels_id else ""
    shared = {
        "number": note.number, "issued_on": note.issued_on.isoformat(), "cancels": body.get("cancels", ""), "order": body["order"],
        "ordered_on": body["ordered_on"], "case": body["case"], "currency": body["currency"],
    }  # fmt: skip
    rates = body.get("by_rate") or [{"rate": "", "net": "", "tax": "", "gross": ""}]
    found = [shared | {name: sign + row[name] if row[name].strip("0.") else row[name] for name in ("net", "tax", "gross")} for row in rates]
    for row, of in zip(found, rates, strict=True):
        row["rate"] = of["rate"]
    fees = [fee for fee in body["breakdown"].get("fees", []) if fee["amount"].strip("0.")]
    found[0] |= {
        "total": sign + body["breakdown"].get("total", ""),
        "kept": " ".join(f"{fee['kind']}:{sign}{fee['amount']}" for fee in fees),
    }
    return found


def as_csv(notes: list[Any]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for note in notes:
        for row in rows_of(note):
            money = ("net", "tax", "gross", "total")  # a minus sign is no formula there
            writer.writerow({name: value if name in money else safe_cell(value) for name, value in row.items()})
    return out.getvalue()


def as_zip(notes: list[Any]) -> bytes:
    """The list and every document. Refuses `too_many` above 500: drawing takes its time. The same notes give the same bytes."""
    if len(notes) > MOST:
        raise Refusal("too_many", f"More than {MOST} credit notes are in this month.", "Fetch the list, and single notes by their number.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("credit-notes.csv"), as_csv(notes))
        for note in notes:
            contact = orders.contact_of(returns.case_by_id(note.reimbursement.case_id).order_id)
            packed.writestr(zipfile.ZipInfo(f"{note.number}.pdf"), credit_note_pdf(note, contact))
    return out.getvalue()
