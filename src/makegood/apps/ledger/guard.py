"""The database's own rule: every entry sums to zero in each commodity, checked at the end of the unit."""

from django.db import migrations

BALANCED = """
CREATE FUNCTION makegood_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off record;
BEGIN
  SELECT commodity, sum(amount) AS total INTO off FROM ledger_posting
   WHERE merchant_id = NEW.merchant_id AND entry_id = NEW.entry_id GROUP BY commodity HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % does not balance: % of % left', NEW.entry_id, off.total, off.commodity USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_posting DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION makegood_entry_balanced();
CREATE FUNCTION makegood_entry_has_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM ledger_posting WHERE merchant_id = NEW.merchant_id AND entry_id = NEW.id) < 2 THEN
    RAISE EXCEPTION 'ledger entry % has fewer than two postings', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_postings AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION makegood_entry_has_postings();
"""


def balanced() -> migrations.RunSQL:
    return migrations.RunSQL(BALANCED, migrations.RunSQL.noop)
