"""What one step of the editor does to a draft: a rule moved, changed, added or taken out, or an exception for some products."""

from typing import Any

from django.http import QueryDict

from makegood.interfaces.desk.promise_fields import typed_sets
from makegood.kernel.refusal import Refusal
from makegood.policy.draft import Draft, added, changed, moved, without
from makegood.policy.exception import exception_for_tag


def step(draft: Draft, form: QueryDict) -> tuple[Draft, str]:
    """(the draft after the step, the key of the rule to look at). Refuses `step_unknown`, `rule_unknown` and what is typed wrongly."""
    verb, rule = form.get("do", ""), form.get("rule", "")
    if verb in ("up", "down"):
        return moved(draft, rule, -1 if verb == "up" else 1), rule
    if verb == "to":
        return moved(draft, rule, _place(form) - 1 - draft.place(rule)), rule
    if verb == "remove":
        place = draft.place(rule)
        left = without(draft, rule)
        return left, left.rules[min(place, len(left.rules) - 1)].key if left.rules else ""
    if verb == "save":
        return changed(draft, rule, when=_when(form), sets=_sets(form, rule), say=form.get("say", "").strip()), rule
    if verb == "add":
        return _add(draft, form)
    if verb == "exception":
        return _exception(draft, form)
    raise Refusal("step_unknown", "This step is not known.", "Reload the page.")


def _add(draft: Draft, form: QueryDict) -> tuple[Draft, str]:
    name = form.get("id", "").strip()
    if not name.replace("-", "a").isalnum() or not name.isascii() or len(name) > 80:
        raise Refusal("rule_id_unfit", "A rule needs a name.", "Letters, digits and hyphens, such as christmas-presents.", field="id")
    return added(draft, name, when=_when(form), sets=_sets(form, "new"), say=form.get("say", "").strip(), at=_place(form) - 1), name


def _exception(draft: Draft, form: QueryDict) -> tuple[Draft, str]:
    days = form.get("days", "").strip()
    if not days.isascii() or not days.isdigit() or len(days) > 6:
        raise Refusal("days_out_of_range", "How many days?", "Write a whole number from 0 to 3,650.", field="days")
    payer = form.get("paid_by") or None
    if payer not in (None, "customer", "shop"):
        raise Refusal("paid_by_unknown", "Who pays the way back?", "Choose one of the three.", field="paid_by")
    return exception_for_tag(draft, tag=form.get("tag", ""), days=int(days), paid_by=payer)


def _place(form: QueryDict) -> int:
    text = form.get("place", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _when(form: QueryDict) -> str | None:
    text = " ".join(form.get("when", "").split())
    return text or None


def _sets(form: QueryDict, prefix: str) -> dict[str, Any]:
    """Refuses with the field of that rule's form: `set-window-days` of the rule `a` is called `a-window-days` there."""
    try:
        sets = typed_sets(form)
    except Refusal as refusal:
        refusal.field = f"{prefix}-{(refusal.field or '').removeprefix('set-')}"
        raise
    if not sets:
        message, remedy = "The rule says nothing yet.", "Fill at least one of the fields."
        raise Refusal("rule_says_nothing", message, remedy, field=f"{prefix}-window-days")
    return sets
