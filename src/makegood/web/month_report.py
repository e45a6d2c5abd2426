"""The accountant's month as a page, a table and a document: what each figure is called."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from makegood.base.table import safe_cell
from makegood.base.tenancy import Merchant
from makegood.insight.month.figures import SECTIONS
from makegood.insight.month.notes import is_one_stop
from makegood.kernel.money import text_from_minor
from makegood.web.documents import with_logo
from makegood.web.labels import label
from makegood.web.pdf import render_pdf
from makegood.web.places import place_name
from makegood.web.report_words import provider_name
from makegood.web.templatetags.money_tags import day_short, money, month_words

COLUMNS = ("month", "section", "key", "country", "rate", "currency", "amount", "net", "tax", "gross", "count")


def section_words(code: str) -> tuple[str, str]:
    """(heading, what stands there)."""
    return {
        "refunds": (_("Refunds that left"), _("Money that went back to customers, by kind and by who moved it.")),
        "credits": (_("Store credit"), _("Given is a plus, spent or ended a minus; what is open stands at the end of the page.")),
        "exchanges": (_("Paid ahead for exchanges"), _("What customers paid on top for dearer goods: a plus when it came, a minus when the goods left or it went back.")),
        "claimed": (_("Claimed"), _("What was asked of suppliers, carriers and insurers; in the books only once it is accepted.")),
        "recoveries": (_("Recoveries"), _("What they accepted, what came, and what will not come.")),
        "kept": (_("Fees kept, and credit that ended"), ""),
        "costs": (_("What refunds cost"), _("By kind of cost and what it was booked for; fees of the providers among them.")),
        "write_offs": (_("Written off"), ""),
        "disputes": (_("Held by disputes"), ""),
        "corrections": (_("Corrections of closed months"), _("Booked into an earlier month after it was closed.")),
        "open": (_("Open at the month's end"), _("What you owe customers, and what others owe you.")),
        "balances": (_("All accounts at the month's end"), _("What each account stood at. A debit is positive, a credit negative: what is owed has a minus.")),
        "asked": (_("Asked and not yet answered"), _("Started and open at the month's end.")),
    }[code]  # fmt: skip


def key_words(section: str, key: str) -> str:
    found = _key_words(section, key)
    return found[:1].upper() + found[1:]


def _key_words(section: str, key: str) -> str:
    head, _colon, tail = key.partition(":")
    if section == "refunds":
        return f"{label(head)}: {_('paid by hand') if tail == 'manual' else provider_name(tail)}" if tail else code_words(head)
    if section in ("open", "balances", "asked"):
        return _account(key)
    if section == "claimed":
        return _party(head)
    if section == "recoveries":
        return f"{_party(head)}: {code_words(tail)}"
    if section == "costs":
        return f"{_account(f'expense:{head}')}: {code_words(tail)}"
    if section == "corrections":
        account, _dot, month = key.rpartition(":")
        return f"{_account(account)}, {month_words(f'{month}-01')}"
    if section == "kept":
        return {"credit_expired": _("Store credit that ended"), "difference_earned": _("Dearer goods in exchange")}.get(
            head, _("Fees kept")
        )
    return _("given") if (section, head) == ("credits", "refund_paid") else code_words(head)


def _party(code: str) -> str:
    return {"customer": _("Customers"), "supplier": _("Suppliers"), "carrier": _("Carriers"), "insurer": _("Insurers")}.get(code, code)


def code_words(code: str) -> str:
    """What an entry was booked for."""
    return {
        "refund_paid": _("refunds paid"), "refund_owed": _("refunds"), "excess_recovered": _("paid too much, and come back"), "excess_kept": _("paid too much, and left"),
        "claim_accepted": _("accepted"), "claim_credited": _("credited"), "claim_written_off": _("written off"), "credit_held": _("a credit that waits for its claim"), "credit_explained": _("a credit that was for something else"), "dispute_taken": _("taken by a dispute"),
        "dispute_lost": _("lost disputes"), "dispute_fee": _("fees of disputes"), "refund_fee": _("fees of refunds"),
        "credit_spent": _("spent"), "credit_expired": _("ended"), "credit_revived": _("had ended, but was spent in time"), "credit_given_back": _("given back by orders that were refunded"),
        "as_credit": _("turned into store credit"), "debt_noted": _("owed for goods that did not come back"), "debt_paid": _("paid"),
        "difference_paid": _("paid ahead for dearer goods"), "difference_earned": _("dearer goods that left"), "difference_paid_back": _("paid back, because they did not come"),
    }.get(code, code.replace("_", " "))  # fmt: skip


def _account(code: str) -> str:
    return {
        "customer:refund_payable": _("Owed to customers"), "customer:store_credit": _("Store credit that customers hold"),
        "customer:receivable": _("Owed by customers"), "customer:exchange_advance": _("Paid ahead by customers for exchanges"), "income:exchange": _("Dearer goods in exchange"), "shop:clearing": _("Credit spent in the shop's orders"), "income:credit_expired": _("Store credit that ended"),
        "provider:clearing": _("Moved by providers"), "provider:disputed": _("Held by disputes"), "supplier:receivable": _("Owed by suppliers"),
        "carrier:receivable": _("Owed by carriers"), "insurer:receivable": _("Owed by insurers"), "claims:unmatched": _("Credits that nobody has matched to a claim"), "expense:goods": _("Goods"), "expense:carriage": _("Postage"),
        "expense:hub": _("Hub"), "hub:payable": _("Owed to hubs"), "expense:goodwill": _("Kindness"), "expense:fees": _("Providers' fees"), "recovery": _("Recovered"), "write_off": _("Written off"),
        "income:fees_kept": _("Fees kept"), "tax:payable": _("Tax that refunds correct"),
    }.get(code, code.replace("_", " "))  # fmt: skip


def rate_words(rate: str) -> str:
    return f"{(Decimal(rate) * 100).normalize():f} %" if rate else _("no tax told")


def country_words(code: str) -> str:
    return _("Northern Ireland") if code == "XI" else place_name(code)


def parts_of(figures: dict[str, Any], currency: str) -> list[dict[str, Any]]:
    """Of the kept form, one currency's sections: {"code", "title", "help", "rows": [{"key", "words", "minor", "count"}], "sum"}."""
    found = []
    for section in SECTIONS:
        rows = [row for row in figures["figures"] if row[0] == section and row[2] == currency]
        if rows:
            title, text = section_words(section)
            shown = [{"key": key, "words": key_words(section, key), "minor": minor, "count": count} for _, key, _, minor, count in rows]
            adds_up = section not in ("recoveries", "open", "balances", "asked", "corrections")
            found.append(
                {
                    "code": section,
                    "title": title,
                    "help": text,
                    "rows": shown,
                    "sum": sum(row["minor"] for row in shown) if adds_up else None,
                }
            )
    return found


def taxes_of(figures: dict[str, Any], currency: str, home: str) -> list[dict[str, Any]]:
    """Credit notes by country and rate; `one_stop`: those that the one-stop shop's return corrects."""
    return [
        {
            "country": country_words(country), "code": country, "rate": rate_words(rate), "key": f"{country}:{rate}", "net": net, "tax": tax, "gross": gross,
            "count": count, "one_stop": is_one_stop(country, home),
        }
        for country, rate, money_of, net, tax, gross, count in figures["notes"]
        if money_of == currency
    ]  # fmt: skip


def currencies_of(figures: dict[str, Any]) -> list[str]:
    return sorted({row[2] for row in (*figures["figures"], *figures["notes"])})


def as_csv(figures: dict[str, Any], first: date) -> str:
    """A row for each figure, amounts as decimal strings; codes and no words, so that a program reads it in any language."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for section, key, currency, minor, count in figures["figures"]:
        writer.writerow(
            {
                "month": f"{first:%Y-%m}",
                "section": section,
                "key": safe_cell(key),
                "currency": currency,
                "amount": text_from_minor(minor, currency),
                "count": count,
            }
        )
    for country, rate, currency, net, tax, gross, count in figures["notes"]:
        amounts = {name: text_from_minor(minor, currency) for name, minor in (("net", net), ("tax", tax), ("gross", gross))}
        writer.writerow(
            {
                "month": f"{first:%Y-%m}",
                "section": "credit_notes",
                "country": country,
                "rate": rate,
                "currency": currency,
                "count": count,
                **amounts,
            }
        )
    return out.getvalue()


def as_pdf(figures: dict[str, Any], first: date, merchant: Merchant, *, closed: Any = None, day: date) -> bytes:
    """One document, a part for each currency. `closed`: the ClosedMonth whose figures these are; `day`: the document's own day."""
    language = (merchant.languages or ["en"])[0]
    with translation.override(language):
        data = {
            "title": f"{merchant.legal_name or merchant.name}: {month_words(first)}", "lang": language[:2], "shop": merchant.legal_name or merchant.name,
            "shop_address": list(merchant.address), "tax_number": merchant.tax_number,
            "parts": [_part(figures, currency, merchant) for currency in currencies_of(figures)], "none": _("Nothing was booked in this month."),
            "foot": _("Closed on %(day)s. SHA-256 of the figures: %(digest)s") % {"day": day_short(closed.at, merchant.zone), "digest": closed.digest}
            if closed is not None
            else _("This month is not closed yet: its figures may change."),
        }  # fmt: skip
    return render_pdf("month", at=day, **with_logo(merchant, data))


def _part(figures: dict[str, Any], currency: str, merchant: Merchant) -> dict[str, Any]:
    def shown(minor: int) -> str:
        return money(minor, currency)

    tables = [
        {
            "title": part["title"],
            "rows": [[row["words"], shown(row["minor"])] for row in part["rows"]],
            "sum": "" if part["sum"] is None else shown(part["sum"]),
        }
        for part in parts_of(figures, currency)
    ]
    notes = taxes_of(figures, currency, merchant.country)
    return {
        "currency": currency, "tables": tables, "notes_title": _("Credit notes by country and rate"), "sum_word": _("Together"),
        "note_heads": [_("Country"), _("Rate"), _("Net"), _("Tax"), _("Gross")],
        "notes": [_tax_row(row, shown) for row in notes], "oss_title": _("Of these, for the one-stop shop's return"),
        "oss": [_tax_row(row, shown) for row in notes if row["one_stop"]],
    }  # fmt: skip


def _tax_row(row: dict[str, Any], shown: Any) -> list[str]:
    return [row["country"], row["rate"], *(shown(row[name]) for name in ("net", "tax", "gross"))]


def sums_of_taxes(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(row[name] for row in rows) for name in ("net", "tax", "gross")}
