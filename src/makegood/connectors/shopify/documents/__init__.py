"""Every GraphQL document that is sent to Shopify: a file each, one operation in it, with the fragments of `parts/` that it spreads."""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_SPREAD = re.compile(r"\.\.\.\s*([A-Z]\w*)")


@cache
def document(name: str, without: frozenset[str] = frozenset()) -> str:
    """The text of `<name>.graphql` followed by each fragment that it needs, once. `without`: fragments that are left out of it."""
    text = (HERE / f"{name}.graphql").read_text("utf-8")
    for part in without:
        text = re.sub(rf"^ *\.\.\.{part}\n", "", text, flags=re.MULTILINE)
    parts: dict[str, str] = {}
    waiting = _SPREAD.findall(text)
    while waiting:
        part = waiting.pop(0)
        if part not in parts:
            parts[part] = (HERE / "parts" / f"{part}.graphql").read_text("utf-8")
            waiting += _SPREAD.findall(parts[part])
    return "\n".join([text, *parts.values()])


def inlined(name: str, without: frozenset[str] = frozenset()) -> str:
    """The same with each fragment's fields in the place where it is spread: for a bulk operation, whose text is a query alone."""
    text = document(name, without).partition("\nfragment ")[0]
    while found := _SPREAD.search(text):
        body = (HERE / "parts" / f"{found[1]}.graphql").read_text("utf-8")
        text = text.replace(found[0], body[body.index("{") + 1 : body.rindex("}")].strip(), 1)
    return text


def names() -> list[str]:
    """Of all documents, for the tests that hold them against the published schemas."""
    return sorted(path.stem for path in HERE.glob("*.graphql"))
