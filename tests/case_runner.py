"""Compares answers with acceptance cases: `expect` is a subset; numbers in strings are compared as decimals."""

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any


def load_cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _key(items: list[Any]) -> str | None:
    for key in ("id", "kind"):
        if items and all(isinstance(item, dict) and key in item for item in items):
            return key
    return None


def difference(expected: Any, answer: Any, where: str = "answer") -> str | None:
    """None where the answer holds all that is expected, else the first difference."""
    if isinstance(expected, dict) and expected and set(expected) <= {"contains", "lacks", "mentions"}:
        return _list_rule(expected, answer, where)
    if isinstance(expected, dict):
        if not isinstance(answer, dict):
            return f"{where}: no object"
        return next((found for key, value in expected.items() if (found := difference(value, answer.get(key), f"{where}.{key}"))), None)
    if isinstance(expected, list):
        if not isinstance(answer, list) or len(answer) != len(expected):
            return f"{where}: {answer} is not {expected}"
        key = _key(expected)
        if key and _key(answer) == key:
            named = {item[key]: item for item in answer}
            pairs = [(item, named.get(item[key])) for item in expected]
        else:
            pairs = list(zip(expected, answer, strict=True))
        return next((found for one, two in pairs if (found := difference(one, two, where))), None)
    left, right = _number(expected), _number(answer)
    same = left == right if left is not None and right is not None else expected == answer
    return None if same else f"{where}: {answer!r} is not {expected!r}"


def _list_rule(rule: dict[str, Any], answer: Any, where: str) -> str | None:
    if not isinstance(answer, list):
        return f"{where}: no list"
    missing = [word for word in rule.get("contains", []) if word not in answer]
    surplus = [word for word in rule.get("lacks", []) if word in answer]
    if missing or surplus:
        return f"{where}: lacks {missing}, has {surplus}"
    text = rule.get("mentions")
    return None if text is None or any(text in str(entry) for entry in answer) else f"{where}: nothing mentions {text}"
