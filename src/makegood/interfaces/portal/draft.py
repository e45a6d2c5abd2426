"""What the customer has said so far, kept in the session until it is sent. Nothing of it is lost by going back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.base.idempotency import key_wanted
from makegood.base.tenancy import Merchant
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.holding import hold_order
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

# The six tiles and the kinds that they stand for.
TILES = {
    "broken": ("defective", gettext_lazy("It is broken or does not work")),
    "damaged": ("damaged_in_transit", gettext_lazy("It came damaged")),
    "wrong_text": ("customization_error", gettext_lazy("Wrong text or picture")),
    "wrong_item": ("wrong_item", gettext_lazy("It is something else")),
    "missing": ("missing_part", gettext_lazy("Something is missing")),
    "late": ("not_delivered", gettext_lazy("Late, or it never came")),
    "changed_mind": ("change_of_mind", gettext_lazy("I changed my mind")),
    "my_typo": ("customer_input_error", gettext_lazy("I made a typing mistake")),
}


@dataclass(slots=True)
class Draft:
    order: Any
    lines: list[Any]
    data: dict[str, Any]

    def chosen(self) -> list[Any]:
        return [line for line in self.lines if str(line.id) in self.data.get("quantities", {})]

    def kinds(self) -> tuple[str, ...]:
        found = [TILES[tile][0] for tile in self.data.get("tiles", []) if tile in TILES]
        return tuple(found) or (("not_as_described",) if self.data.get("words") else ())

    def ask(self) -> Ask:
        """Refuses `nothing_asked`, `kind_unknown`."""
        if not self.chosen():
            raise Refusal("nothing_asked", _("No item was chosen."), _("Choose what it is about."), field="lines")
        kinds = self.kinds()
        if not kinds:
            raise Refusal(
                "kind_unknown", _("What happened is not clear yet."), _("Choose what fits best, or write a sentence."), field="tiles"
            )
        needed = self.data.get("needed_by")
        lines = tuple(
            AskedLine(
                line.id,
                int(self.data["quantities"][str(line.id)]),
                kinds,
                self.data.get("words", "") if index == 0 else "",
                tuple(self.data.get("photos", [])) if index == 0 else (),
                bool(self.data.get("no_photo")) and index == 0,
            )
            for index, line in enumerate(self.chosen())
        )
        return Ask(lines, needed_by=date.fromisoformat(needed) if needed else None, language=get_language() or "en")


def draft_of(request: HttpRequest, merchant: Merchant, *, to_open: bool = False) -> Draft:
    """`to_open`: the order is taken in hand, because a case is about to begin. Refuses `order_not_chosen` where none was found before."""
    public_id = request.session.get(f"order:{merchant.id}")
    if not public_id:
        raise Refusal("order_not_chosen", _("First we need to know which order it is."), _("Start with your order number."), status=409)
    data = dict(request.session.get(f"ask:{merchant.id}", {}))
    also = (key_wanted(sending_key(data)),) if to_open else ()
    order = hold_order(order=public_id, now=now_of(request), also=also) if to_open else orders.order_of(public_id)
    return Draft(order, orders.lines_of(order.id), data)


def sending_key(data: dict[str, Any]) -> str:
    """Under which the sending of this draft is remembered, so that a draft is sent once."""
    return f"ask:{data.get('key')}"


def keep(request: HttpRequest, merchant: Merchant, data: dict[str, Any]) -> None:
    request.session[f"ask:{merchant.id}"] = data
