"""A condition's text before it is parsed: what may stand in it at all, so that whatever comes next is short and plain."""

import ast
import re

from makegood.policy.node import ExpressionError

LONGEST, DEEPEST = 2_000, 50
_TEXTS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_FOREIGN = {
    "Lambda": "a lambda", "IfExp": "`if ... else`", "NamedExpr": "`:=`", "JoinedStr": "a text with values in it", "ListComp": "a comprehension",
    "SetComp": "a comprehension", "DictComp": "a comprehension", "GeneratorExp": "a comprehension", "Dict": "a table", "Subscript": "a place in a list",
    "Starred": "a star", "Await": "`await`", "Yield": "`yield`", "YieldFrom": "`yield`", "List": "a list here", "Tuple": "a list here",
    "Set": "a list here",
}  # fmt: skip


def on_one_line(text: str) -> str:
    """The text, sign for sign, with its line ends as spaces. Raises ExpressionError for what no condition holds: notes, letters that
    only look like ours, control signs, too much of anything."""
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} characters", LONGEST)
    if not text.strip():
        raise ExpressionError("a condition is empty; a rule without `when` always holds", 1)
    line = re.sub(r"[\n\r\t]", " ", text)
    if not line.isprintable() or "\\" in line:
        place, sign = next((place, sign) for place, sign in enumerate(line, 1) if not sign.isprintable() or sign == "\\")
        raise ExpressionError(f"the sign {ascii(sign)} can't stand in a condition", place)
    bare = _TEXTS.sub(lambda found: '"' + "_" * (len(found[0]) - 2) + '"', line)
    if "#" in bare:
        raise ExpressionError("a note (#) can't stand in a condition", bare.index("#") + 1)
    if not bare.isascii():
        place, sign = next((place, sign) for place, sign in enumerate(bare, 1) if not sign.isascii())
        raise ExpressionError(f"{sign!r} is no plain letter; texts stand in quotes", place)
    if not _depth_ok(bare):
        raise ExpressionError(f"nested deeper than {DEEPEST}", 1)
    return line


def _depth_ok(bare: str) -> bool:
    if sum(map(bare.count, "([{")) > DEEPEST:
        depth = 0
        for sign in bare:
            depth += (sign in "([{") - (sign in ")]}")
            if depth > DEEPEST:
                return False
    return bare.count(" not ") + bare.count("--") + bare.count("++") < 200


def column_in(line: str, byte: int) -> int:
    """The column (from 1) of a place that Python counts in bytes."""
    return len(line.encode()[:byte].decode(errors="ignore")) + 1


def foreign(tree: ast.expr) -> str:
    """What of Python is not part of the language, in words."""
    return f"{_FOREIGN.get(type(tree).__name__, type(tree).__name__)} is not part of the language"
