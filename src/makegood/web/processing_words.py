"""The records of processing in words: the same lines for the page and for the file."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from makegood.insight.processing import Processing, Purpose, Recipient
from makegood.law.keeping import Keeping
from makegood.web.role_words import role_name
from makegood.web.templatetags.money_tags import day_short

PURPOSES = {
    "returns": gettext_lazy("Handling returns, complaints and guarantee cases"),
    "orders": gettext_lazy("Knowing the orders that may come back"),
    "carriage": gettext_lazy("Sending parcels back: labels and tracking"),
    "refunds": gettext_lazy("Paying money back"),
    "books": gettext_lazy("Keeping books: credit notes"),
    "mails": gettext_lazy("Writing to customers about their case"),
    "inbound": gettext_lazy("Reading mails of customers and answering them"),
    "withdrawals": gettext_lazy("Taking declarations of withdrawal and confirming them"),
    "disputes": gettext_lazy("Answering banks in disputes about a payment"),
    "claims": gettext_lazy("Claiming from suppliers what they owe"),
    "inquiries": gettext_lazy("Helping those who can't find their order"),
    "audit": gettext_lazy("Knowing who looked at customers' data"),
    "programs": gettext_lazy("Telling the shop's own programs what happened"),
    "people": gettext_lazy("Letting staff in, and knowing who did what"),
}
KINDS = {
    "name": gettext_lazy("names"), "email": gettext_lazy("e-mail addresses"), "phone": gettext_lazy("telephone numbers"),
    "address": gettext_lazy("postal addresses"), "order": gettext_lazy("orders: items, amounts, days"), "payment": gettext_lazy("ways of payment"),
    "input": gettext_lazy("what was put on personalised goods"), "words": gettext_lazy("what they wrote"), "picture": gettext_lazy("pictures of goods"),
    "camera": gettext_lazy("what the camera wrote into pictures (time, make)"), "case": gettext_lazy("cases: reasons, decisions, days"),
    "parcel": gettext_lazy("parcels and their way"), "refund": gettext_lazy("refunds"), "credit_note": gettext_lazy("credit notes"),
    "letter": gettext_lazy("letters"), "inbound": gettext_lazy("mails that came in"), "account": gettext_lazy("bank accounts for refunds"), "declaration": gettext_lazy("declarations of withdrawal"), "dispute": gettext_lazy("disputes about a payment"),
    "inquiry": gettext_lazy("questions of those who can't find their order"), "claim": gettext_lazy("claims on suppliers"),
    "look": gettext_lazy("who looked at what, when"), "member": gettext_lazy("name, e-mail address, role and sign-ins of staff"),
}  # fmt: skip
PARTS = {
    "shop": gettext_lazy("shop system"), "payments": gettext_lazy("payments"), "payments_paypal": gettext_lazy("payments"),
    "postage": gettext_lazy("postage"), "tracking": gettext_lazy("tracking"), "mail": gettext_lazy("mail"), "hub": gettext_lazy("return hub"),
    "supplier": gettext_lazy("supplier"), "program": gettext_lazy("a program of the shop"),
}  # fmt: skip
SAID = {
    "joint": gettext_lazy("Who decides together with the shop"),
    "representative": gettext_lazy("Representative in the Union"),
    "officer": gettext_lazy("Data protection officer"),
    "safeguards": gettext_lazy("What makes transfers to third countries lawful"),
    "measures": gettext_lazy("Further measures of the shop's own"),
}
NOT_SAID = gettext_lazy("Not said yet.")


@dataclass(frozen=True, slots=True)
class Section:
    """`article`: the letter of art. 30(1). `lines`: (what, text)."""

    title: str
    article: str
    lines: list[tuple[str, str]]


def sections_of(merchant: Any, found: Processing, *, measures: list[str]) -> list[Section]:
    """`measures`: what the installation does, in words; the shop's own stand after them."""
    who = [(_("Shop"), merchant.legal_name or merchant.name), (_("Address"), ", ".join(merchant.address)), (_("E-mail address"), merchant.email),
           (_("Contact"), merchant.contact_name)]  # fmt: skip
    who = [(what, text or str(NOT_SAID)) for what, text in who]
    who += [(str(SAID[name]), found.says[name] or _said(name, found)) for name in ("joint", "representative", "officer")]
    return [
        Section(_("Who is responsible"), "a", who),
        Section(_("What for"), "b", [(str(PURPOSES[one.code]), _whose(one)) for one in found.purposes]),
        Section(_("Which data"), "c", [(str(PURPOSES[one.code]), ", ".join(str(KINDS[kind]) for kind in one.kinds)) for one in found.purposes]),
        Section(_("Who receives some of it"), "d", [(str(PARTS[one.part]), _named(one)) for one in found.recipients] or [(_("Nobody"), "")]),
        Section(_("Third countries"), "e", _abroad(found)),
        Section(_("How long"), "f", _kept(merchant, found)),
        Section(_("What protects it"), "g", [("", text) for text in (*measures, *_of_people(merchant, found))] + ([(str(SAID["measures"]), found.says["measures"])] if found.says["measures"] else [])),
    ]  # fmt: skip


def as_text(merchant: Any, sections: list[Section], *, day: str) -> str:
    """A plain text: a heading, then a line each."""
    title = _("Records of processing activities of %(shop)s") % {"shop": merchant.legal_name or merchant.name}
    out = [
        title,
        "=" * len(title),
        _("Regulation (EU) 2016/679, article 30(1). Made on %(day)s from what the shop holds and has set.") % {"day": day},
    ]
    for one in sections:
        heading = f"{one.title} (30(1)({one.article}))"
        out += [
            "",
            heading,
            "-" * len(heading),
            *(f"- {what}: {text}" if what and text else f"- {what or text}" for what, text in one.lines),
        ]
    return "\n".join(out) + "\n"


def _whose(one: Purpose) -> str:
    return _("staff of the shop") if one.code in ("people", "audit") else _("customers, and those whom they gave something")


def _said(name: str, found: Processing) -> str:
    if name == "representative" and not found.needs_representative:
        return _("Not needed: the shop is in the European Economic Area, or sells nothing there.")
    return str(NOT_SAID)


def _country(code: str) -> str:
    return str(Locale.parse((get_language() or "en").replace("-", "_")).territories.get(code, code))


def _named(one: Recipient) -> str:
    place = _country(one.country) if one.country else ""
    return ", ".join(part for part in (one.name, one.place if one.place != one.name else "", place) if part)


def _abroad(found: Processing) -> list[tuple[str, str]]:
    lines = [(str(PARTS[one.part]), _named(one)) for one in found.third] or [(_("Known from rows"), _("none"))]
    if found.unplaced:
        names = ", ".join(dict.fromkeys(one.name for one in found.unplaced))
        lines.append((_("Where these keep data, makegood does not know; your contract says it"), names))
    return [
        *lines,
        (str(SAID["safeguards"]), found.says["safeguards"] or (str(NOT_SAID) if found.third or found.unplaced else _("not needed"))),
    ]


def _years(rule: Keeping | None) -> str:
    if rule is None:
        return _("Our data of this market's law name no years.")
    count = ngettext("%(n)s year", "%(n)s years", rule.all) % {"n": rule.all}
    pictures = ngettext("pictures %(n)s year", "pictures %(n)s years", rule.pictures) % {"n": rule.pictures}
    end = _("from the end of the year") if rule.year_end else _("from the end of the case")
    return f"{pictures}; {_('everything else')} {count}, {end} ({'; '.join(rule.citations)})"


def _kept(merchant: Any, found: Processing) -> list[tuple[str, str]]:
    lines = [(_country(code), _years(rule)) for code, rule in found.markets]
    how = _("goes by itself each night") if found.by_itself else _("goes when an owner says so")
    lines.append((_("What has no reason left to be kept"), how))
    return [*lines, (_("Who looked at what"), _("as long as the longest of these"))]


def _of_people(merchant: Any, found: Processing) -> list[str]:
    roles = ", ".join(f"{role_name(role)} {count}" for role, count in found.members.items())
    people = sum(found.members.values())
    lines = [
        _("Everybody sees what their role needs: %(roles)s.") % {"roles": roles},
        _("%(n)s of %(people)s sign in with more than a password.") % {"n": found.with_factor, "people": people},
    ]
    if found.demanded is not None:
        lines.append(_("From %(day)s nobody gets in with a password alone.") % {"day": day_short(found.demanded, merchant.zone)})
    return lines
