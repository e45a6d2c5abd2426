"""Our movements of money, gathered as a provider's report may name them."""

from collections.abc import Iterable
from typing import Any

from makegood.apps.ledger.moved import Line, refunds_moved_of
from makegood.apps.settlement import reported
from makegood.apps.settlement.states import OPEN
from makegood.casefile.report_lines import Ours


def candidates(rows: Iterable[Any]) -> dict[str, Ours]:
    """{subject: movement} of all that these lines may be."""
    rows = list(rows)
    refs, orders = [row.refund for row in rows], [row.order for row in rows]
    transfers = reported.transfers_named(
        refs=refs, keys=[row.key for row in rows], payments=[name for row in rows for name in row.payments], orders=orders
    )
    return _with_books(transfers, reported.by_hand_named(refs=refs, orders=orders))


def called(subjects: Iterable[str]) -> dict[str, Ours]:
    """{subject: movement} of these."""
    names = set(subjects)
    transfers = reported.transfers_called(name for name in names if name.startswith("trf_"))
    return _with_books(transfers, reported.reimbursements_called(name for name in names if not name.startswith("trf_")))


def _with_books(transfers: list[Any], by_hand: list[Any]) -> dict[str, Ours]:
    lines: dict[str, list[Line]] = {}
    for line in refunds_moved_of(one.public_id for one in (*transfers, *by_hand)):
        lines.setdefault(line.subject, []).append(line)
    found = [_transfer(one, lines.get(one.public_id, [])) for one in transfers] + [
        _paid(one, lines.get(one.public_id, [])) for one in by_hand
    ]
    return {one.subject: one for one in found}


def _transfer(one: Any, lines: list[Line]) -> Ours:
    at = one.answered_at or one.asked_at or one.made_at
    return Ours(
        one.public_id, one.provider, one.provider_ref, one.key, one.payment, one.case.order.number, one.moved_minor or one.amount_minor, one.currency,
        at, one.case_id, one.case.public_id, one.case.number, one.state not in OPEN, _booked(lines),
    )  # fmt: skip


def _paid(one: Any, lines: list[Line]) -> Ours:
    return Ours(
        one.public_id, "manual", one.provider_ref, "", "", one.case.order.number, one.amount_minor, one.currency, one.ended_at or one.asked_at,
        one.case_id, one.case.public_id, one.case.number, one.state not in ("pending", "failed"), _booked(lines),
    )  # fmt: skip


def _booked(lines: list[Line]) -> tuple[tuple[Any, int], ...]:
    return tuple((line.at, -line.amount) for line in lines)
