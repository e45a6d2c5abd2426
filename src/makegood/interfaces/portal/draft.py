"""What the customer has said so far, kept in the session until it is sent. Nothing of it is lost by going back.

Each page carries it along, too, sealed: where the session has ended meanwhile, the order is found again and everything is there.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.idempotency import key_wanted
from makegood.base.sealing import Unsealable, seal, unseal
from makegood.base.tenancy import Merchant
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.holding import hold_order
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.kept import keep_form
from makegood.web.refill import add_hidden
from makegood.web.uploads import clean_picture

MOST_PHOTOS = 6
CARRIED_FOR = timedelta(days=7)

# The six tiles and the kinds that they stand for.
TILES = {
    "broken": ("defective", gettext_lazy("Broken, or does not work")),
    "wrong_text": ("customization_error", gettext_lazy("Wrong text or picture")),
    "wrong_item": ("wrong_item", gettext_lazy("The wrong item")),
    "missing": ("missing_part", gettext_lazy("Something is missing")),
    "late": ("not_delivered", gettext_lazy("Late, or never came")),
    "changed_mind": ("change_of_mind", gettext_lazy("Changed my mind")),
}
# Under "something else": rarer, and as good as any.
MORE = {
    "damaged": ("damaged_in_transit", gettext_lazy("The parcel was damaged, and what is in it")),
    "my_typo": ("customer_input_error", gettext_lazy("I made a typing mistake when I ordered")),
}
ALL = TILES | MORE
NOTHING_TO_SHOW = {"late", "changed_mind", "my_typo"}  # no picture can show these


@dataclass(slots=True)
class Draft:
    """`access`: buyer, or recipient of a present (they see no price and no buyer)."""

    order: Any
    lines: list[Any]
    data: dict[str, Any]
    access: str = "buyer"

    @property
    def is_recipient(self) -> bool:
        return self.access == "recipient"

    def chosen(self) -> list[Any]:
        return [line for line in self.lines if str(line.id) in self.data.get("quantities", {})]

    def kinds(self) -> tuple[str, ...]:
        found = [ALL[tile][0] for tile in self.data.get("tiles", []) if tile in ALL]
        return tuple(found) or (("not_as_described",) if self.data.get("words") else ())

    def says_more(self) -> bool:
        return any(tile in MORE for tile in self.data.get("tiles", []))

    def has_something_to_show(self) -> bool:
        """Would a picture help: not where everything that was ticked is late, or a change of mind."""
        ticked = set(self.data.get("tiles", []))
        return bool(ticked - NOTHING_TO_SHOW) or not ticked

    def ask(self) -> Ask:
        """Refuses `nothing_asked`, `kind_unknown`; both at once where both are missing (`faults`)."""
        kinds = self.kinds()
        missing = []
        if not self.chosen():
            missing.append(("nothing_asked", _("No item was chosen."), _("Choose what it is about."), "lines"))
        if not kinds:
            missing.append(
                ("kind_unknown", _("What happened is not clear yet."), _("Choose what fits best, or write a sentence."), "tiles")
            )
        if missing:
            code, message, remedy, field = missing[0]
            rest = [{"field": field, "message": message, "remedy": remedy} for _code, message, remedy, field in missing[1:]]
            raise Refusal(code, message, remedy, field=field, faults=rest)
        needed = self.data.get("needed_by")
        lines = tuple(
            AskedLine(
                line.id,
                int(self.data["quantities"][str(line.id)]),
                kinds,
                self.data.get("words", "") if index == 0 else "",
                tuple(self.data.get("photos", [])) if index == 0 else (),
                bool(self.data.get("no_photo")) and index == 0,
                all_shown=bool(self.data.get("all_shown")) and index == 0,
            )
            for index, line in enumerate(self.chosen())
        )
        return Ask(lines, needed_by=date.fromisoformat(needed) if needed else None, language=get_language() or "en")


def draft_of(request: HttpRequest, merchant: Merchant, *, to_open: bool = False) -> Draft:
    """`to_open`: the order is taken in hand, because a case is about to begin. Refuses `order_not_chosen` where none was found before."""
    public_id = request.session.get(f"order:{merchant.id}")
    if not public_id:
        raise Refusal("order_not_chosen", _("First we need to know which order it is."), _("Start with your order number."), status=409)
    data, access = dict(request.session.get(f"ask:{merchant.id}", {})), request.session.get(f"access:{merchant.id}", "buyer")
    if to_open:
        order = hold_order(order=public_id, now=now_of(request), beside=(key_wanted(sent_as(data)),))
    else:
        order = orders.order_of(public_id)
    return Draft(order, orders.lines_of(order.id), data, access)


def enter(request: HttpRequest, merchant: Merchant, order: Any, access: str) -> None:
    """This order is chosen; what was begun or sent about another one is forgotten."""
    request.session[f"order:{merchant.id}"], request.session[f"access:{merchant.id}"] = order.public_id, access
    request.session.pop(f"sent:{merchant.id}", None)
    request.session.pop(f"ask:{merchant.id}", None)


def sent_as(data: dict[str, Any]) -> str:
    """The key under which this draft is sent, once."""
    return f"ask:{data.get('key')}"


def keep(request: HttpRequest, merchant: Merchant, data: dict[str, Any]) -> None:
    request.session[f"ask:{merchant.id}"] = data


def take_photos(request: HttpRequest, data: dict[str, Any]) -> list[Refusal]:
    """Keep each picture that can be read and note it in the draft's data; the others are named, so that it is clear which to choose again."""
    faults = []
    for file in request.FILES.getlist("photo"):
        try:
            if len(data.get("photos", [])) >= MOST_PHOTOS:
                raise Refusal("too_many_photos", _("That is enough pictures."), _("Go on with those that are there."), field="photo")
            clean = clean_picture(file)
            kept = clean.keep(now=now_of(request))
            data["photos"] = list(dict.fromkeys([*data.get("photos", []), kept.id]))
        except Refusal as found:
            said = f"{(file.name or '')[:80]}: {found.message}"
            faults.append(Refusal(found.code, said, found.remedy, field="photo", status=found.status))
    return faults


def carry(response: HttpResponse, merchant: Merchant, draft: Draft, now: datetime) -> HttpResponse:
    """The page with the draft in each of its forms, sealed."""
    until = (now + CARRIED_FOR).isoformat()
    sealed = seal(json.dumps({"shop": merchant.id, "order": draft.order.public_id, "ask": draft.data, "until": until}), purpose="draft")
    response.content = add_hidden(response.content.decode(), "draft", sealed)
    return response


def outlives_the_session(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step of the draft: where its order is known no more, what was sent is kept until it is found again."""

    @wraps(view)
    def run(request: HttpRequest, merchant: Merchant) -> HttpResponse:
        try:
            return view(request, merchant)
        except Refusal as refusal:
            if refusal.code != "order_not_chosen" or request.method != "POST":
                raise
        carried = _carried(request.POST.get("draft", ""), merchant, now_of(request))
        if carried is not None:  # only a page of ours knows such a draft: nobody else can leave files here
            for fault in take_photos(request, carried["ask"]):
                messages.warning(request, f"{fault.message} {fault.remedy}")
            request.session[f"again:{merchant.id}"] = seal(json.dumps(carried), purpose="draft")
        keep_form(request)
        messages.info(request, _("You were away for long. Find your order once more: what you wrote and showed is still there."))
        return HttpResponseRedirect(reverse("find", args=[merchant.slug]))

    return run


def found_again(request: HttpRequest, merchant: Merchant, order: Any) -> bool:
    """Take up the draft that was kept, where it is this order's."""
    carried = _carried(request.session.pop(f"again:{merchant.id}", ""), merchant, now_of(request))
    if carried is None or carried["order"] != order.public_id:
        return False
    keep(request, merchant, carried["ask"])
    return True


def _carried(sealed: str, merchant: Merchant, now: datetime) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(unseal(sealed, purpose="draft")) if sealed else {}
    except Unsealable:
        return None
    return found if found and found["shop"] == merchant.id and datetime.fromisoformat(found["until"]) > now else None
