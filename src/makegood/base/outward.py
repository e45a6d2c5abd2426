"""One message to an address that a shop gave us: it can't be used to reach what stands inside our own network.

The name is resolved once, every address is looked at, and the connection goes to the one that was looked at: a name that answers
differently a moment later (DNS rebinding) changes nothing. No redirect is followed, no proxy asked, little is read.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from urllib.parse import urlsplit

import httpx

from makegood.base.http import _trusted, retry_after_s
from makegood.base.points import point
from makegood.kernel.refusal import Refusal

EXCERPT = 200
_CARRIES_IPV4 = [ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]
_NEVER = [ip_network(one) for one in ("192.0.0.0/24",)]  # not global since 2021, and where one cloud answers for its machines
_INSIDE = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")


@dataclass(frozen=True, slots=True)
class Posted:
    """`status` 0 where there was no answer. `problem` is empty for 2xx, else one of no_address, address_unfit, no_connection, no_answer,
    connection_broke, refused, gone (410), redirected, asked_to_wait (408, 425, 429), their_fault. `excerpt`: the first bytes, as text."""

    status: int = 0
    problem: str = ""
    excerpt: str = ""
    retry_after: int | None = None
    ms: int = 0


def is_public(address: str) -> bool:
    """May a message of a shop go there. What carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo) is never let through."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in one for one in _CARRIES_IPV4):
            return False
    elif any(found in one for one in _NEVER):
        return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback or found.is_link_local
    )


def check_address(url: str, *, private: bool) -> str:
    """The address as it is kept. Refuses `address_unfit`; no name is resolved here. `private`: http and addresses inside are allowed."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise _unfit("This is no address that a message could go to.") from None
    if len(text) > 500 or not text.isascii() or not text.isprintable() or " " in text or "\\" in text or not host or port == 0:
        raise _unfit("This is no address that a message could go to.")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise _unfit("Messages go to https addresses only.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _unfit("An address with a user, a password or a # can't be used.")
    if not private and (host.rstrip(".") == "localhost" or host.rstrip(".").endswith(_INSIDE) or _is_inside(host)):
        raise _unfit("This address is inside a network of its own, and can't be reached from here.")
    return text


def _is_inside(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return "." not in host.rstrip(".") or host.rstrip(".").rpartition(".")[2].isdigit()  # 127.1, 0x7f.1, 2130706433


def _unfit(why: str) -> Refusal:
    return Refusal("address_unfit", why, "Give an address such as https://shop.example/hooks.", field="url")


def _resolved(host: str, port: int, *, private: bool) -> str | None:
    """The address to connect to; None where one of the name's addresses is not for us. OSError where it has none."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return found[0] if found and (private or all(is_public(one) for one in found)) else None


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float, private: bool, transport: httpx.BaseTransport | None = None
) -> Posted:
    """One call, never repeated. Raises nothing for what the other side does. Never inside a transaction."""
    began = monotonic()
    point("http.before_send")
    try:
        found = _sent(check_address(url, private=private), body, headers, timeout_s, private, transport)
    except Refusal:
        found = Posted(problem="address_unfit")
    except OSError:
        found = Posted(problem="no_address")
    except httpx.TimeoutException:
        found = Posted(problem="no_answer")
    except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL):
        found = Posted(problem="no_connection")
    except httpx.HTTPError:
        found = Posted(problem="connection_broke")
    point("http.after_send")
    return Posted(found.status, found.problem, found.excerpt, found.retry_after, int((monotonic() - began) * 1000))


def _sent(
    url: str, body: bytes, headers: Mapping[str, str], timeout_s: float, private: bool, transport: httpx.BaseTransport | None
) -> Posted:  # fmt: skip
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(host, port, private=private)
    if address is None:
        return Posted(problem="address_unfit")
    target = httpx.URL(url).copy_with(host=address, port=port)
    limits, until = httpx.Timeout(timeout_s, connect=min(5.0, timeout_s)), monotonic() + timeout_s
    with httpx.Client(timeout=limits, follow_redirects=False, trust_env=False, transport=transport, verify=_trusted()) as client:
        asked = client.build_request(
            "POST", target, content=body, headers={**headers, "host": parts.netloc}, extensions={"sni_hostname": host}
        )
        answer = client.send(asked, stream=True)
        try:
            first = b""
            for piece in answer.iter_raw():
                first += piece
                if len(first) >= EXCERPT or monotonic() > until:
                    break
        finally:
            answer.close()
    excerpt = "".join(sign if sign.isprintable() else " " for sign in first[:EXCERPT].decode("utf-8", "replace"))
    return Posted(answer.status_code, _problem(answer.status_code), excerpt.strip(), retry_after_s(answer.headers))


def _problem(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "redirected"
    if status == 410:
        return "gone"
    if status in (408, 425, 429):
        return "asked_to_wait"
    return "refused" if 400 <= status < 500 else "their_fault"
