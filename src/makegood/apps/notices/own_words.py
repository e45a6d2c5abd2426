"""A shop's own subject and text of a notice: plain text with named places and simple conditions, and nothing else.

Django's template engine with everything taken out but `{{ name }}` and `{% if name %}`: no filters, no attributes, no loops, no loading.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from django.template import Context, Engine, Library, Template, TemplateSyntaxError
from django.template.base import FilterExpression, Node, TextNode, VariableNode
from django.template.defaulttags import IfNode, TemplateLiteral, do_if

from makegood.kernel.refusal import Refusal

LONGEST_TEXT, LONGEST_SUBJECT, MOST_MARKS = 6000, 150, 80
_NAME = re.compile(r"[a-z][a-z_]{0,40}\Z")
_MARK = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)

register = Library()
register.tag("if", do_if)


@cache
def _engine() -> Engine:
    class Bare(Engine):
        default_builtins = ["makegood.apps.notices.own_words"]

    return Bare(autoescape=False, string_if_invalid="", loaders=[])


def parsed(source: str, names: Mapping[str, str]) -> Template:
    """The template, checked. `names`: what may stand in it, and each one's kind (`yes`: only as a condition).

    Refuses `text_unreadable` and `place_unknown`; `field` is the caller's to set.
    """
    if len(_MARK.findall(source)) > MOST_MARKS:
        raise Refusal("text_unreadable", "There are too many places in it.", f"Up to {MOST_MARKS} are read.", field="text")
    if any(mark in _MARK.sub("", source) for mark in ("{{", "}}", "{%", "%}", "{#")):
        raise Refusal("text_unreadable", "There is a mark in it that does not end.", "Close it, or take it out.", field="text")
    try:
        template = Template(source, engine=_engine())
    except TemplateSyntaxError as error:
        raise Refusal(
            "text_unreadable", "This can't be read: " + str(error).split(". ")[0].split("\n")[0] + ".",
            "Known are {{ name }}, {% if name %}, {% else %} and {% endif %}.", field="text",
        ) from None  # fmt: skip
    for name, printed in _used(template.nodelist):
        if name not in names or (printed and names[name] == "yes"):
            raise Refusal(
                "place_unknown",
                f"There is no place “{name}” in this mail.",
                "Choose one of those beside the text.",
                field="text",
                name=name,
            )
    return template


def _used(nodes: Any) -> Iterator[tuple[str, bool]]:
    """(name, printed or only asked); what is no plain name comes as it was typed."""
    for node in nodes:
        if isinstance(node, TextNode):
            continue
        if isinstance(node, VariableNode):
            yield _plain(node.filter_expression), True
        elif isinstance(node, IfNode):
            for condition, inner in node.conditions_nodelists:
                if condition is not None:
                    yield from ((name, False) for name in _asked(condition))
                yield from _used(inner)
        elif isinstance(node, Node):
            yield type(node).__name__, True


def _asked(condition: Any) -> Iterator[str]:
    if isinstance(condition, TemplateLiteral):
        yield _plain(cast(FilterExpression, condition.value))
    elif getattr(condition, "id", "") in ("not", "and", "or"):
        for side in (condition.first, condition.second):
            if side is not None:
                yield from _asked(side)
    else:
        yield str(getattr(condition, "id", condition))


def _plain(expression: FilterExpression) -> str:
    word = str(expression.token)
    return word if _NAME.match(word) and not expression.filters else word or "?"


def printed(nodes: Any, fixed: Mapping[str, bool], *, ever: bool) -> set[str]:
    """Names that are printed on every way that these conditions leave open; `ever`: on any of them."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, VariableNode):
            found.add(_plain(node.filter_expression))
        elif isinstance(node, IfNode):
            branches: list[set[str]] = []
            for condition, inner in node.conditions_nodelists:
                holds = True if condition is None else _truth(condition, fixed)
                if holds is not False:
                    branches.append(printed(inner, fixed, ever=ever))
                if holds:
                    break
            else:
                branches.append(set())
            found |= set.union(*branches) if ever else set.intersection(*branches)
    return found


def _truth(condition: Any, fixed: Mapping[str, bool]) -> bool | None:
    if isinstance(condition, TemplateLiteral):
        return fixed.get(_plain(cast(FilterExpression, condition.value)))
    first = _truth(condition.first, fixed)
    if condition.id == "not":
        return None if first is None else not first
    second, decides = _truth(condition.second, fixed), condition.id == "or"
    if decides in (first, second):
        return decides
    return None if None in (first, second) else not decides


def rendered(source: str, names: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The text of one mail; paragraphs that came out empty fall away. Raises what `parsed` refuses."""
    said = parsed(source, names).render(Context({name: values.get(name, "") for name in names}, autoescape=False))
    paragraphs = (re.sub(r"[ \t]*\n[ \t]*", "\n", part).strip() for part in re.split(r"\n\s*\n", said.replace("\r\n", "\n")))
    return "\n\n".join(part for part in paragraphs if part)


def words_only(source: str) -> str:
    """What was typed by hand: the template without its places and conditions."""
    return _MARK.sub(" \u2022 ", source)
