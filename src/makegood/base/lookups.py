"""`__in` with many values is one array: a statement of PostgreSQL takes 65,535 parameters at most, and a shop has more pieces than that."""

from typing import Any

from django.db.models import Field, ForeignKey
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

MANY = 1000  # below it stays as Django writes it, so that short lists keep their plans


class _AsArray:
    def as_postgresql(self: Any, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        if not self.rhs_is_direct_value() or len(self.rhs) <= MANY:
            return self.as_sql(compiler, connection)  # type: ignore[no-any-return]
        left, params = self.process_lhs(compiler, connection)
        _, values = self.get_db_prep_lookup([one for one in self.rhs if one is not None], connection)
        return f"{left} = ANY(%s)", [*params, list(dict.fromkeys(values))]


class ManyIn(_AsArray, In):
    pass


class ManyRelatedIn(_AsArray, RelatedIn):
    pass


def register() -> None:
    Field.register_lookup(ManyIn)
    ForeignKey.register_lookup(ManyRelatedIn)
