"""The database writes a message with the fact that it tells of: in the same transaction, whoever wrote the fact, and for nothing where nobody listens."""

from django.db import migrations

TOLD = """
CREATE FUNCTION makegood_tell_endpoints() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhooks_delivery (merchant_id, endpoint_id, line_id, message_id, type, at, state, tries, due_at)
  SELECT l.merchant_id, e.id, l.id, 'evt_' || substr(l.hash, 1, 32), l.name, l.at, 'waiting', 0, l.at
    FROM fresh l JOIN webhooks_endpoint e ON e.merchant_id = l.merchant_id
   WHERE e.ended_at IS NULL AND e.off_because = '' AND jsonb_exists(e.types, l.name);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_endpoints AFTER INSERT ON base_timeline REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION makegood_tell_endpoints();
"""


def told() -> migrations.RunSQL:
    return migrations.RunSQL(TOLD, migrations.RunSQL.noop)
