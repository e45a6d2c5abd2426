"""YAML as a policy is written in: words stay words, no aliases, every key once, and bounded before anything is built."""

import re
from typing import Any

import yaml

LARGEST, MOST_PARTS, DEEPEST = 1_000_000, 150_000, 12


class NotReadable(ValueError):
    """What is wrong with the file, and in which column where that is known."""

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message)
        self.column = column


class _Words(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """yes, no, on, NO, dates, decimals, 010 and 1:30 stay the words that were written; only plain whole numbers are numbers."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in ("null", "merge")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.tag.endswith(":merge"):
                raise yaml.MarkedYAMLError(problem="<< is not read", problem_mark=key.start_mark)
            if isinstance(key.value, str) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands there twice", problem_mark=key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else id(key))
        return super().construct_mapping(node, deep=deep)


_Words.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]{0,17})\Z"), list("-0123456789"))


def read_words(text: str) -> Any:
    """The file's plain values. Raises NotReadable."""
    if len(text) > LARGEST or len(text.encode(errors="replace")) > LARGEST:
        raise NotReadable("the file is larger than 1 MB")
    try:
        _look_over(text)
        return yaml.load(text, Loader=_Words)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, NotReadable):
            raise
        mark = getattr(error, "problem_mark", None)
        said = f": {error.problem}" if type(error) is yaml.MarkedYAMLError else ""
        raise NotReadable(f"not YAML{f' in line {mark.line + 1}' if mark else ''}{said}", mark.column + 1 if mark else None) from None


def _look_over(text: str) -> None:
    """Its parts, counted one by one: what is too much of anything is refused before it is held in memory."""
    depth = 0
    for count, part in enumerate(yaml.parse(text, Loader=_Words)):
        if isinstance(part, yaml.AliasEvent) or getattr(part, "anchor", None):
            raise NotReadable("aliases are not allowed", part.start_mark.column + 1 if part.start_mark else None)
        depth += isinstance(part, yaml.CollectionStartEvent) - isinstance(part, yaml.CollectionEndEvent)
        if depth > DEEPEST or count > MOST_PARTS:
            raise NotReadable(f"nested deeper than {DEEPEST}" if depth > DEEPEST else f"more than {MOST_PARTS:,} words and lists")
