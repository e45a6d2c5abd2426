"""What the database itself keeps of credit, checked at the end of each unit.

No part gives more than it has or gets back more than it gave, in all and for each order; and no line of a credit is ever rewritten or removed.
"""

from django.db import migrations

WITHIN = """
CREATE FUNCTION makegood_credit_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE had bigint; used bigint; lapsed bigint;
BEGIN
  SELECT amount_minor INTO had FROM settlement_creditpart WHERE merchant_id = NEW.merchant_id AND id = NEW.part_id;
  SELECT coalesce(sum(CASE kind WHEN 'spent' THEN amount_minor WHEN 'given_back' THEN -amount_minor ELSE 0 END), 0),
         coalesce(sum(CASE kind WHEN 'expired' THEN amount_minor WHEN 'revived' THEN -amount_minor ELSE 0 END), 0)
    INTO used, lapsed FROM settlement_creditmove WHERE merchant_id = NEW.merchant_id AND part_id = NEW.part_id;
  IF had IS NULL OR used < 0 OR lapsed < 0 OR used + lapsed > had THEN
    RAISE EXCEPTION 'credit part % of % has % spent and % expired', NEW.part_id, had, used, lapsed USING ERRCODE = 'check_violation';
  END IF;
  PERFORM 1 FROM settlement_creditmove WHERE merchant_id = NEW.merchant_id AND part_id = NEW.part_id AND kind IN ('spent', 'given_back')
    GROUP BY order_key HAVING sum(CASE kind WHEN 'spent' THEN amount_minor ELSE -amount_minor END) < 0;
  IF FOUND THEN
    RAISE EXCEPTION 'credit part % gives back more than an order took', NEW.part_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER within AFTER INSERT ON settlement_creditmove DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION makegood_credit_within();
CREATE FUNCTION makegood_credit_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.reimbursement_id, OLD.kind, OLD.amount_minor, OLD.currency, OLD.source, OLD.citation)
     IS DISTINCT FROM (NEW.reimbursement_id, NEW.kind, NEW.amount_minor, NEW.currency, NEW.source, NEW.citation)
     OR OLD.expires_on IS DISTINCT FROM NEW.expires_on THEN
    RAISE EXCEPTION 'a line of a credit stands as it was given' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON settlement_creditpart FOR EACH ROW EXECUTE FUNCTION makegood_credit_part_stands();
"""


def credit() -> migrations.RunSQL:
    return migrations.RunSQL(WITHIN, migrations.RunSQL.noop)
