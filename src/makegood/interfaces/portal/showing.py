"""What the customer is asked to show: once, the fewest pictures that anybody will need, and never a condition of what they are owed."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from makegood.base.evidence import files_of
from makegood.base.tenancy import Merchant
from makegood.casefile.evidence import asked_together
from makegood.interfaces.portal.draft import MOST_PHOTOS, Draft
from makegood.journeys.preview_return import preview_return
from makegood.kernel.refusal import Refusal
from makegood.web.seeing import BLURRED

_EXAMPLES = {
    "broken": ("example", gettext_lazy("Example: the whole thing in the picture, near enough that the damage can be seen, and the box beside it")),
    "wrong_text": ("example-text", gettext_lazy("Example: straight from the front, so near that every letter can be read")),
    "wrong_item": ("example-label", gettext_lazy("Example: what came, and beside it the label of its parcel")),
    "missing": ("example-missing", gettext_lazy("Example: everything that came side by side, with a gap where something is missing")),
}  # fmt: skip


def what_to_show(draft: Draft, merchant: Merchant, now: datetime) -> list[str]:
    """A sentence for each kind of picture."""
    try:
        lines = preview_return(merchant_id=merchant.id, order_id=draft.order.id, ask=draft.ask(), now=now).lines
        plans = [one.evidence_plan for one in lines]
    except Refusal:  # said on the next page, in full
        plans = []
    wanted = asked_together(plans)
    pictures, pieces = min(wanted.get("photo", 1), MOST_PHOTOS), pieces_of(draft)
    engraved = any(line.customer_input == "own_text" for line in draft.chosen())
    found = []
    if pictures > 1:
        found.append(
            ngettext("%(n)s photo with the damage in it.", "%(n)s photos with the damage in them, near and from further away.", pictures)
            % {"n": pictures}
        )
    else:
        found.append(_("One photo with the crack and the name in it.") if engraved else _("One photo with the damage in it."))
    if pieces > 1:
        found.append(_("All %(n)s pieces in one picture, if that is possible.") % {"n": pieces})
    if "photo_of_packaging" in wanted:
        found.append(_("If you still have the box, one of that too: it helps us get our money back, not you yours."))
    return found


def example_for(draft: Draft) -> tuple[str, str]:
    """(a picture of ours that shows how, what it shows) for the first thing that was ticked."""
    ticked = [tile for tile in draft.data.get("tiles", []) if tile in _EXAMPLES]
    name, words = _EXAMPLES[ticked[0] if ticked else "broken"]
    return f"makegood/{name}.svg", str(words)


def pieces_of(draft: Draft) -> int:
    """How many pieces it is about, of the item with the most."""
    return max((int(n) for n in draft.data.get("quantities", {}).values()), default=1)


def blurred_among(file_ids: list[int]) -> set[int]:
    """Those pictures that look out of focus or shaken: a word to the customer, nothing more."""
    return {name for name, file in files_of(file_ids).items() if file.sharpness is not None and file.sharpness < BLURRED}
