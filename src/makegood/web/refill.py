"""A page's form with what somebody had typed into it: works on the finished page, so that no form has to know of it."""

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any
from urllib.parse import urljoin, urlsplit

PLUMBING = ("csrfmiddlewaretoken", "version", "seen", "draft", "edition")  # the page's own: those of the fresh page count
_NEVER = ("password", "file", "hidden", "submit", "button", "image", "reset")
Fields = dict[str, list[str]]


@dataclass(slots=True)
class _Tag:
    """One start tag: where it stands in the text; `text` is what follows a textarea or option, with `until` where that ends."""

    name: str
    attrs: dict[str, str | None]
    start: int
    end: int
    until: int = 0
    text: str = ""


@dataclass(slots=True)
class _Form:
    tag: _Tag
    details: list[_Tag]
    parts: list[_Tag] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self.forms: list[_Form] = []
        self.details: list[_Tag] = []
        self.form: _Form | None = None
        self.last: _Tag | None = None
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + (line - 1) + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        found = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        self.last = found if tag in ("textarea", "option") else None
        if tag == "details":
            self.details.append(found)
        elif tag == "form":
            self.form = _Form(found, list(self.details))
            self.forms.append(self.form)
        elif self.form is not None and tag in ("input", "textarea", "select", "option"):
            self.form.parts.append(found)

    def handle_data(self, data: str) -> None:
        if self.last is not None:
            self.last.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.last is not None and tag == self.last.name:
            self.last.until = self._at()
            self.last = None
        if tag == "form":
            self.form = None
        elif tag == "details" and self.details:
            self.details.pop()


def refill(html: str, *, page: str, action: str, fields: Fields) -> tuple[str, bool]:
    """(the page, whether a form for it was found): the form on `page` that posts to `action` and whose hidden fields say the same.

    Passwords and files never come back; a fold that holds the form is opened.
    """
    fitting = [(score, form) for form in _Reader(html).forms if (score := _fits(form, page, action, fields)) is not None]
    if not fitting:
        return html, False
    form = max(fitting, key=lambda one: one[0])[1]
    edits = [*_filled(form, fields), *((one.start, one.end, _tag(one, open="")) for one in form.details if "open" not in one.attrs)]
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html, True


def add_hidden(html: str, name: str, value: str) -> str:
    """The page with one more hidden field in each form that posts."""
    for form in reversed(_Reader(html).forms):
        if (form.tag.attrs.get("method") or "").lower() == "post":
            html = f'{html[: form.tag.end]}<input type="hidden" name="{name}" value="{escape(value)}">{html[form.tag.end :]}'
    return html


def _fits(form: _Form, page: str, action: str, fields: Fields) -> int | None:
    if (form.tag.attrs.get("method") or "").lower() != "post" or urlsplit(urljoin(page, form.tag.attrs.get("action") or "")).path != action:
        return None
    hidden = [(part.attrs.get("name") or "", part.attrs.get("value") or "") for part in form.parts if part.attrs.get("type") == "hidden"]
    said = [(name, value) for name, value in hidden if name not in PLUMBING]
    if any(value not in fields.get(name, []) for name, value in said):
        return None
    names = {part.attrs.get("name") for part in form.parts}
    return len(said) * 100 + len(names & set(fields))


def _filled(form: _Form, fields: Fields) -> list[tuple[int, int, str]]:
    edits: list[tuple[int, int, str]] = []
    chosen: list[str] | None = None
    used: dict[str, int] = {}
    for part in form.parts:
        name = part.attrs.get("name") or ""
        if part.name == "option":
            if chosen is not None:
                value = part.attrs.get("value")
                is_it = (part.text.strip() if value is None else value) in chosen
                edits.append((part.start, part.end, _tag(part, selected="" if is_it else None)))
            continue
        chosen = fields.get(name) if part.name == "select" else None
        kind = (part.attrs.get("type") or "text").lower()
        if part.name == "select" or kind in _NEVER or name in PLUMBING:
            continue
        if kind in ("checkbox", "radio"):
            is_it = (part.attrs.get("value") or "on") in fields.get(name, [])
            edits.append((part.start, part.end, _tag(part, checked="" if is_it else None)))
            continue
        values = fields.get(name, [])
        if (place := used.get(name, 0)) < len(values):
            used[name] = place + 1
            if part.name == "textarea":
                edits.append((part.end, part.until or part.end, "\n" + escape(values[place])))
            else:
                edits.append((part.start, part.end, _tag(part, value=values[place])))
    return edits


def _tag(tag: _Tag, **change: str | None) -> str:
    """The start tag with attributes set (empty: bare) or taken away (None)."""
    attrs: dict[str, Any] = {**tag.attrs, **change}
    kept = {name: value for name, value in attrs.items() if not (name in change and value is None)}
    return (
        f"<{tag.name}"
        + "".join(
            f" {name}" if value in (None, "") and name != "value" else f' {name}="{escape(value or "")}"' for name, value in kept.items()
        )
        + ">"
    )
