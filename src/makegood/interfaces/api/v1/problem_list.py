"""The page that every problem's `type` leads to: all codes with their sentences, read from the code itself."""

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

import makegood

ROOT = Path(makegood.__file__).parent
LEFT_OUT = ("console", "localdb", "backup", "demo")


@dataclass(slots=True)
class Known:
    """What is said under one code: the statuses and sentences with which it is refused."""

    code: str
    statuses: set[int] = field(default_factory=set)
    says: dict[str, str] = field(default_factory=dict)


@cache
def codes() -> dict[str, Known]:
    """Every refusal that the code makes, by code. Parts of a sentence that are filled in stand as `...`."""
    found: dict[str, Known] = {}
    for path in sorted(ROOT.rglob("*.py")):
        if not set(path.relative_to(ROOT).parts) & set(LEFT_OUT):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Call):
                    _learn(node, found)
                elif isinstance(node, ast.Tuple):
                    _learn_triple(node, found)
    return dict(sorted(found.items()))


def _learn(node: ast.Call, found: dict[str, Known]) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name not in ("Refusal", "__init__") or not node.args:  # the latter: a kind of refusal with members of its own
        return
    for code in _codes_in(node.args[0]):
        known = found.setdefault(code, Known(code))
        status = next((one.value for one in node.keywords if one.arg == "status"), None)
        known.statuses.add(status.value if isinstance(status, ast.Constant) and isinstance(status.value, int) else 422)
        if len(node.args) > 1 and (said := _text(node.args[1])):
            known.says.setdefault(said, _text(node.args[2]) if len(node.args) > 2 else "")


def _learn_triple(node: ast.Tuple, found: dict[str, Known]) -> None:
    """("case_unknown", "There is no such case.", "Check its number."): a refusal that is chosen from a table."""
    texts = [_text(one) for one in node.elts]
    if len(texts) == 3 and texts[0].replace("_", "").isalpha() and texts[0].islower() and texts[1][-1:] == "." and texts[2][-1:] == ".":
        known = found.setdefault(texts[0], Known(texts[0]))
        known.statuses.add(404 if texts[0].endswith("_unknown") else 422)
        known.says.setdefault(texts[1], texts[2])


def _codes_in(node: ast.expr) -> list[str]:
    """One code, or both of `a if this else b`."""
    if isinstance(node, ast.IfExp):
        return _codes_in(node.body) + _codes_in(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "..." for part in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
        return _text(node.args[0])
    return _text(node.left) if isinstance(node, ast.BinOp) else ""


def problems(request: HttpRequest) -> HttpResponse:
    return render(request, "web/problems.html", {"codes": codes().values()})
