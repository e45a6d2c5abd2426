"""The fields of a supplier's terms, with their labels: a few at a time, none required."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.suppliers.words import KINDS
from makegood.interfaces.desk.supplier_form import DOUBT, LETTERS, NO, STAGES, YES
from makegood.web import agreement_words as words
from makegood.web.labels import label
from makegood.web.supplier_words import EVIDENCE, REFUSES

Field = dict[str, Any]
SHOWN_AT_LEAST = 2
COUNTS = ("1", "2", "3", "4", "5")


def sections(values: Mapping[str, Any], *, wrong: Collection[str] = ()) -> list[dict[str, Any]]:
    """[{"id", "title", "help", "fields", "open", "folds"}], open where a field is `wrong`; folds are sections too. A field is {"name", "label", "kind", "value", "choices", "help"}."""
    used = [letter for letter in LETTERS if any(value == letter for name, value in values.items() if name.startswith("kind_"))]
    letters = LETTERS[: max(SHOWN_AT_LEAST, len(used) + 1)]
    found = [
        _section("kinds", _("What it pays for"), _kinds(values, letters), help=_("A window says when a claim can be made. Several kinds of trouble can share one."), is_open=True),
        *(_window_section(values, letter) for letter in letters),
        _section("rest", _("For all of it"), _for_all(values)),
        _section("back", _("What goes back"), _back(values)),
        _section("cancel", _("Cancelling an order"), [_select(values, f"cancellation_{stage}", str(words.STAGES[stage]), words.CANCELS) for stage in STAGES]),
        _section("time", _("Times and money"), _times(values)),
        _section("new", _("New goods"), _new_goods(values)),
        _section("notes", _("Notes"), [
            _ticks(values, "notes", _("What the pack notes"), {code: text for code, text in words.NOTES.items() if code in values.get("notes", [])}),
            _area(values, "notes_own", _("Notes of your own"), _("A line each.")),
        ]),
    ]  # fmt: skip
    for section in found:
        for fold in section["folds"]:
            fold["open"] = any(one["name"] in wrong for one in fold["fields"])
        section["open"] = (
            section["open"] or any(one["name"] in wrong for one in section["fields"]) or any(fold["open"] for fold in section["folds"])
        )
    return found


def _section(name: str, title: str, fields: list[Field], *, help: str = "", is_open: bool = False) -> dict[str, Any]:
    return {"id": name, "title": title, "help": help, "fields": [one for one in fields if one], "open": is_open, "folds": []}


def _window_section(values: Mapping[str, Any], letter: str) -> dict[str, Any]:
    kinds = [kind for kind in KINDS if values.get(f"kind_{kind}") == letter]
    title = f"{_window_name(letter)}: {words.kinds_words(kinds)}" if kinds else _window_name(letter)
    found = _section(f"window-{letter}", title, _window(values, letter))
    return found | {"folds": [_section(f"show-{letter}", _("What is to be shown"), _evidence(values, letter))]}


def _window_name(letter: str) -> str:
    return _("Window %(letter)s") % {"letter": letter.upper()}


def _kinds(values: Mapping[str, Any], letters: str) -> list[Field]:
    choices = {letter: _window_name(letter) for letter in letters} | {"never": _("never paid for")}
    kinds = [_select(values, f"kind_{kind}", label(kind).capitalize(), choices) for kind in KINDS]
    return [*kinds, _switch(values, "only_these", _("What is not named above is never paid for"))]


def _window(values: Mapping[str, Any], letter: str) -> list[Field]:
    return [
        _select(values, f"{letter}_from", _("Its days are counted from"), words.STARTS),
        _number(
            values,
            f"{letter}_opens",
            _("It opens after so many days"),
            _("0: at once. Some take a claim for a delay only after 45 to 110 days."),
        ),
        _number(values, f"{letter}_closes", _("It closes after so many days"), _("The last day included.")),
        _number(values, f"{letter}_paid", _("The order was paid no longer ago than so many days")),
        _number(values, f"{letter}_percent", _("Percent of your cost")),
        _select(values, f"{letter}_carriage", _("Who pays carriage"), words.CARRIERS),
        _area(values, f"{letter}_markets", _("Other days for some markets"), _("A line a market: US 45, or US 45-90 with the last day.")),
        _ticks(values, f"{letter}_gives", _("What is given"), words.GIVES),
        _area(values, f"{letter}_says", _("Their own words"), _("They are quoted on the claim.")),
    ]


def _evidence(values: Mapping[str, Any], letter: str) -> list[Field]:
    counts = {count: count for count in COUNTS} | {DOUBT: _("only where the rest is not enough")}
    shows = [
        _select(values, f"{letter}_show_{kind}", str(text)[:1].upper() + str(text)[1:], counts, short=True)
        for kind, text in EVIDENCE.items()
    ]
    return [*shows, _ticks(values, f"{letter}_show_nothing", "", {YES: _("nothing has to be shown")})]


def _for_all(values: Mapping[str, Any]) -> list[Field]:
    return [
        _switch(values, "customer_refunded_first", _("It pays only once the customer was refunded")),
        _ticks(values, "refuses_when", _("It never pays for"), REFUSES),
        _area(values, "refuses_when_own", _("Nor for"), _("A line each.")),
        _select(values, "channel", _("Claims are made"), words.CHANNELS),
        _select(values, "grouping", _("They are gathered"), words.GROUPINGS),
    ]


def _back(values: Mapping[str, Any]) -> list[Field]:
    return [
        _switch(values, "returns_accepted", _("It takes goods back when customers change their minds")),
        _select(values, "returns_to", _("Where goods go back to"), words.PLACES),
        _number(values, "returns_send_within_days", _("They must be sent within so many days")),
        _number(values, "returns_restocking_fee_percent", _("Percent that it keeps for taking them back")),
        _select(values, "returns_carriage_paid_by", _("Who pays their way back"), words.CARRIERS),
        _select(values, "returns_unannounced", _("What comes back without word"), words.UNANNOUNCED),
        _number(values, "returns_kept_days", _("After so many days")),
    ]


def _times(values: Mapping[str, Any]) -> list[Field]:
    return [
        _number(values, "answer_days", _("It answers within so many days")),
        _number(values, "platform_decides_after_days", _("The marketplace decides after so many days")),
        _number(values, "credit_days", _("What it owes comes within so many days")),
        _select(values, "credit_as", _("It comes"), words.CREDIT_FORMS),
        _number(values, "production_days", _("Making one takes so many days")),
        _area(values, "transit_days", _("Days on the road"), _("A line a market: DE 2.")),
        _area(
            values,
            "prices",
            _("Agreed prices"),
            _("A line each: the article number, then the price. Where none stands here a claim asks for your own cost."),
        ),
    ]


def _new_goods(values: Mapping[str, Any]) -> list[Field]:
    return [
        _select(values, "new_orders", _("New goods for customers are ordered"), words.NEW_ORDERS),
        _number(values, "order_answer_days", _("It says within so many days when they leave")),
        _area(
            values,
            "transfer_clauses",
            _("Clauses for customers' data abroad"),
            _("Where its contract has them. Without them a supplier outside Europe reads no name and no address."),
        ),
    ]


def _field(values: Mapping[str, Any], name: str, text: str, kind: str, **more: Any) -> Field:
    return {"name": name, "label": text, "kind": kind, "value": values.get(name, ""), "help": "", **more}


def _number(values: Mapping[str, Any], name: str, text: str, help: str = "") -> Field:
    return _field(values, name, text, "number", help=help)


def _area(values: Mapping[str, Any], name: str, text: str, help: str = "") -> Field:
    return _field(values, name, text, "area", help=help)


def _select(values: Mapping[str, Any], name: str, text: str, choices: Mapping[str, Any], *, short: bool = False) -> Field:
    value = values.get(name, "")
    rows = [{"value": "", "label": _("no") if short else _("not known"), "on": value == ""}]
    rows += [{"value": word, "label": said, "on": word == value} for word, said in choices.items()]
    return _field(values, name, text, "select", choices=rows)


def _switch(values: Mapping[str, Any], name: str, text: str) -> Field:
    return _select(values, name, text, {YES: _("yes"), NO: _("no")})


def _ticks(values: Mapping[str, Any], name: str, text: str, choices: Mapping[str, Any]) -> Field:
    on = values.get(name, [])
    return (
        _field(values, name, text, "ticks", choices=[{"value": word, "label": said, "on": word in on} for word, said in choices.items()])
        if choices
        else {}
    )
