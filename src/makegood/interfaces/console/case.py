"""`makegood case export`: a case as one file that verifies on its own."""

from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, answer, writable
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="case", help="A case as one file.")


@app.command
def export(case: str, *, out: str = "", json: bool = False) -> int:
    """Write CASE (its number or id) as a ZIP to --out (case-NUMBER.zip beside you): `python3 case-NUMBER.zip` says whether it holds."""
    place = writable(out) if out else None
    with database():
        django()
        content, name = _made(case)
        path = place or writable(name)
        path.write_bytes(content)
    answer({"case": case, "file": str(path), "bytes": len(content)}, as_json=json, human=lambda value: f"{value['file']}")
    return DONE


def _made(named: str) -> tuple[bytes, str]:
    from makegood.apps.returns import queries as returns
    from makegood.base.actor import Actor
    from makegood.base.tenancy import merchant_of
    from makegood.base.unit import all_merchant_ids, unit
    from makegood.journeys.export_case import export_case
    from makegood.kernel.digest import digest_of_bytes
    from makegood.web.casefile_zip import case_zip
    from makegood.web.casefile_zip.make import name_of
    from makegood.web.clock import current_time

    now, by = current_time(), Actor("system", "console")
    with unit(merchants=all_merchant_ids()):
        found: Any = returns.case_by_number(named) or returns.case_of(named)
        merchant_id = found.merchant_id
    with unit(merchants=[merchant_id], by=by):
        case = returns.case_by_id(found.id)
        content = case_zip(case, merchant_of(merchant_id), now=now)
        export_case(merchant_id=merchant_id, case_id=case.id, digest=digest_of_bytes(content), size=len(content), by=by, now=now)
        return content, name_of(case)
