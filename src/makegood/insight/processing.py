"""What a shop's records of processing say (Regulation (EU) 2016/679, art. 30(1)), read from what it really holds and has set. Nothing is guessed.

What no row can tell (a representative, a data protection officer, what makes a transfer lawful) is the shop's own to say: PROCESSING_SAYS.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from makegood.apps.notices import queries as notices
from makegood.apps.parties import queries as parties
from makegood.apps.parties.demands import demanded_from
from makegood.apps.parties.words import PROCESSING, PROCESSING_SAYS
from makegood.apps.returns.keeping import markets_sold_to
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.webhooks import queries as webhooks
from makegood.base.connections import standing_connections
from makegood.base.tenancy import current_scope
from makegood.law.keeping import Keeping, keeping
from makegood.law.places import in_eea, is_third

# Whether there is anything of a kind: the row that would show it, not yet erased. Only kinds that are there are written down.
_HELD = {
    "name": "orders_contact WHERE erased_at IS NULL AND name <> ''",
    "email": "orders_contact WHERE erased_at IS NULL AND email <> ''",
    "phone": "orders_contact WHERE erased_at IS NULL AND phone <> ''",
    "address": "orders_contact WHERE erased_at IS NULL AND address <> '[]'::jsonb",
    "order": "orders_order",
    "payment": "orders_payment",
    "input": "orders_linewords WHERE inputs <> '[]'::jsonb",
    "words": "returns_words",
    "picture": "returns_evidence e JOIN base_evidence f ON f.merchant_id = e.merchant_id AND f.id = e.file_id WHERE f.erased_at IS NULL",
    "camera": "base_evidence WHERE erased_at IS NULL AND captured <> '{}'::jsonb",
    "case": "returns_case",
    "parcel": "carriage_parcel",
    "refund": "settlement_reimbursement",
    "credit_note": "settlement_creditnote",
    "letter": "notices_notice WHERE audience = 'customer'",
    "declaration": "returns_declaration",
    "dispute": "disputes_dispute",
    "inquiry": "orders_inquiry WHERE erased_at IS NULL",
    "claim": "claims_claim",
    "look": "parties_look",
    "inbound": "inbox_mail WHERE erased_at IS NULL",
    "account": "settlement_means WHERE sealed <> ''",
}
# Purpose -> the kinds that it needs, the first of which says whether it happens at all; the recipients by their part.
_PURPOSES = {
    "returns": (("case", "name", "email", "phone", "address", "order", "input", "words", "picture", "camera"), ("shop", "hub")),
    "orders": (("order", "name", "email", "phone", "address", "payment", "input"), ("shop",)),
    "carriage": (("parcel", "name", "address"), ("postage", "tracking", "hub")),
    "refunds": (("refund", "payment", "account", "order"), ("payments", "payments_paypal", "shop")),
    "books": (("credit_note", "name", "address", "order"), ()),
    "mails": (("letter", "name", "email", "words"), ("mail",)),
    "inbound": (("inbound", "name", "email", "words", "picture"), ("mail",)),
    "withdrawals": (("declaration", "name", "email", "words"), ()),
    "disputes": (("dispute", "name", "address", "letter", "picture"), ("payments", "payments_paypal")),
    "claims": (("claim", "input", "picture"), ("supplier",)),
    "inquiries": (("inquiry", "email", "words"), ()),
    "audit": (("look",), ()),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """`part`: shop, payments, postage, tracking, mail, hub, supplier, program. `country`: ISO 3166-1, "" where no row says it."""

    part: str
    name: str
    country: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """`kinds`: of data, those that are really there. `recipients`: who gets some of it."""

    code: str
    kinds: tuple[str, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Processing:
    """`third`: recipients outside the area of the shop's law; `unplaced`: those whose country no row says. `markets`: years by market."""

    purposes: list[Purpose]
    recipients: list[Recipient]
    third: list[Recipient]
    unplaced: list[Recipient]
    markets: list[tuple[str, Keeping | None]]
    by_itself: bool
    members: dict[str, int]
    with_factor: int
    demanded: date | None
    needs_representative: bool
    says: dict[str, str] = field(default_factory=dict)


def processing_of(merchant: Any, *, mail: Recipient | None, today: date) -> Processing:
    """`mail`: how the shop's mails leave, which the wiring knows; None where they stay in a folder here."""
    held, recipients = _held(), _recipients() + ([mail] if mail is not None else [])
    purposes = [
        Purpose(code, tuple(kind for kind in kinds if kind in held), tuple(one for one in recipients if one.part in parts))
        for code, (kinds, parts) in _PURPOSES.items()
        if kinds[0] in held
    ]
    endpoints = [one for one in recipients if one.part == "program"]
    if endpoints:
        purposes.append(Purpose("programs", ("case",), tuple(endpoints)))
    purposes.append(Purpose("people", ("member",), ()))
    members = [one for one in parties.members_of(merchant.id) if one.joined_at is not None]
    markets = [(code, keeping(code, today)) for code in markets_sold_to()]
    return Processing(
        purposes=purposes, recipients=recipients, third=[one for one in recipients if one.country and is_third(one.country, home=merchant.country)],
        unplaced=[one for one in recipients if not one.country], markets=markets, by_itself=bool(merchant.settings.get("let_go", False)),
        members={role: sum(one.role == role for one in members) for role in dict.fromkeys(one.role for one in members)},
        with_factor=len(parties.persons_with_factor([one.person_id for one in members])), demanded=demanded_from(merchant.settings),
        needs_representative=not in_eea(merchant.country) and any(in_eea(code) for code, _ in markets),
        says={name: str(merchant.settings.get(PROCESSING, {}).get(name, "")) for name in PROCESSING_SAYS},
    )  # fmt: skip


def _held() -> set[str]:
    """The kinds of which the shop holds at least one row."""
    parts = []
    for kind, rows in _HELD.items():
        table, _, where = rows.partition(" WHERE ")
        alias = "e" if " JOIN " in table else table
        parts.append(
            f"SELECT '{kind}' WHERE EXISTS (SELECT 1 FROM {table} WHERE {alias}.merchant_id = ANY (%s){' AND ' + where if where else ''})"
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [list(current_scope().merchants)] * len(parts))
        return {kind for (kind,) in cursor.fetchall()}


def _recipients() -> list[Recipient]:
    found = [
        Recipient(one.port, one.party, "", urlsplit(one.address).hostname or "") for one in standing_connections() if one.party != "manual"
    ]
    hubs = parties.hubs_of_shop()
    found += [Recipient("hub", ", ".join(dict.fromkeys((one.hub.organisation.name, one.hub.name))), one.hub.country) for one in hubs]
    for organisation_id in dict.fromkeys(one.organisation_id for one in suppliers.agreements() if one.ended_on is None):
        organisation = parties.organisation_by_id(organisation_id)
        found.append(Recipient("supplier", organisation.name, organisation.country))
    return found + [Recipient("program", urlsplit(one.url).hostname or one.url) for one in webhooks.endpoints()]


def mail_recipient(way: str, installation: str) -> Recipient | None:
    """`way`: as wiring.mail_way; `installation`: the host of the installation's own server."""
    server = notices.mail_server()
    if way == "own" and server is not None:
        return Recipient("mail", server.provider or server.host, "", server.host)
    return Recipient("mail", installation, "", installation) if way == "installation" else None
