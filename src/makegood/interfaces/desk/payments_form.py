"""The payment settings as they are shown: two places, each a person or a provider."""

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.settlement.parties import HOMES
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.kernel.refusal import Refusal

DOORS = {"stripe": "hook_stripe", "paypal": "hook_paypal"}
MOODS = ("error_after", "error_before", "reset_after", "throttle", "never", "wrong_amount", "declined")


def typed_key(form: QueryDict) -> str:
    """PayPal's key is the client id and the secret; both are needed for a new one."""
    key, client = form.get("key", "").strip(), form.get("client", "").strip()
    return f"{client}:{key}" if form.get("party") == "paypal" and (key or client) else key


def place(port: str, merchant: Merchant, form: QueryDict, refusal: Refusal | None) -> dict[str, Any]:
    """What the form of one port shows: what is stored, or what was typed and refused."""
    connection = connection_of(port)
    party = connection.party if connection else "manual"
    mine = refusal is not None
    door = DOORS.get(party, "hook_payments")
    homes = HOMES.get(party, ())
    return {
        "port": port, "connection": connection, "refusal": refusal,
        "party": form.get("party", party) if mine else party,
        "address": form.get("address", "") if mine else connection.address if connection else "",
        "hook": f"{settings.MAKEGOOD_BASE_URL}{reverse(door, args=[merchant.slug, connection.public_id])}" if connection else "",
        "listens": bool(connection and connection.hook_secret),
        "test": bool(connection and homes and connection.address != homes[0]),
        "moods": MOODS if settings.MAKEGOOD_DEMO and party == "sandbox" else (),
    }  # fmt: skip


def powers_of(powers: dict[str, bool | None]) -> list[str]:
    """A sentence for each thing that our key may do there, or may not and should."""
    can = {
        "read_refunds": _("It may look refunds up."),
        "make_refunds": _("It may pay refunds."),
        "read_disputes": _("It may read disputes."),
        "answer_disputes": _("It may answer disputes."),
    }
    cannot = {
        "read_refunds": _("It may not look refunds up: outcomes that nobody told us stay unknown."),
        "make_refunds": _("It may not pay refunds: give it the right to write refunds."),
        "read_disputes": _("It may not read disputes: you would hear of them on the provider's pages only."),
        "answer_disputes": _("It may not answer disputes: evidence must be sent on the provider's pages."),
    }
    return [(can if allowed else cannot)[name] for name, allowed in powers.items() if allowed is not None]
