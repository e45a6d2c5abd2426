"""What the database itself says of the promise that no open case is ever without an owner, a next step and a day: a view that must be empty."""

from django.db import migrations

# `app.moment` moves the clock for a look at another day (a rehearsal, a test); without it the database's own clock says what is past.
NO_BLACK_HOLE = """
CREATE VIEW returns_black_hole WITH (security_invoker = true) AS
SELECT * FROM (
  SELECT c.merchant_id, c.id AS case_id, c.public_id, c.ball_owner, c.ball_step, c.ball_due_at,
    CASE
      WHEN c.ball_owner NOT IN ('customer', 'shop', 'supplier', 'carrier', 'hub', 'system') THEN 'no_owner'
      WHEN c.ball_step IN ('', 'none') THEN 'no_step'
      WHEN c.ball_due_at IS NULL THEN 'no_day'
      WHEN NOT EXISTS (
        SELECT 1 FROM base_deadline d
         WHERE d.merchant_id = c.merchant_id AND d.case_id = c.id AND d.state = 'open' AND d.due_at = c.ball_due_at
      ) THEN 'no_promise'
      WHEN c.ball_due_at < coalesce(nullif(current_setting('app.moment', true), '')::timestamptz, now()) - interval '1 hour'
      THEN 'not_renewed'
    END AS why
    FROM returns_case c WHERE c.closed_at IS NULL
) open WHERE why IS NOT NULL;
"""


def held() -> migrations.RunSQL:
    return migrations.RunSQL(NO_BLACK_HOLE, "DROP VIEW returns_black_hole")
