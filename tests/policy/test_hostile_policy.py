"""Policies that are wrong, absurd or meant to harm: one clear refusal each, in little time and memory."""

import json
import time
import tracemalloc

import pytest

from makegood.policy.rules import MOST_ERRORS, PolicyInvalid, load_policy

HEAD = "policy: p\ncurrency: EUR\nrules:\n"


def when(condition: str) -> str:
    return HEAD + f"  - id: a\n    when: {json.dumps(condition)}\n    set: {{approval: auto}}\n"


def sets(slots: str, more: str = "") -> str:
    return HEAD + f"  - id: a\n    set: {{{slots}}}\n{more}"


def many(count: int, condition: str, slots: str = "{approval: auto}") -> str:
    return HEAD + "".join(f"  - id: r{n}\n    when: {condition}\n    set: {slots}\n" for n in range(count))


def errors_of(text: str) -> list[tuple[str | None, int | None, str]]:
    with pytest.raises(PolicyInvalid) as wrong:
        load_policy(text)
    return [(error["rule"], error["column"], error["message"]) for error in wrong.value.errors]


@pytest.mark.parametrize(
    ("condition", "column", "says"),
    [
        ("item.sku == 'äöü' and item.kost < 5", 23, "did you mean item.cost?"),
        ("   item.kost < 5", 4, "did you mean item.cost?"),
        ("item.used\nand item.kost < 5", 15, "did you mean item.cost?"),
        ("item.sku == 'a' and case.kind == defektive", 34, "did you mean defective?"),
        ("", 1, "is empty"),
        (" \n ", 1, "is empty"),
        ("item.used # and item.cost < 5", 11, "note"),
        ("itеm.cost < 5", 3, "no plain letter"),
        ("ｉtem.cost < 5", 1, "no plain letter"),
        ("item.sku == '\0'", 14, "can't stand"),
        ("item.sku == '\\x00'", 14, "can't stand"),
        ("item.sku == '\\N{BULLET}'", 14, "can't stand"),
        ("f'{item.sku}' == 'a'", 1, "a text with values in it"),
        ("(x := item.used)", 2, "`:=`"),
        ("lambda: item.used", 1, "a lambda"),
        ("[x for x in case.kinds]", 1, "a comprehension"),
        ("item.used if item.used else item.unsealed", 1, "`if ... else`"),
        ("case.kinds[0] == late", 1, "a place in a list"),
        ("case.kind in (late) in (defective)", 15, "a fact must stand before `in`"),
        ("item.used == None", 14, "known(fact)"),
        ("item.used is true", 1, "not part of the language"),
        ("item.sku == b'x'", 13, "not part of the language"),
        ("case.photos < 1j", 15, "not part of the language"),
        ("case.photos < 10**400", 15, "only + - * are known"),
        ("case.photos < 1" + "0" * 400, 15, "15 digits"),
        ("case.photos < 1e999", 15, "15 digits"),
        ("case.photos < -1e999", 15, "15 digits"),
        ("case.photos < 1e-300", 15, "15 digits"),
        ("case.photos < " + "*".join(["9" * 14] * 40), 15, "15 digits"),
        ("item.cost < 1e20", 13, "no amount"),
        ('order.placed_on > date("0000-00-00")', 24, "such as"),
        ('order.placed_on > date("2026-W01-1")', 24, "such as"),
        ('order.placed_on > date("20260101")', 24, "such as"),
        ('order.placed_on > date("10000-01-01")', 24, "such as"),
        ("not " * 400 + "item.used", 1, "nested"),
        ("-" * 500 + "1 < case.photos", 1, "nested"),
        ("(" * 1000 + "item.used" + ")" * 1000, 2000, "longer"),
        ("known(" * 40 + "item.used" + ")" * 40, 229, "known() asks about a fact"),
        ("a" + ".b" * 900, 1, "one dot"),
        ("item.used) or (item.used", 10, "not an expression"),
        ("__import__('os').system('x')", 1, "there is no function"),
    ],
)
def test_a_condition_that_is_none(condition: str, column: int, says: str) -> None:
    [(rule, where, message)] = errors_of(when(condition))
    assert rule == "a" and says in message and where == column


@pytest.mark.parametrize(
    "condition",
    ["item.sku == '" + "(" * 60 + "'", "item.sku == 'it # is'", "1 < case.photos in (1, 2)", 'date("0001-01-01") - date("9999-12-31") < 1',
     'date("0001-01-01") - 1 < order.placed_on', "item.used\n  and item.unsealed", " or ".join(["item.used"] * 150)],
)  # fmt: skip
def test_odd_and_still_a_condition(condition: str) -> None:
    load_policy(when(condition))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (sets("approval: automatic"), "did you mean auto?"),
        (sets("ship_back: hubb"), "did you mean hub?"),
        (sets("remedies: [refnd]"), "did you mean refund?"),
        (sets("window: {days: 30, frm: delivery}"), "did you mean from?"),
        (sets("window: {until: 2026-12-31, from: order}"), "there are no days"),
        (sets("window: {until: 2026-02-30}"), "such as 2026-12-31"),
        (sets("restocking_fee: {procent: 3}"), "did you mean percent?"),
        (sets("return_fee: [1]"), "an amount such as"),
        (sets("evidence: [{kind: foto}]"), "did you mean photo?"),
        (sets("evidence: [[photo]]"), "is not one of"),
        (sets("claim_on: [{}]"), "is not one of"),
        (sets("approval: [auto]"), "is not one of"),
        (sets("aproval: auto"), "did you mean approval?"),
        (sets("partial_percent: 1" + "0" * 4400), "whole number"),
        (sets("partial_percent: !!int 1" + "0" * 4400), "not YAML"),
        (sets("partial_percent: 0x10"), "whole number"),
        (sets("partial_percent: 1:10"), "whole number"),
        (sets("partial_percent: !!float 1.0"), "whole number"),
        (sets("message: !!binary aGVsbG8="), "a text of up to"),
        (sets("approval: auto", "    set: {approval: review}\n"), "set stands there twice"),
        (sets("approval: auto, approval: review"), "approval stands there twice"),
        (sets("approval: auto", "    say: [a, b]\n"), "say is a text"),
        (sets("approval: auto", f"    say: {'x' * 2001}\n"), "say is a text"),
        (sets("approval: auto", "    when:\n"), "is empty"),
        (sets("approval: auto", "    when: [item.used]\n"), "one text"),
        (sets("approval: auto", "    when: 5\n"), "this is a number"),
        (sets("approval: auto", "    wenn: item.used\n"), "did you mean when?"),
        (sets("<<: {approval: auto}"), "<< is not read"),
        (HEAD + "  - id: aé\n    set: {approval: auto}\n", "letters, digits and hyphens"),
        (HEAD + "  - {[a]: b}\n", "not YAML"),
        (HEAD + "\0", "not YAML"),
        (when("item.sku == '\ud800'"), "not YAML"),
        ("!!python/object/apply:os.system [x]", "not YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "aliases"),
        ("a: 1\n---\nb: 2", "not YAML"),
        (sets("approval: auto").replace("policy: p", "policy: " + "x" * 81), "name"),
        ("[]", "policy, currency and rules"),
        ("", "policy, currency and rules"),
    ],
)  # fmt: skip
def test_a_file_that_is_none(text: str, says: str) -> None:
    found = errors_of(text)
    assert says in found[0][2]


def test_words_stay_the_words_that_were_written() -> None:
    slots = load_policy(sets("partial_percent: 010, eligible: no, return_fee: 4.90, window: {until: 2026-12-31}")).rules[0].sets
    assert slots == {"partial_percent": 10, "eligible": "no", "return_fee": "4.90", "window": {"until": "2026-12-31"}}


ABSURD = {
    "10,000 rules": (many(10_000, "item.cost < 5"), "more than"),
    "2,000 wrong rules": (many(2_000, "item.kost < 5 and case.kind == defektive", "{aproval: auto}"), "did you mean"),
    "10 MB": (HEAD + "#" + "x" * 10_000_000, "larger than 1 MB"),
    "lists in lists": (HEAD + "  - " + "[" * 100_000, "not YAML"),
    "a thousand deep": (HEAD + "  - " + "[" * 1_000 + "]" * 1_000, "not YAML"),
    "maps in maps": (HEAD + "  - " + "{a: " * 50_000, "nested"),
    "half a million words": (HEAD + "  - [" + "a," * 480_000 + "]", "more than"),
    "many tables": (HEAD + "  - [" + "{a: 1}," * 120_000 + "]", "more than"),
}


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_file_is_refused_in_time(name: str) -> None:
    text, says = ABSURD[name]
    tracemalloc.start()
    began = time.process_time()
    found = errors_of(text)
    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert says in found[0][2] and len(found) <= MOST_ERRORS + 1
    assert took < 4 and most < 200_000_000  # watched by tracemalloc, which is several times slower: under a second without it


def test_the_longest_policy_loads_in_time() -> None:
    began = time.process_time()
    assert len(load_policy(many(2_000, " and ".join(["item.cost < 5"] * 24))).rules) == 2_000
    assert time.process_time() - began < 4  # about a second on one slow core
