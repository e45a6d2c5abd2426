"""The limit that an owner set on what support orders: asked before and after a step, and the step is taken back where it went beyond."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import ANY_REFUND, may, roles_with
from makegood.casefile.limit import limit_of, promised
from makegood.kernel.refusal import Refusal
from makegood.web.role_words import role_name
from makegood.web.templatetags.money_tags import money


@contextmanager
def within_limit(request: HttpRequest, merchant: Any, case_id: int) -> Iterator[None]:
    """Around a step inside `attempt()`. Refuses `above_limit` where the step offered or let through more than that."""
    limit = None if may([request.membership.role], ANY_REFUND) else limit_of(merchant.settings)  # type: ignore[attr-defined]
    if limit is None:
        yield
        return
    before = promised(case_id)
    yield
    total = promised(case_id)
    if total > max(limit, before):
        given, most = money(total, merchant.currency), money(limit, merchant.currency)
        roles = ", ".join(role_name(one) for one in roles_with(ANY_REFUND))
        raise Refusal(
            "above_limit",
            _("This case would give %(amount)s; you may order up to %(most)s.") % {"amount": given, "most": most},
            _("Ask for it in this shop: %(roles)s. They see the case as you do.") % {"roles": roles},
            status=403,
        )
