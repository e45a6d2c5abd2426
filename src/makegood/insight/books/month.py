"""A month for the accountant: refunds, credit, tax by country and rate, recoveries, what is open at its end. Every figure is the ledger's, or a credit note's.

Amounts are decimal strings of their currency, as everywhere outside; a debit of an account is positive, as in the books.
"""

from typing import Any

from makegood.apps.ledger import books
from makegood.apps.ledger.accounts import MONEY_ACCOUNTS, UNITS
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.insight.books.period import Period
from makegood.kernel.money import minor_from_text, text_from_minor

# What is still owed, or still comes in, when the month ends.
OPEN = (
    "customer:refund_payable",
    "customer:store_credit",
    "supplier:receivable",
    "carrier:receivable",
    "insurer:receivable",
    "provider:disputed",
)


def month_figures(period: Period) -> dict[str, Any]:
    """{"from", "to", "currencies": {currency: {"accounts", "refunds", "credit", "open"}}, "vat": [...]} of the unit's shop; the same for the same books."""
    before, after = books.balances_before(period.start), books.balances_before(period.end)
    moved = books.moved_between(period.start, period.end)
    moneys = sorted(
        {money for _account, money in (*before, *after) if money != UNITS} | {money for _code, _account, money in moved if money != UNITS}
    )
    return {
        "from": period.first.isoformat(), "to": period.last.isoformat(), "vat": _vat(period),
        "currencies": {money: _of_currency(money, before, after, moved) for money in moneys},
    }  # fmt: skip


def _of_currency(money: str, before: Any, after: Any, moved: dict[tuple[str, str, str], tuple[int, int]]) -> dict[str, Any]:
    def text(minor: int) -> str:
        return text_from_minor(minor, money)

    def sums(code: str, account: str) -> int:
        debit, credit = moved.get((code, account, money), (0, 0))
        return debit - credit

    accounts = []
    for account in MONEY_ACCOUNTS:
        opening, closing = before.get((account, money), (0, 0))[0], after.get((account, money), (0, 0))[0]
        debit = sum(found[0] for (_code, name, unit), found in moved.items() if (name, unit) == (account, money))
        credit = sum(found[1] for (_code, name, unit), found in moved.items() if (name, unit) == (account, money))
        if opening or closing or debit or credit:
            accounts.append(
                {"account": account, "opening": text(opening), "debit": text(debit), "credit": text(credit), "closing": text(closing)}
            )
    asked = {account: after.get((account, money), (0, 0))[1] for account in OPEN}
    return {
        "accounts": accounts,
        "refunds": {"paid_out": text(-sums("refund_paid", "provider:clearing")), "as_credit": text(-sums("refund_paid", "customer:store_credit"))},
        "credit": {
            "given": text(-sums("refund_paid", "customer:store_credit")), "spent": text(sums("credit_spent", "customer:store_credit")),
            "given_back": text(-sums("credit_given_back", "customer:store_credit")), "ended": text(sums("credit_expired", "customer:store_credit") + sums("credit_revived", "customer:store_credit")),
        },
        "recovered": {
            name: text(sign * sum(sums(code, account) for code in _codes(moved, account, money)))
            for name, account, sign in (("claimed", "recovery", -1), ("written_off", "write_off", 1), ("fees_kept", "income:fees_kept", -1))
        },
        "open": [
            {"account": account, "for_good": text(after.get((account, money), (0, 0))[0]), "only_asked": text(asked[account])}
            for account in OPEN if after.get((account, money), (0, 0)) != (0, 0)
        ],
    }  # fmt: skip


def _codes(moved: dict[tuple[str, str, str], tuple[int, int]], account: str, money: str) -> list[str]:
    return [code for code, name, unit in moved if (name, unit) == (account, money)]


def _vat(period: Period) -> list[dict[str, str]]:
    """From the month's credit notes, by the country of the order and the rate; a note that takes another one back counts against it."""
    found: dict[tuple[str, str, str], list[int]] = {}
    before = period.last.fromordinal(period.last.toordinal() + 1)
    for note in settlement.credit_notes_between(period.first, before):
        order = orders.order_by_id(returns.case_by_id(note.reimbursement.case_id).order_id)
        money, sign = note.body["currency"], -1 if note.cancels_id else 1
        for row in note.body.get("by_rate", []):
            sums = found.setdefault((order.market.partition("-")[0], row["rate"], money), [0, 0, 0])
            for place, name in enumerate(("net", "tax", "gross")):
                sums[place] += sign * minor_from_text(row[name], money)
    return [
        {
            "country": country,
            "rate": rate,
            "currency": money,
            **{name: text_from_minor(sums[place], money) for place, name in enumerate(("net", "tax", "gross"))},
        }
        for (country, rate, money), sums in sorted(found.items())
    ]
