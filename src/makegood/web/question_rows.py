"""The form of an inspection template, the same on the desk and at the dock: a row a question, empty rows are none."""

from collections.abc import Mapping
from typing import Any

from makegood.apps.inspection.asking import MOST, words_in
from makegood.apps.inspection.words import FINDINGS, GRADES

FIELDS = ("text", "kind", "bad", "finding", "grade")


def read_rows(posted: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The questions of the rows that have words; each is named by its place. What is wrong with one is for the journey to say."""
    found = []
    for place in range(MOST):
        row = {name: str(posted.get(f"{name}{place}", "")).strip()[:200] for name in FIELDS}
        if not row["text"]:
            continue
        asked: dict[str, Any] = {"id": f"q{place}", "kind": row["kind"], "text": {language[:2]: row["text"]}}
        found.append(asked | ({name: row[name] for name in ("bad", "finding", "grade")} if row["kind"] != "photo" else {}))
    return found


def shown_rows(questions: Any, posted: Mapping[str, Any] | None, language: str) -> list[dict[str, Any]]:
    """MOST rows: as they were typed (`posted`), else as they are, the last ones empty."""
    rows = []
    for place in range(MOST):
        if posted:
            row = {name: str(posted.get(f"{name}{place}", "")) for name in FIELDS}
        elif place < len(questions):
            row = {**{name: questions[place].get(name, "") for name in FIELDS}, "text": words_in(questions[place], language)}
        else:
            row = dict.fromkeys(FIELDS, "")
        rows.append({"place": place, **row})
    return rows


def choices() -> dict[str, Any]:
    """For the rows' selections."""
    return {"findings": FINDINGS[:-1], "bad_grades": GRADES[1:]}
