"""Credit as pages, files and the API show it: each with its lines, what is left, and until when."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from makegood.apps.settlement import credits
from makegood.apps.settlement.queries import shown_reference
from makegood.apps.settlement.words import CREDIT_KINDS
from makegood.base.table import safe_cell
from makegood.casefile.crediting import lines_of
from makegood.kernel.money import text_from_minor
from makegood.web.credit_words import line_called, line_named, never_ends, until

EXPORTS = {
    # What most importers of gift cards into Shopify read (a day as YYYY-MM-DD, codes of 8 to 20 letters and digits).
    "shopify": ("code", "initial_value", "expires_on", "note"),
    # The columns of WooCommerce's Smart Coupons, whose kind `smart_coupon` keeps what is left of a credit.
    "woocommerce": ("post_title", "post_excerpt", "post_status", "discount_type", "coupon_amount", "expiry_date"),
    "plain": ("code", "left", "currency", "expires_on", "given", "case"),
}  # fmt: skip


def credits_shown(rows: Iterable[Any], zone: str) -> list[dict[str, Any]]:
    """Of reimbursements those that are credit and stand, each with its lines; says on the row itself whether anything of it ends (web/sentences)."""
    found = [one for one in rows if one.kind in CREDIT_KINDS and one.state == "posted"]
    parts = credits.parts_of([one.id for one in found]) if found else []
    moves = credits.moves_of([part.id for part in parts]) if parts else []
    shown = []
    for one in found:
        mine = [part for part in parts if part.reimbursement_id == one.id]
        lines, own = lines_of(mine, moves, zone), [move for move in moves if move.part_id in {part.id for part in mine}]
        one.has_end = not never_ends(lines)
        shown.append(
            {
                "credit": one, "code": shown_reference(one), "currency": one.currency, "given": one.amount_minor,
                "left": sum(line.left_minor for line in lines), "moves": _moves(own), "lines_matter": bool(own) or one.has_end,
                "both_left": sum(line.left_minor > 0 for line in lines) > 1,
                "lines": [
                    {"line": line, "called": line_called(line.part.kind), "name": line_named(line.part.kind), "left": line.left_minor, "until": until(line)} for line in lines
                ],
            }
        )  # fmt: skip
    return shown


def _moves(moves: list[Any]) -> list[dict[str, Any]]:
    """Each thing that happened, once, though it touched two lines."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for move in moves:
        key = (move.kind, move.order_key, move.reference, move.at)
        row = found.setdefault(key, {"kind": move.kind, "order": move.order_number, "on": move.on, "amount": 0, "source": move.source})
        row["amount"] += move.amount_minor
    return list(found.values())


def last_day(lines: Iterable[Any]) -> date | None:
    """Until when a code as a whole works in the shop: as long as anything is left of it; None where something of it never ends."""
    days = [line.ends_on for line in lines if line.left_minor]
    return None if None in days or not days else max(day for day in days if day is not None)


def codes_as_csv(form: str, zone: str) -> str:
    """All codes with something left, in full, for the shop's own system. `form`: a key of EXPORTS."""
    rows = credits.with_left()
    shown = credits_shown([row for row, _ in rows], zone)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORTS[form])
    for one in shown:
        credit, day = one["credit"], last_day(line["line"] for line in one["lines"])
        left = text_from_minor(one["left"], credit.currency)
        note = f"makegood {credit.case.number}"
        ends = day.isoformat() if day else ""
        cells = {
            "shopify": (credit.provider_ref, left, ends, note), "woocommerce": (credit.provider_ref, note, "publish", "smart_coupon", left, ends),
            "plain": (credit.provider_ref, left, credit.currency, ends, text_from_minor(credit.amount_minor, credit.currency), credit.case.number),
        }[form]  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()
