"""Who uses makegood while it dies: a person with a browser, and a program with a key. Neither loses patience, neither does a thing twice by will."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

PATIENCE_S = 60


class Failed(AssertionError):
    """Something did not hold."""


@dataclass(slots=True)
class Seen:
    """What a run showed to those who used it: calls without an answer, answers of 503, steps that were pressed or called again."""

    counts: Counter[str] = field(default_factory=Counter)

    def words(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()) if count) or "nothing"


@dataclass(slots=True)
class Form:
    action: str
    fields: dict[str, str]
    names: set[str]
    checked: set[str]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), {}, set(), set()))
            self.open = True
        elif self.open and tag in ("input", "button", "select", "textarea") and given.get("name"):
            form, name = self.forms[-1], given["name"]
            form.names.add(name)
            if given.get("type") in ("radio", "checkbox"):
                if "checked" in given:
                    form.checked.add(given.get("value", ""))
            elif tag == "input":
                form.fields.setdefault(name, given.get("value", ""))
            elif tag == "select":
                self.select = name
        elif self.open and tag == "option" and self.select and ("selected" in given or self.select not in self.forms[-1].fields):
            self.forms[-1].fields[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False


@dataclass(slots=True)
class Page:
    status: int
    url: str
    text: str

    def form(self, *names: str, **values: str) -> Form | None:
        """The first form that has these fields, and these values in them."""
        parser = _Forms()
        parser.feed(self.text)
        for form in parser.forms:
            if form.names.issuperset(names) and all(form.fields.get(name) == value for name, value in values.items()):
                return form
        return None

    def link(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        return found.group(0) if found else ""


class _Asks:
    """Asks until there is an answer: a lost connection and a 503 mean a little later."""

    def __init__(self, base: str, seen: Seen) -> None:
        self.http = httpx.Client(base_url=base, timeout=30, follow_redirects=True)
        self.seen = seen

    def once(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        """None where no answer came, or one that says to come back later."""
        try:
            answer = self.http.request(method, path, **more)
        except httpx.TransportError:
            self.seen.counts["no answer"] += 1
            time.sleep(0.2)
            return None
        if answer.status_code == 503 and int(answer.headers.get("Retry-After", "0")):
            if "Traceback" in answer.text or not answer.text.strip():
                raise Failed(f"{method} {path}: a 503 without words")
            self.seen.counts["503 in words"] += 1
            time.sleep(0.5)
            return None
        if answer.status_code == 409 and "idempotency_in_progress" in answer.text:  # the one that died still holds its key
            time.sleep(0.5)
            return None
        if answer.status_code >= 500:
            raise Failed(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer

    def until(self, method: str, path: str, **more: Any) -> httpx.Response:
        end = time.monotonic() + PATIENCE_S
        while (answer := self.once(method, path, **more)) is None:
            if time.monotonic() > end:
                raise Failed(f"{method} {path} was not answered within {PATIENCE_S} s")
        return answer


class Person(_Asks):
    """Reloads a page and looks at it before pressing anything again."""

    def open(self, path: str) -> Page:
        answer = self.until("GET", path)
        return Page(answer.status_code, str(answer.url), answer.text)

    def press(self, page: Page, form: Form, file: tuple[str, bytes] | None = None, **values: str) -> Page | None:
        """Send a form once; None where nobody answered. Where the answer leads to another page, that one is loaded until it is there.

        `file` (name, content) goes into its field of that name.
        """
        more = {"files": {"file": file}} if file is not None else {}
        answer = self.once(
            "POST", urljoin(page.url, form.action), data=form.fields | values, headers={"Referer": page.url}, follow_redirects=False, **more
        )
        if answer is None:
            return None
        return self.open(answer.headers["Location"]) if answer.is_redirect else Page(answer.status_code, str(answer.url), answer.text)

    def do(self, look: Callable[[], tuple[Page, Form] | None], **values: str) -> None:
        """Look; where the form is there, press; look again. Done when the form is gone."""
        pressed = 0
        while (found := look()) is not None:
            pressed += 1
            if pressed > 4:
                raise Failed(f"{found[0].url} still asks for {sorted(values)} after {pressed - 1} times")
            if pressed > 1:
                self.seen.counts["pressed again"] += 1
            self.press(*found, **values)


class Program(_Asks):
    """Repeats a call whose answer it did not get, with the same Idempotency-Key."""

    def __init__(self, base: str, token: str, seen: Seen) -> None:
        super().__init__(base, seen)
        self.http.headers["Authorization"] = f"Bearer {token}"

    def call(self, name: str, path: str, body: Any = None) -> Any:
        answer = self.until("POST", f"/api/v1{path}", json=body or {}, headers={"Idempotency-Key": f"rehearsal-{name}"})
        if answer.headers.get("Idempotency-Replayed"):
            self.seen.counts["first answer again"] += 1
        if answer.status_code >= 300:
            raise Failed(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()

    def read(self, path: str) -> Any:
        return self.until("GET", f"/api/v1{path}").json()
