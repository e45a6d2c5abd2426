"""Which steps of a migration would keep a table that is in use from everybody: by rewriting it, by reading all of it under a lock, by building an
index while nobody may write. `harsh(migration, state)` names them; what it does not know it refuses, so that a new kind of step is looked at.

The rules are PostgreSQL's (ALTER TABLE, CREATE INDEX, explicit locking), for 15 and newer. A table that the migration makes itself is nobody's yet.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import models
from django.db.migrations import operations as steps
from django.db.models.expressions import Expression, Value

from makegood.base.rows import ShopKey, TenantKey
from makegood.base.walls import Walls

BRIEF = (steps.DeleteModel, steps.RenameModel, steps.RenameField, steps.RenameIndex, steps.RemoveField, steps.RemoveConstraint, steps.AlterModelTable)  # fmt: skip
WORDS_ONLY = (steps.AlterModelOptions, steps.AlterModelManagers, steps.AlterModelTableComment)
GENTLE_SQL = re.compile(
    r"\s*(CREATE (OR REPLACE )?FUNCTION|DROP FUNCTION|CREATE (CONSTRAINT )?TRIGGER|DROP TRIGGER|CREATE VIEW|DROP VIEW|CREATE POLICY|DROP POLICY|COMMENT ON|SELECT setval|"
    r"ALTER TABLE \S+ ((ENABLE|FORCE|DISABLE|NO FORCE) ROW LEVEL SECURITY|ADD CONSTRAINT .* NOT VALID|VALIDATE CONSTRAINT \S+|DROP CONSTRAINT .*|"
    r"ALTER COLUMN \S+ (SET DEFAULT .*|DROP DEFAULT|DROP NOT NULL)))[^;]*\Z",
    re.I | re.S,
)
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.S)


def harsh(migration: Any, state: Any) -> list[str]:
    """A sentence for each step that must not be; none where the migration is gentle. `state` is the project's state before it."""
    state, found = state.clone(), []
    mine = {step.name_lower for step in _flat(migration.operations) if isinstance(step, steps.CreateModel)}
    for step in _flat(migration.operations):
        found += [f"{migration.app_label}.{migration.name}: {step.describe()}: {why}" for why in _why(step, migration, state, mine)]
        step.state_forwards(migration.app_label, state)
    return found


def _flat(operations: Any) -> Iterator[Any]:
    for step in operations:
        if isinstance(step, steps.SeparateDatabaseAndState):
            yield from _flat(step.database_operations)
            yield from (one for one in step.state_operations if isinstance(one, WORDS_ONLY))
        else:
            yield step


def _why(step: Any, migration: Any, state: Any, mine: set[str]) -> Iterator[str]:
    table = getattr(step, "model_name_lower", "")
    if isinstance(step, (postgres.AddIndexConcurrently, postgres.RemoveIndexConcurrently)):
        if migration.atomic:
            yield "an index that is built beside the work needs atomic = False"
    elif isinstance(step, steps.RunPython):
        if migration.atomic:
            yield "rows are changed in batches of their own: atomic = False"
    elif isinstance(step, (steps.CreateModel, *WORDS_ONLY)) or table in mine:
        return
    elif not migration.atomic:
        yield "a step that is not atomic has no limits: only indexes beside the work and batches belong here"
    elif isinstance(step, Walls):
        tables = {name for (app, name) in state.models if app == migration.app_label}
        if {name.lower() for name in step.only} - mine or (not step.only and tables - mine):
            yield "walls make a table's key anew: name the new tables with only=(...)"
    elif isinstance(step, steps.AddField):
        yield from _added(step.field)
    elif isinstance(step, steps.AlterField):
        yield from _altered(state.models[migration.app_label, table].fields[step.name], step.field)
    elif isinstance(step, steps.AddIndex):
        yield "an index keeps writers out while it is built: AddIndexConcurrently"
    elif isinstance(step, (postgres.AddConstraintNotValid, postgres.ValidateConstraint)):
        return
    elif isinstance(step, steps.AddConstraint):
        yield "all rows are read under a lock: AddConstraintNotValid, then ValidateConstraint in the next migration (unique: an index beside the work)"
    elif isinstance(step, steps.RunSQL):
        yield from _sql(step.sql)
    elif not isinstance(step, BRIEF):
        yield "nobody has said what this does to a table in use"


def _added(field: Any) -> Iterator[str]:
    if field.unique or (field.db_index and not isinstance(field, (ShopKey, TenantKey))):
        yield "it brings an index that is built under a lock: add the column, then the index beside the work"
    if isinstance(field, models.ForeignKey) and field.db_constraint:
        yield "it brings a key that reads all rows under a lock: db_constraint=False, then one that is NOT VALID"
    if isinstance(field, (models.AutoField, models.BigAutoField, models.GeneratedField)):
        yield "every row gets a value of its own: the table is written anew"
    default = getattr(field, "db_default", models.NOT_PROVIDED)
    if isinstance(default, Expression) and not isinstance(default, Value):
        yield "a default that is computed may be computed for every row"


def _altered(before: Any, after: Any) -> Iterator[str]:
    if before.null and not after.null:
        yield "NOT NULL reads all rows under a lock: a check that is NOT VALID, validate it, then this"
    if (after.unique and not before.unique) or (after.db_index and not before.db_index):
        yield "it brings an index that is built under a lock"
    old, new = _kind(before), _kind(after)
    wider = old[0] == new[0] == "varchar" and (new[1] == 0 or 0 < old[1] <= new[1])
    if old != new and not wider and not (old[0] == "varchar" and new[0] == "text"):
        yield f"{before.get_internal_type()} to {after.get_internal_type()} writes the table anew"


def _kind(field: Any) -> tuple[str, int, str]:
    """(type, length, what else tells two types apart); varchar without a length is 0."""
    if isinstance(field, models.CharField):
        return "varchar", field.max_length or 0, str(field.db_collation or "")
    if isinstance(field, models.TextField):
        return "text", 0, ""
    return field.get_internal_type(), 0, str(getattr(field, "max_digits", "")) + str(getattr(field, "decimal_places", ""))


def _sql(sql: Any) -> Iterator[str]:
    texts = [sql] if isinstance(sql, str) else [one if isinstance(one, str) else one[0] for one in sql]
    for text in texts:
        for statement in _BODY.sub("$$ $$", text).split(";"):
            if statement.strip() and not GENTLE_SQL.match(statement):
                yield f"nobody has said that this is gentle: {' '.join(statement.split())[:60]}"
