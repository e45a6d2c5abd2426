"""The merchant (one shop) and the scope in which rows may be seen."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from makegood.base.actor import Actor

if TYPE_CHECKING:
    from makegood.base.later import Waiting
    from makegood.base.timeline import Draft


class Unscoped(RuntimeError):
    """A tenant's row was asked for outside a unit: a bug, never an answer to somebody."""


@dataclass(slots=True)
class Scope:
    """The merchants whose rows this unit may see, who acts, and what is still to be written."""

    merchants: tuple[int, ...]
    by: Actor
    waiting: "Waiting"
    drafts: "list[Draft]" = field(default_factory=list)
    known: dict[Any, Any] = field(default_factory=dict)


_scope: ContextVar[Scope | None] = ContextVar("makegood_scope", default=None)


def current_scope() -> Scope:
    """The scope of the running unit; raises Unscoped outside one."""
    scope = _scope.get()
    if scope is None:
        raise Unscoped("rows of a shop are read and written only inside unit()")
    return scope


def in_unit() -> bool:
    return _scope.get() is not None


def once(key: Any, read: Callable[[], Any]) -> Any:
    """What `read` gives, asked once a unit: only for rows that no unit changes (frozen orders, the shop, its hub)."""
    known = current_scope().known
    if key not in known:
        known[key] = read()
    return known[key]


def forget(*kinds: str) -> None:
    """Drop what was asked once of these kinds: a lock was taken, so that others may have written before it."""
    known = current_scope().known
    for key in [key for key in known if key[0] in kinds]:
        del known[key]


def sole_merchant_id() -> int:
    """The one merchant of this unit; raises Unscoped where there are several or none."""
    merchants = current_scope().merchants
    if len(merchants) != 1:
        raise Unscoped(f"exactly one shop is needed here, this unit has {len(merchants)}")
    return merchants[0]


class Merchant(models.Model):
    """A shop. Not tenant-scoped itself: it is what the others are scoped by.

    `currency` is that of policy and books; `zone` an IANA name; `address` lines for labels and documents;
    `logo` the SHA-256 of a PNG beside the shop's evidence; `texts` the shop's own words by language ({"de": {"greeting",
    "sign_off", "find_line"}}); `settings` small switches by name.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    address = models.JSONField(default=list)
    tax_number = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    contact_name = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    currency = models.CharField(max_length=3)
    languages = models.JSONField(default=list)
    accent = models.CharField(max_length=7, default="#1f5f5b")
    logo = models.CharField(max_length=64, blank=True)
    texts = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "base_merchant"

    def __str__(self) -> str:
        return self.slug


def merchant_of(merchant_id: int) -> Merchant:
    """The shop's own row, read once a unit."""
    found: Merchant = once(("merchant", merchant_id), lambda: Merchant.objects.get(id=merchant_id))
    return found
