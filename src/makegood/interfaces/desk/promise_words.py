"""What the questions of a first promise are called on the page, and what is said beside an answer that is none."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from makegood.base.tenancy import Merchant
from makegood.insight.exposure import Exposure, MarketExposure
from makegood.policy.presets.questions import QUESTIONS
from makegood.web.places import place_name as place_name
from makegood.web.templatetags.money_tags import day_short, money

# The same sentences as in policy/presets/questions.py and presets.py, marked for translation (a test holds them together).
ASKS = {
    "currency": later("In which currency do you keep your prices?"),
    "markets": later("Where do your customers live?"),
    "products": later("What do you sell?"),
    "keep_below": later("Up to which price does a broken or wrong thing not have to come back?"),
    "supplier_pays_for": later("What does your supplier pay for?"),
    "supplier_claim_days": later("Within how many days do you have to tell your supplier?"),
    "comes_back_to": later("Where do things come back to?"),
    "mind_days": later("How many days may a customer change their mind?"),
    "return_rate": later("What does the way back of a changed mind cost your customer?"),
    "true_postage": later("What does a parcel back really cost?"),
    "typo_percent": later("How much off a new one when the customer mistyped a name?"),
    "answer_hours": later("Within how many hours do you answer?"),
    "look_first": later("Somebody looks at every case before it is answered"),
    "credit_bonus": later("Store credit with ten percent on top, beside the money"),
    "ask_photo": later("Ask for a photo of what is broken or wrong"),
    "share": later("Offer to keep what is faulty, with a fifth of the price back"),
    "free_remake": later("Make it again free where the customer never saw a proof"),
    "season": later("Presents may come back in January"),
}
HELP = {
    "markets": later("Orders from anywhere else go to a person."),
    "products": later("Personalised is what bears the customer's own text, picture or measurements."),
    "keep_below": later("Nothing: everything comes back."),
    "comes_back_to": later("A hub is an address in the customer's country that looks at it for you."),
    "mind_days": later("Counted from the day it arrived."),
    "return_rate": later("A flat rate below the true postage. It is shown before the purchase and taken off the refund. 0: you pay."),
    "typo_percent": later("0: nothing."),
    "ask_photo": later("It helps with the supplier; nobody has to send one."),
    "season": later("Bought from 1 November to 24 December: until 31 January."),
}
CHOICES = {
    "stock": later("Goods from stock"),
    "personalised": later("Personalised goods"),
    "hygiene": later("Sealed for hygiene"),
    "perishable": later("What spoils"),
    "defective": later("Faults"),
    "damaged_in_transit": later("Damage on the way"),
    "wrong_item": later("The wrong thing"),
    "customization_error": later("A wrong text or picture"),
    "nothing": later("Nothing"),
    "hub": later("To a hub"),
    "shop": later("To us"),
    "supplier": later("To the supplier"),
}
PRESETS = {"new": later("New seller"), "scaling": later("Scaling"), "established": later("Established brand")}
PARTS = {
    "Goods that are not as agreed": later("Goods that are not as agreed"),
    "A changed mind": later("A changed mind"),
    "Everything else": later("Everything else"),
}
GROUPS = {
    "sells": later("What you sell, and where"),
    "supplier": later("Your supplier"),
    "promise": later("What you promise"),
    "switches": later("Six switches"),
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
