"""The one lock, taken by a case: its order's row first, then its own, in one statement."""

import json
from typing import Any

from django.db import connection

from makegood.apps.returns.models import Case, CaseLine, Decision, Declaration
from makegood.base.about import about
from makegood.base.later import ids_wanted
from makegood.base.locks import lock
from makegood.base.tenancy import current_scope, forget, sole_merchant_id
from makegood.base.together import Wanted, instance, kept
from makegood.kernel.refusal import Refusal

_WHICH = {
    "case_id": "c.id = %s",
    "case": "c.public_id = %s",
    "line_id": "c.id = (SELECT case_id FROM returns_caseline WHERE merchant_id = ANY (%s) AND id = %s)",
    "line": "c.id = (SELECT case_id FROM returns_caseline WHERE merchant_id = ANY (%s) AND public_id = %s)",
    "parcel_id": "c.id = (SELECT case_id FROM carriage_parcel WHERE merchant_id = ANY (%s) AND id = %s)",
    "parcel": "c.id = (SELECT case_id FROM carriage_parcel WHERE merchant_id = ANY (%s) AND public_id = %s)",
}
_UNKNOWN = {
    "case": ("case_unknown", "There is no such case.", "Check its number."),
    "line": ("line_unknown", "There is no such line.", "Reload the case."),
    "parcel": ("parcel_unknown", "There is no such parcel.", "Check the label."),
}
# What was read before the lock may be old by now; single instances are brought up to date when their lists are read again.
_OLD = (
    "case_lines",
    "decisions",
    "choices",
    "deadlines",
    "parcels",
    "case_parcel_rows",
    "reimbursements",
    "case_reimbursements",
    "transfers",
    "errands",
    "evidence",
    "taken",
)


def new_wanted() -> tuple[Wanted, ...]:
    """Ids for a case that is to come, with up to three lines and their decisions; more get theirs as they are written."""
    return ids_wanted(Case, 1), ids_wanted(CaseLine, 3), ids_wanted(Decision, 3)


def lock_case(**which: Any) -> tuple[Case, Any]:
    """(case, its order), both locked until the unit ends. `which`: case_id, line_id or parcel_id, or a public id as case, line or parcel.

    A line or parcel moves to another case only where two cases of one order are joined, under that order's lock: a case that was joined
    leads to the one that it was joined into, which this lock covers too. Refuses `case_unknown`, `line_unknown`, `parcel_unknown`.
    """
    ((name, value),) = which.items()
    known = current_scope().known
    case_id = value if name == "case_id" else getattr(known.get((name.removesuffix("_id"), value)), "case_id", None)
    if ("held", case_id) in known:
        return known[("held", case_id)]  # type: ignore[no-any-return]
    merchants = list(current_scope().merchants)
    params = [merchants, *([merchants] if "ANY" in _WHICH[name] else []), value]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(o)::text, row_to_json(c)::text FROM returns_case c JOIN orders_order o "
            f"ON o.merchant_id = c.merchant_id AND o.id = c.order_id WHERE c.merchant_id = ANY (%s) AND {_WHICH[name]} "
            "FOR NO KEY UPDATE OF o, c",  # this order: the order's row is locked first, as by every other journey
            params,
        )
        found = cursor.fetchone()
    if found is None:
        code, message, remedy = _UNKNOWN[name.removesuffix("_id")]
        raise Refusal(code, message, remedy, status=404)
    shown = json.loads(found[1])
    if shown["merged_into_id"] is not None:
        return lock_case(case_id=shown["merged_into_id"])
    forget(*_OLD)
    order = instance(Case._meta.get_field("order").related_model, json.loads(found[0]))  # type: ignore[arg-type]
    case: Case = kept("case", instance(Case, shown))
    about(case=case.public_id)
    order = known.setdefault(("order", order.id), order)
    known[("locked", order.id)], known[("held", case.id)] = [order], (case, order)
    return case, order


def lock_declaration(declaration_id: int) -> Declaration:
    """A declaration's own row; where its order is known, the order's row is locked before. Refuses `declaration_unknown`."""
    found = lock(Declaration.objects.filter(id=declaration_id))
    if not found:
        raise Refusal("declaration_unknown", "There is no such declaration.", "Check its number.", status=404)
    declaration: Declaration = found[0]
    return declaration


def take_press(press: str) -> Declaration | None:
    """What this press of the button has made already; a second press at the same moment waits here for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [press, sole_merchant_id()])
    found: Declaration | None = Declaration.objects.filter(press=press).first()
    return found
