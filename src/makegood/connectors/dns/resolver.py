"""DNS asked within bounds: so long, so often, so much, whatever the other side answers."""

from collections.abc import Sequence
from ipaddress import ip_address
from time import monotonic
from typing import Any, Protocol

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver

STEP_S, TOTAL_S = 3.0, 15.0  # the longest wait for one answer; for a whole check
MOST_QUESTIONS = 80
MOST_RECORDS, MOST_LETTERS = 50, 4096  # of one answer; of one text


class Silent(Exception):
    """No answer that tells anything: `why` is timeout, servfail, odd (an answer that makes no sense) or too_long (the check's own bounds)."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Ask(Protocol):
    """Records of one kind (TXT, A, AAAA, MX, PTR) at a name as texts; [] where there are none. Raises Silent."""

    def __call__(self, name: str, kind: str) -> list[str]: ...


def servers_of(text: str) -> list[tuple[str, int]]:
    """MAKEGOOD_DNS: addresses with or without a port, by commas: `127.0.0.1:5353,[::1]:53`. Raises ValueError."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        host, port = part, "53"
        if part.startswith("["):
            host, _, rest = part[1:].partition("]")
            port = rest.removeprefix(":") or "53"
        elif part.count(":") == 1:
            host, _, port = part.partition(":")
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(f"{port} is no port")
        found.append((str(ip_address(host)), int(port)))
    return found


class Resolver:
    """One check's worth of questions; the same question is asked once. `servers` empty: those of this machine."""

    def __init__(self, servers: Sequence[tuple[str, int]] = (), *, step_s: float = STEP_S, total_s: float = TOTAL_S) -> None:
        self.step_s, self.until, self.asked = step_s, monotonic() + total_s, 0
        self.known: dict[tuple[str, str], list[str] | Silent] = {}
        try:
            self.own = dns.resolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration:
            raise Silent("timeout") from None
        if servers:
            self.own.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in servers]
        self.own.timeout = step_s

    def __call__(self, name: str, kind: str) -> list[str]:
        key = (name.lower().rstrip("."), kind)
        if key not in self.known:
            try:
                self.known[key] = self._ask(*key)
            except Silent as silent:
                self.known[key] = silent
        found = self.known[key]
        if isinstance(found, Silent):
            raise found
        return found

    def _ask(self, name: str, kind: str) -> list[str]:
        left = self.until - monotonic()
        if self.asked >= MOST_QUESTIONS or left <= 0:
            raise Silent("too_long")
        self.asked += 1
        try:
            answer = self.own.resolve(
                dns.name.from_text(name), kind, search=False, raise_on_no_answer=False, lifetime=min(self.step_s, left)
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN):
            return []
        except dns.exception.Timeout:
            raise Silent("timeout") from None
        except dns.resolver.NoNameservers:
            raise Silent("servfail") from None
        except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel, dns.name.BadEscape, UnicodeError):
            return []  # no such name can be there
        except (dns.exception.DNSException, OSError, ValueError):
            raise Silent("odd") from None
        texts = [_text(one, kind) for one in answer.rrset or ()][:MOST_RECORDS]
        if any(len(text) > MOST_LETTERS for text in texts):
            raise Silent("odd")
        return texts


def _text(record: Any, kind: str) -> str:
    """A TXT record's strings are one text (RFC 7208 section 3.3), byte for byte; an MX is its host, the most wanted first."""
    if kind == "TXT":
        return b"".join(record.strings).decode("latin-1")
    if kind == "MX":
        return f"{record.preference:05} {str(record.exchange).rstrip('.')}"
    return str(record).rstrip(".")
