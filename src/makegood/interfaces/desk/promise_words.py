"""What the questions of a first promise are called on the page, and what is said beside an answer that is none."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.tenancy import Merchant
from makegood.insight.exposure import Exposure, MarketExposure
from makegood.policy.presets.questions import QUESTIONS
from makegood.web.places import place_name as place_name
from makegood.web.templatetags.money_tags import day_short, money

# The same sentences as in policy/presets/questions.py and presets.py, marked for translation (a test holds them together).
ASKS = {
    "currency": gettext_lazy("In which currency do you keep your prices?"),
    "markets": gettext_lazy("Where do your customers live?"),
    "products": gettext_lazy("What do you sell?"),
    "keep_below": gettext_lazy("Up to which price does a broken or wrong thing not have to come back?"),
    "supplier_pays_for": gettext_lazy("What does your supplier pay for?"),
    "supplier_claim_days": gettext_lazy("Within how many days do you have to tell your supplier?"),
    "comes_back_to": gettext_lazy("Where do things come back to?"),
    "mind_days": gettext_lazy("How many days may a customer change their mind?"),
    "return_rate": gettext_lazy("What does the way back of a changed mind cost your customer?"),
    "true_postage": gettext_lazy("What does a parcel back really cost?"),
    "typo_percent": gettext_lazy("How much off a new one when the customer mistyped a name?"),
    "answer_hours": gettext_lazy("Within how many hours do you answer?"),
    "look_first": gettext_lazy("Somebody looks at every case before it is answered"),
    "credit_bonus": gettext_lazy("Store credit with ten percent on top, beside the money"),
    "ask_photo": gettext_lazy("Ask for a photo of what is broken or wrong"),
    "share": gettext_lazy("Offer to keep what is faulty, with a fifth of the price back"),
    "free_remake": gettext_lazy("Make it again free where the customer never saw a proof"),
    "season": gettext_lazy("Presents may come back in January"),
}
HELP = {
    "markets": gettext_lazy("Orders from anywhere else go to a person."),
    "products": gettext_lazy("Personalised is what bears the customer's own text, picture or measurements."),
    "keep_below": gettext_lazy("0: everything comes back."),
    "comes_back_to": gettext_lazy("A hub is an address in the customer's country that looks at it for you."),
    "mind_days": gettext_lazy("Counted from the day it arrived."),
    "return_rate": gettext_lazy(
        "A flat rate below the true postage. It is shown before the purchase and taken off the refund. 0: you pay."
    ),
    "typo_percent": gettext_lazy("0: nothing."),
    "ask_photo": gettext_lazy("It helps with the supplier; nobody has to send one."),
    "season": gettext_lazy("Bought from 1 November to 24 December: until 31 January."),
}
CHOICES = {
    "stock": gettext_lazy("Goods from stock"),
    "personalised": gettext_lazy("Personalised goods"),
    "hygiene": gettext_lazy("Sealed for hygiene"),
    "perishable": gettext_lazy("What spoils"),
    "defective": gettext_lazy("Faults"),
    "damaged_in_transit": gettext_lazy("Damage on the way"),
    "wrong_item": gettext_lazy("The wrong thing"),
    "customization_error": gettext_lazy("A wrong text or picture"),
    "nothing": gettext_lazy("Nothing"),
    "hub": gettext_lazy("To a hub"),
    "shop": gettext_lazy("To us"),
    "supplier": gettext_lazy("To the supplier"),
}
PRESETS = {"new": gettext_lazy("New seller"), "scaling": gettext_lazy("Scaling"), "established": gettext_lazy("Established brand")}
GROUPS = {
    "sells": gettext_lazy("What you sell, and where"),
    "supplier": gettext_lazy("Your supplier"),
    "promise": gettext_lazy("What you promise"),
    "switches": gettext_lazy("Six switches"),
}


def beside(fault: dict[str, Any]) -> dict[str, str]:
    """What stands beside the field: {"field", "message", "remedy"} of one fault of `read_answers`."""
    name, reason = str(fault["field"]), fault.get("reason")
    question = QUESTIONS.get(name)
    if reason == "missing":
        return {"field": name, "message": _("This answer is needed."), "remedy": ""}
    if reason == "dear":
        message = _("A flat rate is below what a parcel back really costs.")
        return {"field": name, "message": message, "remedy": _("Lower it, or mend what a parcel costs.")}
    if question is not None and question.kind == "money":
        return {"field": name, "message": _("This is no amount."), "remedy": _("Write it like 4.90.")}
    if question is not None and question.kind in ("days", "percent"):
        known = {"least": question.least, "most": question.most}
        return {"field": name, "message": _("A whole number is needed."), "remedy": _("From %(least)s to %(most)s.") % known}
    return {"field": name, "message": _("This can't be chosen."), "remedy": _("Choose again.")}


def pays_for_itself(found: Exposure, merchant: Merchant) -> list[str]:
    """The first thing to read: what can be sent back that no supplier takes, and what that cost. What nobody knows is said as that."""
    if not found.markets:
        return [_("Once there are orders, this says what can be sent back to you that your supplier will not take.")]
    lines = [_of_market(one) for one in found.markets]
    known = {"since": day_short(found.since), "n": found.pieces, "cost": money(found.cost_minor, merchant.currency), "u": found.unpriced}
    if not found.asked:
        return [*lines, _("Since %(since)s nobody has sent anything back for a changed mind, so what that costs is not known yet.") % known]
    if not found.pieces:
        return [*lines, _("What came back for a changed mind since %(since)s, your suppliers take.") % known]
    if found.unpriced == found.pieces:
        return [
            *lines,
            _("Pieces that came back for a changed mind since %(since)s and stay with you: %(n)s. What they cost you is not known.")
            % known,
        ]
    cost = _("Pieces that came back for a changed mind since %(since)s and stay with you: %(n)s. They cost you %(cost)s to buy.") % known
    rest = _("Of %(u)s of them the cost is not known.") % known if found.unpriced else ""
    return [*lines, f"{cost} {rest}".strip()]


def _of_market(one: MarketExposure) -> str:
    known = {"n": one.sendable, "all": one.sold, "place": place_name(one.market), "left": one.left, "taken": one.taken}
    text = _("%(n)s of your %(all)s products can be sent back in %(place)s for a changed mind") % known
    if one.unknown == one.sendable:
        return _("%(text)s. Whether your supplier takes them is not known.") % {"text": text}
    if one.unknown:
        return _("%(text)s. Your supplier takes %(taken)s of them; of %(u)s that is not known.") % {
            "text": text,
            "taken": one.taken,
            "u": one.unknown,
        }
    if not one.taken:
        return _("%(text)s, and your supplier takes none.") % {"text": text}
    return _("%(text)s. Your supplier takes %(taken)s of them.") % {"text": text, "taken": one.taken}
