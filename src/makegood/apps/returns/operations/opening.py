"""Writes that begin a case."""

from datetime import date, datetime
from typing import Any

from makegood.apps.returns.models import Case, CaseEvidence, CaseLine, CaseWords
from makegood.base import timeline
from makegood.base.about import about
from makegood.base.actor import Actor
from makegood.base.evidence import files_of
from makegood.base.later import add_later, add_now
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.kernel.digest import digest_of, new_salt
from makegood.kernel.ids import new_case_number, new_public_id


def open_case(
    *, order: Any, lines: list[dict[str, Any]], opened_by: str, notified_on: date, language: str, needed_by: date | None, by: Actor,
    now: datetime, tell_buyer: bool = False, declared_at: datetime | None = None,
) -> tuple[Case, list[CaseLine]]:  # fmt: skip
    """The case and its lines ({order_line_id, quantity, kinds, major, value_minor}), in two statements."""
    merchant_id = sole_merchant_id()
    case = Case(
        merchant_id=merchant_id,
        public_id=new_public_id("cas"),
        number=new_case_number(),
        order_id=order.id,
        opened_by=opened_by,
        opened_at=now,
        notified_on=notified_on,
        declared_at=declared_at,
        language=language,
        needed_by=needed_by,
        tell_buyer=tell_buyer,
    )
    add_now(case)
    made = [CaseLine(merchant_id=merchant_id, public_id=new_public_id("cln"), case=case, **line) for line in lines]
    add_now(*made)
    known = current_scope().known
    known[("held", case.id)] = (case, order)
    known[("case", case.id)], known[("case_lines", case.id)] = case, list(made)
    known |= {("line", line.id): line for line in made}
    known |= {(name, case.id): [] for name in ("evidence", "deadlines", "parcels", "case_parcel_rows", "case_reimbursements", "transfers")}
    known |= {(name, case.id): {} for name in ("decisions", "choices")}
    chain = f"case:{case.id}"
    timeline.begins(merchant_id, chain)
    about(case=case.public_id)
    timeline.note(
        chain,
        "case.opened",
        by=by,
        now=now,
        subject=case.public_id,
        number=case.number,
        notified_on=notified_on.isoformat(),
        opened_by=opened_by,
    )
    for line in made:
        timeline.note(chain, "line.opened", by=by, now=now, subject=line.public_id, quantity=line.quantity, kinds=line.kinds)
    return case, made


def add_words(*, case: Case, texts: list[tuple[int | None, str, str]], author: str, by: Actor, now: datetime) -> None:
    """(line id, topic, text): personal words go into rows that can be erased; the timeline keeps a salted digest."""
    rows = [
        CaseWords(merchant_id=case.merchant_id, case=case, line_id=line_id, author=author, topic=topic, text=text, salt=new_salt(), at=now)
        for line_id, topic, text in texts
        if text.strip()
    ]
    add_later(*rows)
    for row in rows:
        salted = digest_of([row.salt, case.public_id, now, row.text])
        timeline.note(f"case:{case.id}", "words.added", by=by, now=now, subject=case.public_id, topic=row.topic, digest=salted)


def add_evidence(
    *, case: Case, shown: list[tuple[int | None, int | None, str]], by: Actor, now: datetime, pieces: dict[int, int] | None = None
) -> None:
    """(line id, file id, kind); kind photo_declined has no file. `pieces`: by line id, how many they say that its pictures show together."""
    counted = pieces or {}
    rows = [
        CaseEvidence(
            merchant_id=case.merchant_id, case=case, line_id=line_id, file_id=file_id, kind=kind, pieces=counted.get(line_id or 0), actor=str(by),
            at=now,
        )
        for line_id, file_id, kind in shown
    ]  # fmt: skip
    add_later(*rows)
    current_scope().known.get(("evidence", case.id), []).extend(rows)
    files = files_of(row.file_id for row in rows) if any(row.file_id for row in rows) else {}
    for row in rows:
        file = files.get(row.file_id or 0)
        timeline.note(
            f"case:{case.id}", "evidence.shown", by=by, now=now, subject=case.public_id, kind=row.kind, file=row.file_id,
            digest=file.digest if file else "", original=file.original if file else "", pieces=row.pieces,
        )  # fmt: skip
