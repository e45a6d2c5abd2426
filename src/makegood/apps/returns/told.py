"""Does each line of a case stand where its timeline left it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from makegood.apps.returns.states import TRANSITIONS
from makegood.base.tenancy import current_scope

_STANDS = "CASE t.name " + " ".join(f"WHEN 'line.{axis}' THEN l.{axis}" for axis in TRANSITIONS) + " END"
_SQL = f"""
SELECT c.number, l.public_id, t.name, {_STANDS}, t.told FROM (
  SELECT DISTINCT ON (merchant_id, subject, name) merchant_id, subject, name, body->>'to' AS told FROM base_timeline
   WHERE merchant_id = ANY (%s) AND name = ANY (%s) ORDER BY merchant_id, subject, name, id DESC) t
  JOIN returns_caseline l ON l.merchant_id = t.merchant_id AND l.public_id = t.subject
  JOIN returns_case c ON c.merchant_id = l.merchant_id AND c.id = l.case_id
 WHERE {_STANDS} IS DISTINCT FROM t.told
"""


def moved_untold(cases: Sequence[Any] = ()) -> list[str]:
    """A sentence for each axis of a line (of these cases, or of all of the unit's shops) that is not where its last step went."""
    sql = _SQL
    params: list[Any] = [list(current_scope().merchants), [f"line.{axis}" for axis in TRANSITIONS]]
    if cases:
        sql, params = sql + " AND c.id = ANY (%s)", [*params, [one.id for one in cases]]
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY 1, 2, 3", params)
        return [
            f"case {number}: {name.removeprefix('line.')} of {line} is {stands}, its timeline says {told}"
            for number, line, name, stands, told in cursor.fetchall()
        ]
