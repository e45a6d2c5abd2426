"""Every notice, in every language, for any case: it says what it must, nothing that it must not, and ours and the shop's agree."""

import re
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.notices.fixed import typed_by_hand
from makegood.apps.notices.html import html_of
from makegood.apps.notices.own_check import faults_of
from makegood.apps.notices.own_words import words_only
from makegood.apps.notices.stages import kinds, own_kinds, stage_of
from makegood.apps.notices.stages.phrases import amount, day
from makegood.apps.notices.writing import original_words, plain_values, values_of, words_of
from makegood.web.notice_words import KINDS, PLACES
from tests.notices.values import cases

LANGUAGES = ("en", "de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", own_kinds())
def test_our_own_text_passes_the_check_that_a_shop_s_must(kind: str, language: str) -> None:
    subject, text = original_words(kind, language)
    assert subject and text and faults_of(kind, language, subject, text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", own_kinds())
def test_a_notice_says_what_it_must_of_any_case_and_no_figure_but_the_decision_s(kind: str, language: str) -> None:
    stage, original = stage_of(kind), original_words(kind, language)
    ours = words_only(original[1])

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(cases(kind))
    def holds(context: dict[str, Any]) -> None:
        plain, edited = words_of(kind, context, language=language), words_of(kind, context, language=language, own=original)
        assert not edited.trouble and (edited.subject, edited.text) == (" ".join(plain.subject.split()), plain.text)
        again = words_of(
            kind, plain_values(context) | {name: context[name] for name in ("link", "start") if name in context}, language=language
        )
        assert again.text == plain.text  # what is kept of it is enough to write it again
        for text in (plain.subject, plain.text):
            assert not re.search(r"{{|{%|%\(|None\b", text), text
        with translation.override(language):
            values = values_of(stage, context)
            for name in stage.must:
                if values[name] and not context["recipient"]:
                    assert values[name] in plain.text, name
            known = {amount(one) for name, one in context.items() if stage.places.get(name) == "amount" and one}
            known |= {day(one) for name, one in context.items() if stage.places.get(name) == "day" and one}
        bare = plain.text
        for value in sorted({str(one) for one in values.values() if one and one is not True} | known, key=len, reverse=True):
            bare = bare.replace(value, "•")
        assert typed_by_hand(bare, ours=ours) == []
        if context["recipient"]:
            assert not any(one in plain.subject + plain.text for one in known if not one[0].isalpha())
        shown = html_of(text=plain.text, headline=plain.subject, shop_name="A & B", accent="#1f5f5b", language=language)
        assert "A &amp; B" in shown and context["link"] in shown and not re.search(r"<(img|script|link|iframe)|url\(|@import", shown)

    holds()


def test_stages_without_places_are_not_the_customers() -> None:
    assert set(kinds()) - set(own_kinds()) == {
        "accepted",
        "authority_asked",
        "recall_quality",
        "recall_safety",
        "claim_again",
        "claim_submitted",
        "claims_submitted",
        "inspect_again",
        "month_closed",
        "password_asked",
        "password_changed",
        "promise_at_risk",
        "factor_added",
        "factor_removed",
        "factors_reset",
        "recovery_used",
        "replacement_again",
        "replacement_asked",
        "replacement_called_off",
        "staff_invited",
        "webhook_off",
    }


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("We pay within 14 days.", "en", "14 days"), ("You get 39.00 back.", "en", "39.00"), ("We answer by 3 May.", "en", "3 May"),
        ("We answer by May 3rd, 2027.", "en", "May 3rd, 2027"), ("A fee of 15% stays.", "en", "15%"), ("in two weeks", "en", "two weeks"),
        ("$12 goes back", "en", "$12"), ("on Monday", "en", "Monday"), ("Wir zahlen in vierzehn Tagen.", "de", "vierzehn Tagen"),
        ("Sie bekommen 39,00 € zurück.", "de", "39,00 €"), ("bis 3. Mai", "de", "3. Mai"), ("bis 03.05.2027", "de", "03.05.2027"),
        ("abzüglich 15 %", "de", "15 %"), ("14-tägig", "de", "14-tägig"), ("1.234,50 EUR", "de", "1.234,50 EUR"), ("ab Montag", "de", "Montag"),
        ("zwanzig Euro", "de", "zwanzig Euro"), ("within 48 hours", "en", "48 hours"), ("2027-05-03", "en", "2027-05-03"),
    ],
)  # fmt: skip
def test_figures_typed_by_hand_are_found(text: str, language: str, found: str) -> None:
    assert [one.text for one in typed_by_hand(text)] == [found]
    faults = faults_of(
        "refund_posted", language, "{{ item }}", text + "\n\n{% if not recipient %}{{ amount }} {{ credit_note }}{% endif %}"
    )
    assert [one["code"] for one in faults] == ["typed_by_hand"] and found in faults[0]["message"]


@pytest.mark.parametrize(
    "text", ["Call 030 1234567.", "We are here 24/7.", "10115 Berlin", "Guten Morgen", "You may write to us.", "Room 12 B"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert typed_by_hand(text) == []


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_is_either_refused_with_words_or_usable(text: str) -> None:
    faults = faults_of("refund_posted", "en", "About {{ item }}", text)
    assert all(one["message"] and one["remedy"] for one in faults)
    values = {"item": "mug", "order": "1", "amount": (100, "EUR"), "shop_name": "A"}
    written = words_of("refund_posted", values, language="en", own=("{{ item }}", text))
    assert written.text and written.subject  # a text that can't be used stops no mail


HOSTILE = [
    "{% load static %}", "{% include 'web/base.html' %}", "{{ amount.real }}", "{{ amount|safe }}", "{{ request }}", "{% debug %}",
    "{% if amount == 1 %}x{% endif %}", "{% for a in item %}{% endfor %}", "{{ amount", "{% if amount %}", "{% endif %}", "{% if " + "(" * 500,
    "{% csrf_token %}", "{{ item.__class__.__mro__ }}", "{{ _(item) }}", "{% if item %}" * 79, "{{ item }}" * 500, "{{ 'x' }}", "{{ 5 }}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_names_and_simple_conditions_is_read(text: str) -> None:
    codes = {one["code"] for one in faults_of("case_reopened", "en", "About {{ item }}", text)}
    assert codes & {"text_unreadable", "place_unknown"}, codes


def test_the_desk_has_a_name_for_every_kind_and_every_place() -> None:
    assert set(KINDS) == set(own_kinds())
    assert {name for kind in own_kinds() for name in stage_of(kind).places} <= set(PLACES)
