"""What the database itself keeps of the books, checked at the end of each unit.

An entry has the postings that it says it has and no more, ever; they sum to zero in each commodity. What follows an entry mirrors it: `post` and `void`
follow one that was pending, `reverse` one that holds; with the same account, amount for amount, or its opposite.
"""

from django.db import migrations

BALANCED = """
CREATE FUNCTION makegood_entry_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off record; before record; sign int;
BEGIN
  IF NEW.parts < 2 OR (SELECT count(*) FROM ledger_posting WHERE merchant_id = NEW.merchant_id AND entry_id = NEW.id) <> NEW.parts THEN
    RAISE EXCEPTION 'ledger entry % has not its % postings, or fewer than two', NEW.id, NEW.parts USING ERRCODE = 'check_violation';
  END IF;
  SELECT commodity, sum(amount) AS total INTO off FROM ledger_posting
   WHERE merchant_id = NEW.merchant_id AND entry_id = NEW.id GROUP BY commodity HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % does not balance: % of % left', NEW.id, off.total, off.commodity USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.follows_id IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT phase, code, subject, case_id, order_line_id INTO before FROM ledger_entry WHERE merchant_id = NEW.merchant_id AND id = NEW.follows_id;
  IF NOT FOUND OR (NEW.phase = 'reverse') <> (before.phase IN ('posted', 'post')) OR (NEW.phase IN ('post', 'void')) <> (before.phase = 'pending')
     OR (NEW.code, NEW.subject) IS DISTINCT FROM (before.code, before.subject)
     OR (NEW.case_id, NEW.order_line_id) IS DISTINCT FROM (before.case_id, before.order_line_id) THEN
    RAISE EXCEPTION 'ledger entry % (%) can not follow entry %', NEW.id, NEW.phase, NEW.follows_id USING ERRCODE = 'check_violation';
  END IF;
  sign := CASE NEW.phase WHEN 'post' THEN 1 ELSE -1 END;
  PERFORM 1 FROM ledger_posting WHERE merchant_id = NEW.merchant_id AND entry_id IN (NEW.id, NEW.follows_id)
    GROUP BY account, commodity HAVING sum(CASE entry_id WHEN NEW.id THEN amount ELSE -sign * amount END) <> 0;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % has other amounts than entry %', NEW.id, NEW.follows_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION makegood_entry_whole();
CREATE FUNCTION makegood_posting_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM ledger_posting WHERE merchant_id = NEW.merchant_id AND entry_id = NEW.entry_id)
     IS DISTINCT FROM (SELECT parts FROM ledger_entry WHERE merchant_id = NEW.merchant_id AND id = NEW.entry_id)::bigint THEN
    RAISE EXCEPTION 'ledger entry % is closed, or is not there', NEW.entry_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON ledger_posting DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION makegood_posting_late();
"""


def balanced() -> migrations.RunSQL:
    return migrations.RunSQL(BALANCED, migrations.RunSQL.noop)
