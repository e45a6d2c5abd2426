"""WooCommerce's REST API v3: one call, and everything that can come of it told apart.

Sources: WooCommerce's REST documentation (authentication over HTTPS, error bodies), and captured answers of WooCommerce 10.0.4.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from makegood.apps.orders.ports import ShopWaits
from makegood.base.http import Reply, ask
from makegood.kernel.refusal import Refusal

TIMEOUT_S = 30.0  # shops on small machines take their time
WAITS = ("no_connection", "no_answer", "connection_broke", "unreadable", "asked_to_wait", "their_fault")
_WORDS = {
    "token_refused": (
        "The shop does not accept the consumer key.",
        "Make a new one (WooCommerce, Settings, Advanced, REST API). If it is right, the web server may drop the header Authorization: ask who runs it.",
    ),
    "access_denied": ("The key may not see this.", "Make it for an administrator or shop manager, with the permission Read/Write."),
    "shop_unknown": (
        "There is no WooCommerce at this address, or its REST API is switched off.",
        "Give the site's address; in WordPress, Settings, Permalinks must not be Plain.",
    ),
    "shop_moved": ("This address leads to another one.", "Give the address as it stands in the browser when the shop is open."),
    "shop_refused": ("The shop refuses the call.", "Look at it in WooCommerce."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WooCommerce:
    """One shop's API. `address`: the site's base URL; `key`: consumer key and secret with a colon between, opened from their seal.

    They go in the header, never in an address: addresses stand in logs.
    """

    address: str
    key: str = field(repr=False)
    transport: httpx.BaseTransport | None = field(default=None, repr=False)

    def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, *, body: Any = None, timeout_s: float = TIMEOUT_S
    ) -> Reply:
        """`path` under /wp-json/wc/v3, or of WordPress itself where it begins with a slash. Sent once; raises nothing for what the other side does."""
        place = path if path.startswith("/") else f"/wc/v3/{path}"
        headers = {"Authorization": "Basic " + base64.b64encode(self.key.encode()).decode(), "Accept": "application/json"}
        return ask(
            method, f"{self.address}/wp-json{place}", headers=headers, timeout_s=timeout_s, body=body, query=query, transport=self.transport
        )

    def read(self, path: str, **query: str) -> Any:
        """The JSON of a read. Raises ShopWaits, Refusal."""
        return checked(self.call("GET", path, query))

    def read_or_none(self, path: str, **query: str) -> Any | None:
        """The same; None where there is no such thing (any more)."""
        reply = self.call("GET", path, query)
        return None if is_gone(reply) else checked(reply)


def code_of(reply: Reply) -> str:
    """WooCommerce's own word for what went wrong; "" where it says none."""
    code = reply.body.get("code") if isinstance(reply.body, dict) else ""
    return code if isinstance(code, str) else ""


def said_by(reply: Reply) -> str:
    said = reply.body.get("message") if isinstance(reply.body, dict) else ""
    return said[:200] if isinstance(said, str) else ""


def is_gone(reply: Reply) -> bool:
    """404 or 410 about the thing itself: a site without the API answers 404 too, with another word or none."""
    return reply.status in (404, 410) and code_of(reply).startswith("woocommerce_rest_")


def checked(reply: Reply) -> Any:
    """What was answered. Raises ShopWaits where asking again may help, Refusal where it can't."""
    if reply.outcome == "answered":
        return reply.body
    if reply.outcome in ("later", "unknown") and not 300 <= reply.status < 400:
        raise ShopWaits(reply.problem, reply.retry_after or 0)
    raise refusal_of(reply)


def problem_of(reply: Reply) -> str:
    """A code for what is no plain answer: one of WAITS, or of the refusals below."""
    if 300 <= reply.status < 400:
        return "shop_moved"
    if reply.outcome in ("later", "unknown"):
        return reply.problem
    if reply.status == 401:
        return "access_denied" if "permissions" in said_by(reply) else "token_refused"  # a key that may only read is turned away with 401
    if reply.status == 403:
        return "access_denied" if code_of(reply) else "shop_refused"
    return "shop_unknown" if reply.status == 404 and not is_gone(reply) else "shop_refused"


def refusal_of(reply: Reply) -> Refusal:
    problem = problem_of(reply)
    message, remedy = _WORDS[problem]
    return Refusal(problem, message, remedy, status=409, said=said_by(reply))


def shop_address(typed: str) -> str:
    """The base URL of a site from what a person types: the shop's address, with its folder, or a page of its admin.

    Refuses `address_unreadable`, and `address_in_the_open`: a key is sent nowhere without TLS, but to this machine itself.
    """
    raw = typed.strip()
    try:
        parts = urlsplit(raw if "://" in raw else f"https://{raw}")
        host, port = (parts.hostname or "").lower(), parts.port
        plain = host and not parts.username and not parts.query and len(raw) <= 200 and port != 0
    except ValueError:
        plain, host, port, parts = False, "", None, urlsplit("")
    here = host in ("127.0.0.1", "localhost")
    if plain and parts.scheme == "http" and not here:
        raise Refusal(
            "address_in_the_open", "This shop is on plain http: anybody on the way could read its key, and its customers' data.",
            "Switch https on at the shop's host (most give a certificate for nothing), write both addresses in WordPress under Settings, General "
            "with https, then connect it as https://...", field="address",
        )  # fmt: skip
    if not plain or parts.scheme not in (("http", "https") if here else ("https",)):
        raise Refusal(
            "address_unreadable", "This is no address of a shop that we can send a key to.", "Write it as https://www.myshop.example.",
            field="address",
        )  # fmt: skip
    path = parts.path
    for end in ("/wp-json", "/wp-admin", "/wp-login.php"):
        path = path.split(end)[0]
    netloc = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{netloc}{f':{port}' if port else ''}{path.rstrip('/')}"
