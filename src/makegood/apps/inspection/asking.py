"""What an inspector is asked of a piece, by its category, and what the answers come to. Pure; the questions are data.

A question is {"id", "text": {language: words}, "kind": "yes_no" | "photo", "bad": "yes" | "no", "finding", "grade"}: a `yes_no` whose answer
is the bad one gives its finding and its grade; a `photo` asks for a picture and grades nothing. A shop's own questions for a category come
first, then its hub's, then those of templates.yaml; in each of them the category's before those for all others ("").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.apps.inspection.words import FINDINGS, GRADES
from makegood.kernel.refusal import Refusal

KINDS, MOST, LONGEST = ("yes_no", "photo"), 8, 80


@dataclass(frozen=True, slots=True)
class Template:
    """`public_id` "" where it is one of the package's own."""

    public_id: str
    category: str
    questions: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """What the answers come to."""

    result: str
    grade: str
    finding: str


@cache
def built_in() -> dict[str, tuple[dict[str, Any], ...]]:
    """{category: questions} of templates.yaml."""
    found = yaml.safe_load((Path(__file__).parent / "templates.yaml").read_text(encoding="utf-8"))
    return {one["category"]: tuple(one["questions"]) for one in found}


def template_for(category: str, shops: Mapping[str, Template], hubs: Mapping[str, Template]) -> Template:
    """The questions for this category: see the module."""
    wanted = category.strip().lower()
    for own in (shops, hubs):
        for name in (wanted, ""):
            if name in own:
                return own[name]
    ours = built_in()
    return Template("", wanted if wanted in ours else "", ours.get(wanted, ours[""]))


def graded(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> Graded:
    """The worst grade that an answer gives, and its finding; as it should be (A) where none is bad. Refuses `answer_unknown`.

    In whatever order the answers came: of two that are as bad the first question's finding counts.
    """
    asked = {one["id"]: one for one in questions if one["kind"] == "yes_no"}
    if any(name not in asked or said not in ("yes", "no") for name, said in answers.items()):
        raise Refusal("answer_unknown", "This was not asked of this piece.", "Look at it again.", field="answers")
    bad = [one for one in asked.values() if answers.get(one["id"]) == one["bad"]]
    if not bad:
        return Graded("as_it_should", "A", "")
    worst = max(bad, key=lambda one: GRADES.index(one["grade"]))
    return Graded("not_right", worst["grade"], worst["finding"])


def all_well(questions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The answers of a piece that is as it should be: each the other one than the bad one."""
    return {one["id"]: "no" if one["bad"] == "yes" else "yes" for one in questions if one["kind"] == "yes_no"}


def check_questions(questions: Sequence[Mapping[str, Any]]) -> None:
    """Refuses `question_invalid`: too many, without words, or an answer that leads nowhere."""
    if not questions or len(questions) > MOST:
        raise Refusal("question_invalid", "A template has between one and eight questions.", "Leave some out.", field="questions")
    for place, one in enumerate(questions):
        words = one.get("text") or {}
        sound = (
            one.get("kind") in KINDS
            and any(str(text).strip() for text in words.values())
            and all(len(str(text)) <= LONGEST for text in words.values())
        )
        if sound and one["kind"] == "yes_no":
            sound = one.get("bad") in ("yes", "no") and one.get("finding") in FINDINGS[:-1] and one.get("grade") in GRADES[1:]
        if not sound:
            raise Refusal(
                "question_invalid", "This question lacks its words, its bad answer, what it finds, or a grade.", "Fill in its row, or empty it.",
                field=f"q{place}",
            )  # fmt: skip
    if len({one["id"] for one in questions}) < len(questions):
        raise Refusal("question_invalid", "Two questions have the same name.", "Name each question once.", field="questions")


def words_in(question: Mapping[str, Any], language: str) -> str:
    """The question in this language, else in English, else in whatever there is."""
    text = question["text"]
    return str(text.get(language[:2]) or text.get("en") or next(iter(text.values())))
