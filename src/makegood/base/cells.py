"""What stands in a cell: numbers and amounts as people and spreadsheets write them. Days: base/days. Countries: base/places."""

import re
import unicodedata
from decimal import Decimal

from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
_BROKEN = re.compile(r"#(REF!|N/A|NV|VALUE!|WERT!|NAME\?|DIV/0!|NULL!|NUM!|ZAHL!|BEZUG!|VALEUR!)\Z", re.IGNORECASE)
_HASHES = re.compile(r"#{3,}\Z")
_POWER = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}\Z", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009]+")
_SYMBOLS = {"€": "EUR", "£": "GBP", "zł": "PLN", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "Kč": "CZK", "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "Fr.": "CHF"}  # fmt: skip
_VAGUE = ("$", "kr", "kr.")
MOST = Decimal(10) ** 13


def plain(text: str) -> str:
    """The cell without what a spreadsheet put around it: spaces, `="00123"`, the apostrophe that keeps a number a text.

    Refuses `cell_broken` where the spreadsheet wrote an error in its place.
    """
    found = text.strip(" \t\r\n\u00a0\ufeff")
    if len(found) > 3 and found.startswith('="') and found.endswith('"'):
        found = found[2:-1]
    elif len(found) > 1 and found[0] == "'" and (found[1].isdigit() or found[1] in "=+-@'"):
        found = found[1:]
    if _BROKEN.match(found):
        raise Refusal(
            "cell_broken", f"{found} stands here: the spreadsheet lost what was in this cell.", "Export the file again.", value=found
        )
    return found


def exact(text: str) -> str:
    """An order number, item code or postcode. Refuses `number_mangled`, `cell_broken`."""
    found = plain(text)
    if _HASHES.match(found):
        raise Refusal(
            "cell_broken", f"{found} stands here: the spreadsheet's column was too narrow.", "Widen it, and save again.", value=found
        )
    if _POWER.match(found):
        message = f"The spreadsheet turned this number into {found}: its digits are lost."
        raise Refusal(
            "number_mangled", message, "Export the file again, and don't open it in a spreadsheet, or set the column to text.", value=found
        )
    return found[:-2] if re.fullmatch(r"\d+\.0", found) else found


def fold(text: str) -> str:
    """For comparing names: no case, no accents, no signs."""
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("ø", "o").casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(one for one in apart if not unicodedata.combining(one))).strip()


_AMOUNT = re.compile(r"(?P<open>\()?(?P<sign>[-+\u2212]?)(?P<core>\d[\d.,'\u2019 ]*|[.,]\d+)(?P<after>-?)(?P<close>\))?\Z")


def _core(text: str) -> tuple[str, bool, str]:
    """(digits and separators, whether it is negative, the currency that stands with it)."""
    found, currency = plain(text), ""
    for sign, code in (*_SYMBOLS.items(), *((one, "") for one in _VAGUE)):
        if sign in found:
            found, currency = found.replace(sign, " ", 1), code
            break
    else:
        if named := re.search(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", found):
            found, currency = found.replace(named[0], " ", 1), _code(named[0])
    found = _SPACES.sub(" ", found).strip()
    found = re.sub(r"([-+\u2212(]) ", r"\1", re.sub(r" ([-)])", r"\1", found))
    matched = _AMOUNT.match(found)
    if not matched or bool(matched["open"]) != bool(matched["close"]):
        raise Refusal("amount_unreadable", f"{text.strip()[:40]!r} is no amount.", "Write it as 12.90 or 12,90.", value=text.strip()[:40])
    core = re.sub(r"(?<=\d)['\u2019 ](?=\d{3}(?!\d))", "", matched["core"])
    if re.search(r"['\u2019 ]", core):
        raise Refusal("amount_unreadable", f"{text.strip()[:40]!r} is no amount.", "Write it as 12.90 or 12,90.", value=text.strip()[:40])
    return core, bool(matched["open"]) or matched["sign"] in ("-", "\u2212") or bool(matched["after"]), currency


def _code(text: str) -> str:
    code = text.upper()
    try:
        exponent(code)
    except Refusal:
        raise Refusal(
            "unknown_currency", f"{text!r} is no currency that is known.", "Write its three letters, such as EUR.", value=text
        ) from None
    return code


def decimal_sign(text: str) -> str:
    """The sign that this amount must have before its decimals, where it can only be one; empty where it may be either or has none."""
    try:
        core = _core(text)[0]
    except Refusal:
        return ""
    signs = [one for one in core if one in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    before, _, after = core.partition(signs[0])
    return "" if len(after) == 3 and 1 <= len(before) <= 3 and before != "0" else signs[0]


def number(text: str, *, decimal: str = "") -> Decimal:
    """The amount without its currency. Refuses amount_unreadable, amount_ambiguous."""
    core, negative, _ = _core(text)
    sign = decimal_sign(text)
    if not sign and re.fullmatch(r"\d{1,3}[.,]\d{3}", core):
        if decimal not in (".", ","):
            message = f"{text.strip()[:40]!r} may be {core.replace(',', '').replace('.', '')} or {core.replace(',', '.')}."
            raise Refusal(
                "amount_ambiguous", message, 'Say which sign stands before the decimals (decimal: "," or ".").', value=text.strip()[:40]
            )
        sign = decimal
    whole, _, part = core.rpartition(sign) if sign and sign in core else (core, "", "")
    other = "," if sign == "." else "."
    groups = re.split(r"[.,]", whole)
    if other in part or (len(groups) > 1 and (sign in whole or any(len(one) != 3 for one in groups[1:]) or not 1 <= len(groups[0]) <= 3)):
        raise Refusal("amount_unreadable", f"{text.strip()[:40]!r} is no amount.", "Write it as 12.90 or 12,90.", value=text.strip()[:40])
    found = Decimal(f"{''.join(groups) or '0'}.{part or '0'}")
    if found > MOST:
        raise Refusal(
            "amount_unreadable", f"{text.strip()[:40]!r} is more than any order costs.", "Check the cell.", value=text.strip()[:40]
        )
    return -found if negative else found


def amount(text: str, currency: str, *, decimal: str = "") -> int | None:
    """Minor units; None for an empty cell or a dash. Refuses amount_unreadable, amount_ambiguous, amount_too_fine, currency_mismatch."""
    found = exact_amount(text, currency, decimal=decimal)
    if found is None:
        return None
    minor = found.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise Refusal(
            "amount_too_fine",
            f"{text.strip()[:40]!r} has more decimals than {currency}.",
            "Give the line's total as well.",
            value=text.strip()[:40],
        )
    return int(minor)


def exact_amount(text: str, currency: str, *, decimal: str = "") -> Decimal | None:
    """The same with all its decimals."""
    if plain(text) in ("", "-", "\u2013", "\u2014"):
        return None
    named = _core(text)[2]
    if named and named != currency:
        raise Refusal(
            "currency_mismatch", f"{named} stands in a cell of an order in {currency}.", "Check the order's currency.", value=named
        )
    return number(text, decimal=decimal)


def currency_in(text: str) -> str:
    """The currency that an amount names, empty where it names none or can't be read."""
    try:
        return _core(text)[2]
    except Refusal:
        return ""


def currency(text: str) -> str:
    """EUR, eur, € or Euro as EUR. Refuses `unknown_currency`."""
    found = plain(text)
    if found in _SYMBOLS:
        return _SYMBOLS[found]
    return {"euro": "EUR", "pound": "GBP", "pounds": "GBP", "franken": "CHF"}.get(fold(found)) or _code(found or "nothing")


def pieces(text: str, *, decimal: str = "") -> int:
    """A number of pieces: 2, 2.00 or 2,0. Refuses quantity_unreadable, quantity_not_positive."""
    try:
        found = number(text, decimal=decimal or ".") if plain(text) else Decimal("NaN")
    except Refusal as refusal:
        raise Refusal(
            "quantity_unreadable", f"{text.strip()[:40]!r} is no number of pieces.", refusal.remedy or "Check the cell."
        ) from None
    if not found.is_finite() or found != found.to_integral_value() or abs(found) > 10**6:
        raise Refusal(
            "quantity_unreadable", f"{text.strip()[:40]!r} is no number of pieces.", "Write a whole number.", value=text.strip()[:40]
        )
    if found < 1:
        raise Refusal(
            "quantity_not_positive", f"{text.strip()[:40]} pieces were sold.", "Leave out rows that are no sale.", value=text.strip()[:40]
        )
    return int(found)


def tax_rate(text: str, *, decimal: str = "") -> str:
    """19, 19 %, 19,0% and 0.19 are "0.19". Refuses `tax_unreadable`."""
    try:
        found = number(plain(text).replace("%", ""), decimal=decimal or ".")
    except Refusal:
        raise Refusal(
            "tax_unreadable", f"{text.strip()[:40]!r} is no rate of tax.", "Write it as 19 % or 0.19.", value=text.strip()[:40]
        ) from None
    share = found / 100 if "%" in text or found >= 1 else found
    if not 0 <= share < 1:
        raise Refusal("tax_unreadable", f"{text.strip()[:40]!r} is no rate of tax.", "Write it as 19 % or 0.19.", value=text.strip()[:40])
    return format(share.normalize(), "f")[:12] if share else "0"
