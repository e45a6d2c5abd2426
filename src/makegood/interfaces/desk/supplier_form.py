"""A supplier's terms as a form: what stands in each field, and what was typed as terms again. No field is required: empty is not known."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from makegood.apps.suppliers.words import EVIDENCE, GIVES, KINDS
from makegood.journeys.change_agreement import AgreementForm
from makegood.kernel.refusal import Refusal
from makegood.web.agreement_words import NOTES
from makegood.web.forms import day_typed
from makegood.web.supplier_words import REFUSES

LETTERS = "abcdefghijklmnopqrst"  # one for each window that terms may have
YES, NO, DOUBT = "yes", "no", "doubt"
NUMBERS = ("answer_days", "credit_days", "platform_decides_after_days", "production_days", "order_answer_days")
CHOICES = ("channel", "grouping", "credit_as", "new_orders")
SWITCHES = ("only_these", "customer_refunded_first")
RETURNS = {
    "accepted": "switch",
    "to": "",
    "send_within_days": "number",
    "restocking_fee_percent": "number",
    "carriage_paid_by": "",
    "unannounced": "",
    "kept_days": "number",
}
STAGES = ("before_production", "in_production", "dispatched")
_DAYS = {"opens": "opens_after_days", "closes": "closes_after_days", "paid": "paid_within_days"}
# Where a window's field is called otherwise than its term.
_FIELDS = {key: name for name, key in _DAYS.items()} | {
    "by_market": "markets", "carriage_paid_by": "carriage", "evidence": "show_photo", "covers": "from",
}  # fmt: skip
_MARKET = re.compile(r"([A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?)\s+(\d{1,4})?(?:\s*[-–]\s*(\d{1,4}))?\Z")


def shown(terms: Mapping[str, Any]) -> dict[str, Any]:
    """{field: what stands in it}; of several that can be ticked a list."""
    found: dict[str, Any] = {name: _text(terms.get(name)) for name in (*NUMBERS, *CHOICES)}
    found |= {name: _switch(terms.get(name)) for name in SWITCHES} | {"transfer_clauses": _text(terms.get("transfer_clauses"))}
    returns, cancels = terms.get("returns") or {}, terms.get("cancellation") or {}
    found |= {f"returns_{name}": (_switch if kind == "switch" else _text)(returns.get(name)) for name, kind in RETURNS.items()}
    found |= {f"cancellation_{stage}": _text(cancels.get(stage)) for stage in STAGES}
    for name, codes in (("refuses_when", REFUSES), ("notes", NOTES)):
        said = terms.get(name) or []
        found |= {name: [one for one in said if one in codes], f"{name}_own": "\n".join(one for one in said if one not in codes)}
    found |= {name: "\n".join(f"{key} {value}" for key, value in (terms.get(name) or {}).items()) for name in ("transit_days", "prices")}
    found |= {f"kind_{kind}": "never" for kind in terms.get("refuses") or []}
    for letter, claim in zip(LETTERS, terms.get("claims") or [], strict=False):
        found |= {f"kind_{kind}": letter for kind in claim["covers"]} | _window(letter, claim)
    return found


def _window(letter: str, claim: Mapping[str, Any]) -> dict[str, Any]:
    found = {"from": _text(claim.get("from")), "percent": _text(claim.get("percent")), "carriage": _text(claim.get("carriage_paid_by"))}
    found |= {name: _text(claim.get(key)) for name, key in _DAYS.items()} | {"says": claim.get("says", "")}
    found["markets"] = "\n".join(
        f"{market} {_text(days.get('opens_after_days'))}"
        + (f"-{days['closes_after_days']}" if days.get("closes_after_days") is not None else "")
        for market, days in (claim.get("by_market") or {}).items()
    )
    shows = {f"show_{one['kind']}": DOUBT if one.get("if_doubtful") else str(one.get("count", 1)) for one in claim.get("evidence") or []}
    nothing = {"show_nothing": YES if claim.get("evidence") == [] else ""}
    return {f"{letter}_{name}": value for name, value in (found | shows | nothing).items()} | {f"{letter}_gives": claim.get("gives", [])}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _switch(value: bool | None) -> str:
    return "" if value is None else YES if value else NO


def typed(form: QueryDict, before: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(the terms, the letters of their windows in order). Refuses `terms_invalid` for what can't be read; the rest is checked with the shape."""
    terms: dict[str, Any] = {"transfer_clauses": " ".join(form.get("transfer_clauses", "").split()) or None}
    terms |= {name: _number(form, name) for name in NUMBERS} | {name: form.get(name) or None for name in CHOICES}
    terms |= {name: _said(form, name) for name in SWITCHES}
    returns = {
        name: _said(form, f"returns_{name}")
        if kind == "switch"
        else _number(form, f"returns_{name}")
        if kind == "number"
        else form.get(f"returns_{name}") or None
        for name, kind in RETURNS.items()
    }
    cancels = {stage: form.get(f"cancellation_{stage}") or None for stage in STAGES}
    for name, part in (("returns", returns), ("cancellation", cancels)):
        terms[name] = part if any(value is not None for value in part.values()) else None
    for name, codes in (("refuses_when", REFUSES), ("notes", NOTES)):
        ticked = [one for one in form.getlist(name) if one in codes]
        was = [*(before.get(name) or []), *codes]
        terms[name] = sorted(ticked, key=was.index) + _lines(form.get(f"{name}_own", "")) or None
    terms["transit_days"] = _pairs(form, "transit_days", as_number=True)
    terms["prices"] = _pairs(form, "prices", as_number=False)
    terms["refuses"] = [kind for kind in KINDS if form.get(f"kind_{kind}") == "never"] or None
    letters = [letter for letter in LETTERS if _is_used(form, letter)]
    claims = [_claim(form, letter) for letter in letters]
    terms["claims"] = claims if claims or terms["only_these"] or terms["refuses"] else None
    return {name: value for name, value in terms.items() if value is not None}, letters


def _is_used(form: QueryDict, letter: str) -> bool:
    return any(value for name, value in form.items() if name.startswith(f"{letter}_")) or any(
        form.get(f"kind_{kind}") == letter for kind in KINDS
    )


def _claim(form: QueryDict, letter: str) -> dict[str, Any]:
    covers = [kind for kind in KINDS if form.get(f"kind_{kind}") == letter]
    if not covers:
        raise _wrong(f"{letter}_from", _("This window is for nothing."), _("Choose it for a kind of trouble above, or empty it."))
    shows = {kind: form.get(f"{letter}_show_{kind}", "") for kind in EVIDENCE}
    evidence = [
        {"kind": kind} | ({"if_doubtful": True} if said == DOUBT else {"count": _whole(said)}) for kind, said in shows.items() if said
    ]
    found = {
        "covers": covers, "from": form.get(f"{letter}_from") or None, "by_market": _markets(form, f"{letter}_markets"),
        "evidence": evidence if evidence or f"{letter}_show_nothing" in form else None,
        "gives": [one for one in GIVES if one in form.getlist(f"{letter}_gives")] or None, "percent": _number(form, f"{letter}_percent"),
        "carriage_paid_by": form.get(f"{letter}_carriage") or None, "says": form.get(f"{letter}_says", "").strip() or None,
        **{key: _number(form, f"{letter}_{name}") for name, key in _DAYS.items()},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _markets(form: QueryDict, name: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for line in _lines(form.get(name, "")):
        match = _MARKET.match(line)
        if match is None or (match[2] is None and match[3] is None):
            raise _wrong(
                name,
                _("“%(line)s” can't be read.") % {"line": line[:40]},
                _("Write a line a market: US 45, or US 45-90 with the last day."),
            )
        days = {"opens_after_days": match[2], "closes_after_days": match[3]}
        found[match[1].upper()] = {key: int(value) for key, value in days.items() if value is not None}
    return found or None


def _pairs(form: QueryDict, name: str, *, as_number: bool) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for line in _lines(form.get(name, "")):
        key, blank, value = line.rpartition(" ")
        if not blank:
            example = _("Write a line each: DE 2.") if as_number else _("Write a line each: the article number, then the price.")
            raise _wrong(name, _("“%(line)s” can't be read.") % {"line": line[:40]}, example)
        found[key.strip().upper() if as_number else key.strip()] = _whole(value) if as_number else value.replace(",", ".")
    return found or None


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(one.split()) for one in text[:20_000].splitlines()) if line][:200]


def _whole(text: str) -> Any:
    """The number, or the text as it is, which the shape then refuses by name."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text


def _number(form: QueryDict, name: str) -> Any:
    text = form.get(name, "").strip()
    return _whole(text) if text else None


def _said(form: QueryDict, name: str) -> bool | None:
    return {YES: True, NO: False}.get(form.get(name, ""))


def _wrong(field: str, message: str, remedy: str) -> Refusal:
    return Refusal("terms_invalid", message, remedy, status=422, field=field)


def beside(refusal: Refusal, letters: list[str]) -> Refusal:
    """The shape's refusal with the names of this form's fields."""
    found: Any = refusal.extra.get("faults")
    if refusal.code != "terms_invalid" or found is None:
        return refusal
    faults = [{**one, "field": _field(one["field"], letters)} for one in (refusal.as_json(), *found)]
    first = faults[0]
    return Refusal(refusal.code, first["message"], first["remedy"], status=refusal.status, field=first["field"], faults=faults[1:])


def _field(path: str, letters: list[str]) -> str:
    parts = path.split(".")
    if parts[0] == "claims" and len(parts) > 2:
        return f"{letters[int(parts[1])]}_{_FIELDS.get(parts[2], parts[2])}"
    return "_".join(parts[:2]) if parts[0] in ("returns", "cancellation") else parts[0]


def agreement_form(form: QueryDict, *, code: str, terms: dict[str, Any], pack: str, zone: str) -> AgreementForm:
    """With who it is, from when it holds, and what version was on the page. Refuses `date_unreadable`."""
    from_on = day_typed(form.get("from_on", ""), "from_on")
    return AgreementForm(
        code=code, from_on=from_on, currency=form.get("currency", "").strip().upper()[:3], terms=terms, name=form.get("name", "").strip(),
        country=form.get("country", "").strip().upper()[:3], zone=zone, email=form.get("email", "").strip()[:254],
        language=form.get("language", "en")[:8], pack=pack, seen=form.get("seen"),
    )  # fmt: skip
