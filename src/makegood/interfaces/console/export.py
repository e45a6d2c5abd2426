"""`makegood export work`: what is to be done in the shop's own system, as a table."""

import sys
from datetime import date
from typing import Any

import cyclopts

from makegood.interfaces.console.orders import shop_called
from makegood.interfaces.console.output import DONE, answer, day_of, say, writable
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="export", help="What the shop has to do in its own system.")


@app.command
def work(*, shop: str = "", day: str = "", out: str = "", again: int = 0, json: bool = False) -> int:
    """Print what is new to do in the own system of SHOP (the only one where there is one) as CSV: each thing once, then never again.

    --day 2026-11-20 prints what arose on that day instead, whether it stood on a list or not. --again NUMBER prints an earlier list once more.
    --out FILE writes a file; nothing is written, and no list is made, where there is nothing new. --json prints the rows as JSON.
    """
    of_day, place = day_of(day), writable(out) if out else None  # before a list is made: it is made once
    with database():
        django()
        from makegood.web.worklist import as_csv

        number, rows = _rows(shop, of_day, again)
        if not rows:
            say("There is nothing new to do.")
        if place is not None and rows:
            place.write_text("\ufeff" + as_csv(rows), encoding="utf-8", newline="")
            say(f"{len(rows)} rows are in {out}" + (f" (list {number})" if number else ""))
        elif json:
            answer({"list": number, "rows": rows}, as_json=True, human=str)
        elif place is None:
            sys.stdout.write(as_csv(rows) if rows else "")
    return DONE


def _rows(shop: str, day: date | None, again: int) -> tuple[int | None, list[dict[str, str]]]:
    from makegood.apps.worklist import queries as worklist
    from makegood.base.actor import Actor
    from makegood.base.unit import unit
    from makegood.journeys.hand_out_work import hand_out_work
    from makegood.kernel.refusal import Refusal
    from makegood.web.clock import current_time
    from makegood.web.worklist import rows_of_day, rows_of_list

    merchant: Any = shop_called(shop)
    with unit(merchants=[merchant.id], by=Actor("system", "export")):
        if day is not None:
            return None, rows_of_day(day, merchant.zone)
        if again:
            found = next((one for one in worklist.handouts(limit=10_000) if one.number == again), None)
            if found is None:
                raise Refusal("list_unknown", f"There is no list {again}.", "Its number stands on the desk's page.", status=404)
            return again, rows_of_list(found)
        made = hand_out_work(merchant_id=merchant.id, by=Actor("system", "export"), now=current_time())
        return (None, []) if made is None else (made.number, rows_of_list(made))
