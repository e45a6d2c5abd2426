"""Where the shop promises its customers more days than a supplier gives the shop, and who carries the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.law.scenario import CASE_KINDS
from makegood.policy.node import Node
from makegood.policy.rules import Policy

_KINDS = {"misprint": "customization_error", "wrong_size_over_3_cm": "not_as_described"}
LARGEST = 1_000_000


@dataclass(frozen=True)
class SupplierTerms:
    """`closes` maps a kind of case to the last day to claim, counted from the delivery (None: not stated); `refuses` are kinds never paid."""

    code: str
    closes: dict[str, int | None]
    refuses: frozenset[str] = frozenset()


def of_agreement(code: str, terms: Mapping[str, Any]) -> SupplierTerms:
    """The terms of an agreement as the desk keeps them: {"claims": [{"covers", "closes_after_days"}], "refuses", "only_these"}."""
    found = _supplier({**terms, "id": code})
    return replace(found, refuses=frozenset(CASE_KINDS - set(found.closes))) if terms.get("only_these") else found


def read_agreements(text: str) -> tuple[SupplierTerms, ...]:
    """YAML of published terms: {"suppliers": [{"id", "claims": [{"covers", "closes_after_days"}], "refuses"}]}. Refuses `bad_input`."""
    try:
        found: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if len(text) <= LARGEST else {}
        return tuple(_supplier(one) for one in found["suppliers"])
    except (yaml.YAMLError, TypeError, KeyError, ValueError, AttributeError, RecursionError):
        raise Refusal(
            "bad_input", "The agreements have no form.", "Give suppliers, each with id and claims (covers, closes_after_days).", status=400
        ) from None


def _supplier(given: Mapping[str, Any]) -> SupplierTerms:
    closes: dict[str, int | None] = {}
    for claim in given.get("claims") or []:
        days = claim.get("closes_after_days")
        for kind in map(_kind, claim["covers"]):
            known = closes.get(kind)
            closes[kind] = int(days) if days is not None and (known is None or int(days) > known) else known
    return SupplierTerms(str(given["id"]), closes, frozenset(map(_kind, given.get("refuses") or [])) & CASE_KINDS)


def _kind(word: str) -> str:
    return _KINDS.get(word, word)


def supplier_gaps(policy: Policy, solver: Any, suppliers: Sequence[SupplierTerms]) -> list[dict[str, Any]]:
    """[{"supplier", "promised_days", "closes_after_days", "kinds", "rule", "message"}], the longest promise of each rule; `solver` is floor.prove.Solver."""
    found: list[dict[str, Any]] = []
    for supplier in suppliers:
        for index in solver.setters.get("window", []):
            days = policy.rules[index].sets["window"].get("days")
            if days is None:
                continue
            shut: dict[int, list[str]] = {}
            for kind in sorted({*supplier.closes, *supplier.refuses}):
                closes = 0 if kind in supplier.refuses else supplier.closes.get(kind)
                if closes is not None and closes < days and _reaches(solver, index, kind, supplier.code):
                    shut.setdefault(closes, []).append(kind)
            found += [_gap(policy, index, supplier.code, days, closes, kinds) for closes, kinds in sorted(shut.items())]
    return found


def _reaches(solver: Any, index: int, kind: str, code: str) -> bool:
    import z3

    terms = solver.terms
    names = [*solver.fills(index, "window"), solver.today, solver.name(("kind", kind), lambda: terms.is_word("case.kind", [kind]))]
    if "supplier.code" in terms.asked:
        names.append(solver.name(("supplier", code), lambda: terms.is_word("supplier.code", [code])))
    return bool(solver.check(*names) != z3.unsat)


def _gap(policy: Policy, index: int, code: str, days: int, closes: int, kinds: list[str]) -> dict[str, Any]:
    most = _most_cost(policy.rules[index].when)
    cost = "what the item cost it" if most is None else f"up to {text_from_minor(most, policy.currency)} {policy.currency} an item"
    what = ", ".join(kind.replace("_", " ") for kind in kinds)
    until = (
        f"{code} takes claims until day {closes}: from day {closes + 1} to day {days}"
        if closes
        else f"{code} never pays for it: in all {days} days"
    )
    return {
        "supplier": code,
        "promised_days": days,
        "closes_after_days": closes,
        "kinds": kinds,
        "rule": policy.rules[index].id,
        "message": f"The rule {policy.rules[index].id} gives customers {days} days ({what}), {until} the shop carries {cost}, carriage not counted.",
    }


def _most_cost(node: Node | None) -> int | None:
    """The bound that a condition puts on item.cost, where it does."""
    if node is None:
        return None
    if node.op == "and":
        return min((most for part in node.parts if (most := _most_cost(part)) is not None), default=None)
    if node.op == "compare" and node.value in ("<", "<=") and node.parts[0].value == "item.cost" and node.parts[1].op == "const":
        return int(node.parts[1].value)
    return None
