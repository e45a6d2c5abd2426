"""Recovery as people and spreadsheets read it."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from makegood.apps.claims.recovering import RecoveredRow
from makegood.base.table import safe_cell
from makegood.kernel.money import text_from_minor

COLUMNS = ("month", "party", "who", "kind", "claims", "currency", "asked", "accepted", "credited", "lost", "open")
# Why a credit, or a part of it, waits for a person (casefile/credit_matching).
WHY: dict[str, Any] = {
    "more": later("It is more than is owed on its claim."),
    "several": later("It could be for several claims."),
    "other_currency": later("Its claim is in another currency. Nothing is converted."),
    "not_known": later("No claim of theirs is told by it."),
}
MEANINGS: dict[str, Any] = {
    "sent_back": later("theirs by mistake, and sent back"),
    "goodwill": later("a gift of theirs, without a claim"),
    "something_else": later("for goods that no case is about"),
}


def as_csv(rows: list[RecoveredRow]) -> str:
    """Amounts as decimal numbers of their currency; `open` is what is asked, less what came and what is lost."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in rows:
        amounts = (one.asked_minor, one.accepted_minor, one.credited_minor, one.lost_minor, one.open_minor)
        texts = [text_from_minor(amount, one.currency) for amount in amounts]
        cells = (f"{one.month:%Y-%m}", one.party, one.who, one.kind, one.claims, one.currency, *texts)
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()


def party_name(party: str, who: str) -> str:
    """Maker; DHL; a carrier whose name nobody knows."""
    if who:
        return who[:1].upper() + who[1:]
    return _("A carrier whose name is not known") if party == "carrier" else _("Nobody has said whose it is")
