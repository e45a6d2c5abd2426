"""What the database itself keeps of who looked at what: nothing is changed, nothing is taken away before a year is over."""

from django.db import migrations

# A year: the shortest time after which a row may go by any rule of ours; which longer one holds is said by law/keeping.py.
LOOKS_STAY = """
CREATE FUNCTION makegood_looks_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.span_at < statement_timestamp() - interval '1 year' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER looks_stay BEFORE UPDATE OR DELETE ON parties_look FOR EACH ROW EXECUTE FUNCTION makegood_looks_stay();
CREATE TRIGGER looks_stay_truncate BEFORE TRUNCATE ON parties_look EXECUTE FUNCTION makegood_append_only();
"""


def looks_stay() -> migrations.RunSQL:
    return migrations.RunSQL(LOOKS_STAY, migrations.RunSQL.noop)
