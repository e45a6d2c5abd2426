"""What the headers of a mail that arrived tell of the way it took. They are the owner's own words: what they name is looked up in DNS."""

import re
from email import message_from_string
from email.message import Message
from email.utils import parseaddr
from ipaddress import ip_address

from makegood.apps.notices.ports import Seen
from makegood.connectors.dns.dkim import LABEL, is_aligned, tags_of

MOST_LETTERS = 100_000
_BY_SPF = re.compile(
    r"(?:client-ip=|smtp\.(?:remote|client)-ip=|sender IP is |designates |policy\.iprev=)\s*\[?\"?([0-9a-f.:]{3,45}?)\"?\]?(?=[\s;)\]]|\Z)",
    re.I,
)
_RECEIVED = re.compile(r"\Afrom\b.*?[\[(](?:IPv6:)?([0-9a-f.:]{3,45})[\])]", re.I | re.S)
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})+\Z", re.I)


def seen_in(text: str) -> Seen:
    """Everything empty where nothing of it can be read."""
    message = message_from_string(text[:MOST_LETTERS].lstrip())
    sender = _domain(parseaddr(str(message.get("From", "")))[1].rpartition("@")[2])
    signatures = [
        tags for raw in message.get_all("DKIM-Signature", [])[:10] if (tags := tags_of(re.sub(r"\s+", " ", str(raw)))) is not None
    ]
    signed = [(_domain(tags.get("d", "")), tags.get("s", "").lower()) for tags in signatures]
    signed = [(domain, selector) for domain, selector in signed if domain and LABEL.match(selector)]
    best = next((one for one in signed if sender and is_aligned(one[0], sender)), signed[0] if signed else ("", ""))
    back = parseaddr(str(message.get("Return-Path", "")))[1].rpartition("@")[2]
    return Seen(sender, best[1], best[0], _ip(message), _domain(back))


def _domain(text: str) -> str:
    name = text.strip().rstrip(".").lower()
    return name if len(name) <= 253 and _DOMAIN.match(name) else ""


def _ip(message: Message) -> str:
    """What the receiver checked SPF for; else the address of the last hop that has a public one."""
    for name in ("Received-SPF", "Authentication-Results", "ARC-Authentication-Results"):
        for raw in message.get_all(name, [])[:10]:
            for text in _BY_SPF.findall(str(raw)):
                if found := _public(text):
                    return found
    for raw in message.get_all("Received", [])[:30]:
        match = _RECEIVED.match(str(raw).strip())
        if match and (found := _public(match[1])):
            return found
    return ""


def _public(text: str) -> str:
    try:
        ip = ip_address(text)
    except ValueError:
        return ""
    return str(ip) if ip.is_global else ""
