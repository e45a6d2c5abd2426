"""May this address send for that domain: check_host() of RFC 7208, and what the record leads to on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from makegood.connectors.dns.resolver import Ask, Silent
from makegood.connectors.dns.spf_record import ASKING, Record, Term, Wrong, expand, is_spf, parse

MOST_LOOKUPS, MOST_VOIDS, MOST_NAMES = 10, 2, 10  # RFC 7208 section 4.6.4
DEEPEST = 20
_SIGNS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
Address = IPv4Address | IPv6Address


@dataclass(slots=True)
class Answer:
    """`result`: pass, fail, softfail, neutral, none, permerror or temperror. `code` and `at`: see Wrong and Silent. `record`: as found.

    `includes`: the domains that were asked for their own record, in lower case. `lookups`: how many were counted.
    """

    result: str
    code: str = ""
    at: str = ""
    record: str = ""
    includes: set[str] = field(default_factory=set)
    lookups: int = 0


def check_host(ask: Ask, *, ip: str, domain: str, sender: str, helo: str = "") -> Answer:
    """`sender`: the envelope's address; without a mailbox it is postmaster's. Never raises for what the DNS says."""
    found = Answer("none")
    mailbox, _, host = sender.rpartition("@")
    walk = _Walk(ask, _plain(ip), mailbox or "postmaster", host or domain, helo or domain, found)
    try:
        found.result = walk.domain(domain, 0)
    except Wrong as wrong:
        found.result, found.code, found.at = "permerror", wrong.code, wrong.at[:200]
    except Silent as silent:
        found.result, found.code = "temperror", silent.why
    return found


def _plain(text: str) -> Address:
    ip = ip_address(text)
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _could_be(domain: str) -> bool:
    labels = domain.rstrip(".").split(".")
    return len(domain) <= 253 and len(labels) > 1 and all(0 < len(label) <= 63 for label in labels)


class _Walk:
    def __init__(self, ask: Ask, ip: Address, mailbox: str, host: str, helo: str, found: Answer) -> None:
        self.ask, self.ip, self.mailbox, self.host, self.helo, self.found = ask, ip, mailbox, host, helo, found
        self.voids = 0

    def domain(self, domain: str, depth: int) -> str:
        """One domain's record, weighed."""
        if not _could_be(domain):
            return "none"
        texts = [text for text in self.ask(domain, "TXT") if is_spf(text)]
        if not texts:
            return "none"
        self.found.record = self.found.record or texts[0]
        if len(texts) > 1:
            raise Wrong("two_records", domain)
        record = parse(texts[0])
        for term in record.terms:
            if self._matches(term, domain, depth):
                return _SIGNS[term.sign]
        return self._redirected(record, domain, depth) if record.redirect else "neutral"

    def _redirected(self, record: Record, domain: str, depth: int) -> str:
        self._count("redirect", record.redirect)
        target = self._spec(record.redirect, domain)
        self.found.includes.add(target.lower())
        self._deeper(depth, target)
        result = self.domain(target, depth + 1)
        if result == "none":
            raise Wrong("include_of_nothing", target)
        return result

    def _matches(self, term: Term, domain: str, depth: int) -> bool:
        if term.name in ASKING:
            self._count(term.name, term.text)
        if term.name == "all":
            return True
        if term.net is not None:
            return self.ip.version == term.net.version and self.ip in term.net
        ways: dict[str, Callable[[str, Term, str, int], bool]] = {
            "include": self._include, "a": self._a, "mx": self._mx, "exists": self._exists, "ptr": self._ptr,
        }  # fmt: skip
        return ways[term.name](self._spec(term.domain, domain) if term.domain else domain, term, domain, depth)

    def _include(self, target: str, term: Term, domain: str, depth: int) -> bool:
        self.found.includes.add(target.lower())
        self._deeper(depth, target)
        result = self.domain(target, depth + 1)
        if result == "none":
            raise Wrong("include_of_nothing", target)
        return result == "pass"

    def _a(self, target: str, term: Term, domain: str, depth: int) -> bool:
        return self._is_among(self._addresses(target), term)

    def _mx(self, target: str, term: Term, domain: str, depth: int) -> bool:
        hosts = [one.partition(" ")[2] for one in sorted(self._may_be_void(target, "MX"))]
        if len(hosts) > MOST_NAMES:
            raise Wrong("too_many_names", target)
        return any(self._is_among(self._addresses(host, counts=False), term) for host in hosts if host)

    def _exists(self, target: str, term: Term, domain: str, depth: int) -> bool:
        return bool(self._may_be_void(target, "A"))

    def _ptr(self, target: str, term: Term, domain: str, depth: int) -> bool:
        return any(f".{name.lower()}".endswith(f".{target.lower()}") for name in self._names())

    def _names(self) -> list[str]:
        """The address's own names that lead back to it; a silence here says only that there are none (section 5.5)."""
        found = []
        try:
            names = self.ask(self.ip.reverse_pointer, "PTR")[:MOST_NAMES]
        except Silent:
            return []
        for name in names:
            try:
                if str(self.ip) in (str(ip_address(one)) for one in self.ask(name, self._kind())):
                    found.append(name)
            except (Silent, ValueError):
                continue
        return found

    def _kind(self) -> str:
        return "A" if self.ip.version == 4 else "AAAA"

    def _addresses(self, host: str, *, counts: bool = True) -> list[str]:
        return self._may_be_void(host, self._kind()) if counts else self.ask(host, self._kind())

    def _is_among(self, addresses: list[str], term: Term) -> bool:
        bits = term.bits[0] if self.ip.version == 4 else term.bits[1]
        return any(self.ip in ip_network(f"{address}/{bits}", strict=False) for address in addresses)

    def _may_be_void(self, name: str, kind: str) -> list[str]:
        answer = self.ask(name, kind) if _fits(name) else []
        if not answer:
            self.voids += 1
            if self.voids > MOST_VOIDS:
                raise Wrong("too_many_voids", name)
        return answer

    def _count(self, name: str, text: str) -> None:
        self.found.lookups += 1
        if self.found.lookups > MOST_LOOKUPS:
            raise Wrong("too_many_lookups", text)

    def _deeper(self, depth: int, target: str) -> None:
        if depth >= DEEPEST:
            raise Wrong("too_many_lookups", target)

    def _spec(self, spec: str, domain: str) -> str:
        dotted = str(self.ip) if self.ip.version == 4 else ".".join(self.ip.exploded.replace(":", ""))
        values = {
            "s": f"{self.mailbox}@{self.host}", "l": self.mailbox, "o": self.host, "d": domain, "i": dotted, "h": self.helo,
            "v": "in-addr" if self.ip.version == 4 else "ip6",
        }  # fmt: skip
        if "%{p" in spec.lower():
            names = self._names()
            own = [name for name in names if f".{name.lower()}".endswith(f".{domain.lower()}")]
            values["p"] = (own or names or ["unknown"])[0]
        return expand(spec, values)


def _fits(name: str) -> bool:
    return len(name) <= 253 and all(0 < len(label) <= 63 for label in name.rstrip(".").split("."))
