"""Whether the database's tables are those of this version."""

from django.db import connection


def tables_differ() -> bool:
    """True where migrations wait to be applied. Raises DatabaseError where the database does not answer."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
