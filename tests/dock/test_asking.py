"""Questions by category, and what their answers come to."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.inspection.asking import Template, all_well, built_in, check_questions, graded, template_for, words_in
from makegood.apps.inspection.words import GRADES
from makegood.kernel.refusal import Refusal

QUESTIONS = built_in()["apparel"]


def test_the_questions_to_start_from_are_sound_in_both_languages() -> None:
    assert "" in built_in()
    for questions in built_in().values():
        check_questions(questions)
        assert all(words_in(one, language) for one in questions for language in ("en", "de-AT"))
        assert len({words_in(one, "de") for one in questions}) == len(questions)


@given(st.dictionaries(st.sampled_from([one["id"] for one in QUESTIONS]), st.sampled_from(["yes", "no"])), st.randoms())
def test_the_worst_answer_counts_in_whatever_order_they_came(answers: dict[str, str], dice: random.Random) -> None:
    mixed = list(answers.items())
    dice.shuffle(mixed)
    found = graded(QUESTIONS, answers)
    assert graded(QUESTIONS, dict(mixed)) == found
    bad = [one for one in QUESTIONS if answers.get(one["id"]) == one["bad"]]
    assert found.grade == max((one["grade"] for one in bad), key=GRADES.index, default="A")
    assert (found.result == "as_it_should") == (not bad) == (found.finding == "")


def test_a_piece_that_is_as_it_should_be_has_every_good_answer() -> None:
    assert graded(QUESTIONS, all_well(QUESTIONS)).grade == "A"
    with pytest.raises(Refusal, match="not asked"):
        graded(QUESTIONS, {"cable": "yes"})


def test_a_shops_own_questions_come_before_the_hubs_and_these_before_ours() -> None:
    def own(name: str, *categories: str) -> dict[str, Template]:
        return {one: Template(name, one, ()) for one in categories}

    assert template_for("Lamp ", own("shop", "lamp"), own("hub", "lamp")).public_id == "shop"
    assert template_for("lamp", own("shop", ""), own("hub", "lamp")).public_id == "shop"
    assert template_for("lamp", own("shop", "mug"), own("hub", "")).public_id == "hub"
    assert template_for("lamp", {}, {}).questions == built_in()["lamp"]
    assert template_for("garden gnome", {}, {}).questions == built_in()[""]


@pytest.mark.parametrize(
    "change", [{"text": {}}, {"bad": "maybe"}, {"finding": "ugly"}, {"grade": "A"}, {"kind": "essay"}, {"text": {"en": "x" * 81}}]
)
def test_a_question_that_leads_nowhere_is_refused_by_its_row(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        check_questions([QUESTIONS[0], {**QUESTIONS[1], **change}])
    assert caught.value.field == "q1"
