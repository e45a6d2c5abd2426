"""The base of every tenant's table, and the manager that never looks past the unit's scope."""

from typing import Any

from django.db import models

from makegood.base.tenancy import Merchant, current_scope


class ScopedManager(models.Manager[Any]):
    """Rows of the unit's merchants only; raises Unscoped outside a unit."""

    def get_queryset(self) -> models.QuerySet[Any]:
        merchants = current_scope().merchants
        found = super().get_queryset()
        return found.filter(merchant_id=merchants[0]) if len(merchants) == 1 else found.filter(merchant_id__in=merchants)


class ShopKey(models.ForeignKey):
    """The shop that a row belongs to: what `walls` knows a tenant's table by.

    Without a foreign key of the database: the wall already lets in only rows of the unit's shops, and the check would lock the
    shop's one row for every row that is written, by everybody at once.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)


class Row(models.Model):
    """A tenant's row. Its key in the database is (merchant_id, id); see `walls`."""

    merchant = ShopKey(Merchant, models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager()

    class Meta:
        abstract = True


class TenantKey(models.ForeignKey):
    """A reference from one tenant row to another: `walls` makes it (merchant_id, id), so that it can't leave the shop."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)  # an index starts with the merchant; each table names those it needs
        super().__init__(to, on_delete, **kwargs)
