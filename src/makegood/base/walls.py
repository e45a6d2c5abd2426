"""What the database itself holds: each shop behind a wall, and rows that may only be added.

`Walls()` stands last in every app's first migration. For each tenant table it
- makes the primary key (merchant_id, id),
- makes every TenantKey a foreign key (merchant_id, x_id) -> (merchant_id, id), checked at the end of the unit,
- turns on FORCE ROW LEVEL SECURITY: without `app.merchants` set by unit() not even the owner sees a row,
- forbids UPDATE, DELETE and TRUNCATE where the model says `append_only = True`.
"""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from makegood.base.rows import ShopKey

_IN_SCOPE = "merchant_id = ANY (NULLIF(current_setting('app.merchants', true), '')::bigint[])"

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION makegood_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def is_tenant(model: type[models.Model]) -> bool:
    return any(isinstance(field, ShopKey) for field in model._meta.local_fields)


def _keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey) and field.name != "merchant"]


def wall_statements(model: type[models.Model], *, append_only: bool) -> list[str]:
    """The SQL for one tenant table, in order."""
    table = model._meta.db_table
    statements = [
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey"',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_pkey" PRIMARY KEY (merchant_id, id)',
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY own_shop ON "{table}" USING ({_IN_SCOPE}) WITH CHECK ({_IN_SCOPE})',
    ]
    if append_only:
        statements += [
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION makegood_append_only()',
            f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}" EXECUTE FUNCTION makegood_append_only()',
        ]
    return statements


def key_statements(model: type[models.Model]) -> list[str]:
    """Foreign keys that carry the merchant; only after every target's key is in place."""
    table = model._meta.db_table
    return [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_same_shop" FOREIGN KEY (merchant_id, {field.column}) '
        f'REFERENCES "{field.related_model._meta.db_table}" (merchant_id, id) DEFERRABLE INITIALLY DEFERRED'
        for field in _keys(model)
        if is_tenant(field.related_model)
    ]


class Walls(migrations.operations.base.Operation):
    """Applies the statements above to every tenant table of the migration's app; in a later migration to those named in `only`."""

    reversible = False
    reduces_to_sql = True

    def __init__(self, *, append_only: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
        self.append_only = append_only
        self.only = only

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {"append_only": self.append_only, **({"only": self.only} if self.only else {})}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        tables = [model for model in to_state.apps.get_app_config(app_label).get_models() if is_tenant(model)]
        tables = [model for model in tables if not self.only or model._meta.object_name in self.only]
        schema_editor.execute(APPEND_ONLY_FUNCTION, None)
        # Constraints that the table's creation deferred must be there first, and none may be pending.
        for sql in schema_editor.deferred_sql:
            schema_editor.execute(sql, None)
        schema_editor.deferred_sql.clear()
        for model in tables:
            for statement in wall_statements(model, append_only=model._meta.object_name in self.append_only):
                schema_editor.execute(statement, None)
        for model in tables:
            for statement in key_statements(model):
                schema_editor.execute(statement, None)

    def describe(self) -> str:
        return "Put up the walls between shops"
