"""What people read about stocks, sources, and why new goods leave from where they do."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

HOLDER = {"hub": later("the hub"), "shop": later("you"), "supplier": later("the supplier")}
WHY = {
    "cheapest_in_time": later("It costs least of those that are there in time."),
    "earliest": later("Nobody is there in time; from here it is there first."),
    "only_one": later("It can come from nowhere else."),
    "by_hand": later("You chose it."),
    "nobody": later("None of those that you know can send it: look for another way."),
}
CANT = {
    "too_few": later("too few are there"),
    "cant_personalise": later("can't put the customer's own words on it"),
    "said_no": later("said no, or was passed over"),
    "not_sent_there": later("does not send to this country"),
}


def way_name(way: dict[str, Any]) -> str:
    """Where it leaves: the place, the supplier, or whoever sent the first one."""
    if way["name"] == "usual":
        return way["code"].capitalize() or str(_("yourselves"))
    if way["place"]:
        return str(way["place"])
    return str(way["code"].capitalize())
