"""The one HTTP client of all connectors: what a call can come to, told apart by whether it can have had an effect."""

import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from makegood.base.points import point

MOST_BYTES = 1_000_000
LONGEST_PAUSE_S = 86_400


@dataclass(frozen=True, slots=True)
class Reply:
    """`outcome` is one of

    - `answered`: 2xx with a JSON body,
    - `refused`: the other side will never do this (4xx),
    - `later`: it certainly did nothing and may be asked again (no connection, 408, 425, 429); `retry_after` in seconds where it said so,
    - `unknown`: it may have acted (time out, reset, 5xx, a redirect, an answer that can't be read).

    `body` is the JSON answer (a refusal's too), {} where there is none. `problem` is a code: no_connection, no_answer,
    connection_broke, unreadable, asked_to_wait, their_fault, refused. `headers`: the answer's fields, their names in small letters.
    """

    outcome: str
    status: int = 0
    body: Any = None
    retry_after: int | None = None
    problem: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


def ask(
    method: str, address: str, *, headers: Mapping[str, str], timeout_s: float, body: Any = None, query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None, files: Mapping[str, tuple[str | None, bytes, str]] | None = None, transport: httpx.BaseTransport | None = None,
) -> Reply:  # fmt: skip
    """One call, never repeated, no redirects, at most a megabyte read. Raises nothing for what the other side does.

    `body` goes as JSON; `form` as the fields of a form, together with `files` {field: (name, content, type)} as multipart/form-data; without a name it
    is a field of its own type.
    Never inside a transaction: `points` http.before_send and http.after_send are where a crash is rehearsed.
    """
    point("http.before_send")
    try:
        limits = httpx.Timeout(timeout_s, connect=min(5.0, timeout_s))
        with httpx.Client(timeout=limits, follow_redirects=False, trust_env=False, transport=transport, verify=_trusted()) as client:
            sent: dict[str, Any] = {"json": body} if form is None and files is None else {"data": dict(form or {}), "files": files}
            with client.stream(method, address, headers=dict(headers), params=dict(query or {}), **sent) as response:
                content = _read(response, until=monotonic() + timeout_s)
                found = _reply_of(response.status_code, response.headers, content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        found = _broken(error)
    point("http.after_send")
    return found


def _broken(error: Exception) -> Reply:
    """What it means that there is no answer: where nothing was sent, nothing happened."""
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return Reply("later", problem="no_connection")
    return Reply("unknown", problem="no_answer" if isinstance(error, httpx.TimeoutException) else "connection_broke")


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that we trust, read once: reading them takes longer than most calls."""
    return httpx.create_ssl_context(trust_env=False)


def fetch_file(address: str, path: Path, *, most: int, timeout_s: float, transport: httpx.BaseTransport | None = None) -> Reply:
    """A file, streamed beside `path` and renamed when it is whole: what stands at `path` is never half of it.

    No redirects, no headers of ours. `refused` with the problem `too_large` beyond `most` bytes; a body that ends early is `unknown`.
    `timeout_s` is for each piece.
    """
    point("http.before_send")
    half = path.with_name(f"{path.name}.part")
    try:
        with httpx.Client(
            timeout=httpx.Timeout(timeout_s, connect=5.0), follow_redirects=False, trust_env=False, transport=transport, verify=_trusted()
        ) as client:
            with client.stream("GET", address) as response:
                if response.status_code != 200:
                    found = _reply_of(response.status_code, response.headers, b"{}")
                    return found if found.outcome != "answered" else Reply("unknown", response.status_code, problem="unreadable")
                size = 0
                with open(half, "wb") as file:
                    for piece in response.iter_bytes():
                        size += len(piece)
                        if size > most:
                            return Reply("refused", response.status_code, problem="too_large")
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
        os.replace(half, path)
        found = Reply("answered", 200, {"size": size})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        found = _broken(error)
    finally:
        half.unlink(missing_ok=True)
    point("http.after_send")
    return found


def fetch(address: str, *, timeout_s: float, most_bytes: int, transport: httpx.BaseTransport | None = None) -> bytes | None:
    """A file behind an address, without our name or key; None where it can't be had whole: no 200, too large, no answer in time."""
    point("http.before_send")
    content: bytes | None = None
    try:
        limits = httpx.Timeout(timeout_s, connect=min(5.0, timeout_s))
        with httpx.Client(timeout=limits, follow_redirects=False, trust_env=False, transport=transport, verify=_trusted()) as client:
            with client.stream("GET", address) as response:
                if response.status_code == 200:
                    content = _read(response, until=monotonic() + timeout_s, most=most_bytes)
    except (httpx.HTTPError, httpx.InvalidURL):
        content = None
    point("http.after_send")
    return content


def _read(response: httpx.Response, *, until: float, most: int = MOST_BYTES) -> bytes | None:
    """The body, or None where it is too large to be an answer; ReadTimeout where it drips in for too long."""
    content = b""
    for piece in response.iter_bytes():
        content += piece
        if monotonic() > until:
            raise httpx.ReadTimeout("the answer takes too long")
        if len(content) > most:
            return None
    return content


def _reply_of(status: int, headers: Mapping[str, str], content: bytes | None) -> Reply:
    try:
        body = json.loads(content) if content else {}
    except ValueError:
        body = None
    readable = content is not None and body is not None
    body, said = body if readable else {}, {name.lower(): value for name, value in headers.items()}
    if 200 <= status < 300:
        found = Reply("answered", status, body, headers=said) if readable else Reply("unknown", status, problem="unreadable", headers=said)
    elif status in (408, 425, 429):
        found = Reply("later", status, body, retry_after_s(headers), "asked_to_wait", said)
    elif 400 <= status < 500:
        found = Reply("refused", status, body, problem="refused", headers=said)
    else:
        found = Reply("unknown", status, body, retry_after_s(headers), "their_fault", said)
    return found


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Seconds of a Retry-After field (RFC 9110 section 10.2.3: seconds, or a date, read against their own Date); at most a day, None where it says nothing usable."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text), LONGEST_PAUSE_S) if len(text) < 9 else LONGEST_PAUSE_S
    try:
        pause = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(0, min(int(pause.total_seconds()), LONGEST_PAUSE_S))
