"""What a supplier is asked about a batch, in its language: numbers, no accusation, no customer."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.web.templatetags.money_tags import day


def batch_question(spike: Any, shop: str) -> str:
    """`shop`: the name that signs it."""
    batches = [one for split in spike.splits if split["by"] == "batch" for one in split["parts"] if one["value"]]
    named = ", ".join(f"{one['value']} ({one['of']}/{one['total']})" for one in batches)
    lines = [
        _("Hello, this is %(shop)s.") % {"shop": shop},
        _("%(name)s: of %(after_total)s orders since %(day)s, %(after)s came back with a fault; before, it was %(before)s of %(before_total)s.") % {
            "name": f"{spike.title} · {spike.key}", "day": day(spike.since_on), "after": spike.after_of, "after_total": spike.after_total,
            "before": spike.before_of, "before_total": spike.before_total,
        },
        _("By batch: %(named)s.") % {"named": named} if named else _("Which batches they are of we do not know; please tell us what you sent us since then."),
        _("Could you check what you still have of it, and tell us what changed around that day? Photos help. Thank you."),
    ]  # fmt: skip
    return "\n".join(lines)
