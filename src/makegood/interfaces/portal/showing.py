"""What the customer is asked to show: once, the fewest pictures that anybody will need, and never a condition of what they are owed."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.evidence import files_of
from makegood.base.tenancy import Merchant
from makegood.casefile.evidence import asked_together
from makegood.interfaces.portal.draft import MOST_PHOTOS, Draft
from makegood.journeys.preview_return import preview_return
from makegood.kernel.refusal import Refusal
from makegood.web.seeing import BLURRED


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


def pieces_of(draft: Draft) -> int:
    """How many pieces it is about, of the item with the most."""
    return max((int(n) for n in draft.data.get("quantities", {}).values()), default=1)


def blurred_among(file_ids: list[int]) -> set[int]:
    """Those pictures that look out of focus or shaken: a word to the customer, nothing more."""
    return {name for name, file in files_of(file_ids).items() if file.sharpness is not None and file.sharpness < BLURRED}
