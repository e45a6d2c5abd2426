"""An SPF record taken apart (RFC 7208 sections 4.6, 5, 7 and 12), and its macros."""

import re
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Network, IPv6Network, NetmaskValueError
from urllib.parse import quote

MECHANISMS = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")
ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")  # each of these counts as a lookup (section 4.6.4)
_MODIFIER = re.compile(r"([a-z][a-z0-9._-]*)=(.*)\Z", re.I | re.S)
_DIRECTIVE = re.compile(r"([+?~-]?)([a-z][a-z0-9_.-]*)(?::([^/]*(?:/(?!/?\d+(?:/|\Z))[^/]*)*))?((?:/[^/]*)?(?://[^/]*)?)\Z", re.I)
_EXPAND = r"%\{[slodiphv]\d*r?[.\-+,/_=]*\}"  # c, r and t stand only in explanations
_NAME = re.compile(rf"(?:{_EXPAND}|%%|%_|%-|[!-$&-~])+\Z", re.I)
_ANYTHING = re.compile(r"(?:%\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|%%|%_|%-|[!-$&-~])*\Z", re.I)
_ENDS = re.compile(rf"(?:.*{_EXPAND}|.*\.(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])\.?)\Z", re.I | re.S)
_PARTS = re.compile(r"%(?:\{([a-z])(\d*)(r?)([.\-+,/_=]*)\}|([%_-]))", re.I)


class Wrong(Exception):
    """The record can't be used. `code`: syntax, twice, too_many_lookups, too_many_voids, too_many_names, include_of_nothing; `at`: the term."""

    def __init__(self, code: str, at: str = "") -> None:
        self.code, self.at = code, at
        super().__init__(f"{code}: {at}" if at else code)


@dataclass(frozen=True, slots=True)
class Term:
    """`sign`: + - ~ ?; `domain`: the domain-spec as written, "" where it is left out; `net`: of ip4 and ip6; `bits`: (IPv4, IPv6)."""

    sign: str
    name: str
    domain: str = ""
    net: IPv4Network | IPv6Network | None = None
    bits: tuple[int, int] = (32, 128)
    text: str = ""


@dataclass(slots=True)
class Record:
    terms: list[Term] = field(default_factory=list)
    redirect: str = ""


def is_spf(text: str) -> bool:
    return re.match(r"v=spf1(?: |\Z)", text, re.I) is not None


def parse(text: str) -> Record:
    """The whole record, every term of it; raises Wrong for the first that is none, wherever it stands."""
    if not text.isascii():
        raise Wrong("syntax", "".join(letter for letter in text if not letter.isascii())[:20])
    found, seen = Record(), set()
    for term in text.split(" ")[1:]:
        if not term:
            continue
        modifier = _MODIFIER.match(term)
        if modifier is None or _is_mechanism(term):
            found.terms.append(_directive(term))
            continue
        name, value = modifier[1].lower(), modifier[2]
        if name in ("redirect", "exp"):
            if name in seen or not _is_domain_spec(value):
                raise Wrong("twice" if name in seen else "syntax", term)
            seen.add(name)
            found.redirect = value if name == "redirect" else found.redirect
        elif not _ANYTHING.match(value):
            raise Wrong("syntax", term)
    return found


def _is_mechanism(term: str) -> bool:
    bare = term.lstrip("+?~-") if term[:1] in "+?~-" else term
    return re.match(rf"(?:{'|'.join(MECHANISMS)})(?:[:/]|\Z)", bare, re.I) is not None


def _is_domain_spec(text: str) -> bool:
    return _NAME.match(text) is not None and _ENDS.match(text) is not None


def _directive(term: str) -> Term:
    match = _DIRECTIVE.match(term)
    if match is None or match[2].lower() not in MECHANISMS:
        raise Wrong("syntax", term)
    sign, name, domain, length = match[1] or "+", match[2].lower(), match[3], match[4]
    if name in ("ip4", "ip6"):
        return Term(sign, name, net=_net(name, term, domain, length), text=term)
    if name == "all" and (domain is not None or length):
        raise Wrong("syntax", term)
    if (name in ("include", "exists") and domain is None) or (domain is not None and not _is_domain_spec(domain)):
        raise Wrong("syntax", term)
    if length and name not in ("a", "mx"):
        raise Wrong("syntax", term)
    return Term(sign, name, domain or "", bits=_bits(length, term), text=term)


def _net(name: str, term: str, address: str | None, length: str) -> IPv4Network | IPv6Network:
    if not address or length.startswith("//") or "//" in length:
        raise Wrong("syntax", term)
    try:
        if name == "ip4":
            _bits(length, term)
            return IPv4Network(address + length, strict=False)
        if length and not re.fullmatch(r"/(?:0|[1-9]\d{0,2})", length):
            raise Wrong("syntax", term)
        return IPv6Network(address + length, strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        raise Wrong("syntax", term) from None


def _bits(length: str, term: str) -> tuple[int, int]:
    match = re.fullmatch(r"(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", length)
    if match is None:
        raise Wrong("syntax", term)
    four, six = int(match[1] or 32), int(match[2] or 128)
    four, six = (0 if match[1] == "0" else four), (0 if match[2] == "0" else six)
    if four > 32 or six > 128:
        raise Wrong("syntax", term)
    return four, six


def expand(spec: str, values: dict[str, str]) -> str:
    """A domain-spec with its macros filled in from `values` (by small letter); over 253 letters labels are cut from the left. Raises Wrong."""

    def fill(match: re.Match[str]) -> str:
        if match[5]:
            return {"%": "%", "_": " ", "-": "%20"}[match[5]]
        letter = match[1].lower()
        if letter not in values or match[2] == "0":
            raise Wrong("syntax", match[0])
        parts = re.split(f"[{re.escape(match[4] or '.')}]", values[letter])
        if match[3]:
            parts.reverse()
        text = ".".join(parts[-int(match[2]) :] if match[2] else parts)
        return quote(text, safe="-._~") if match[1].isupper() else text

    found = _PARTS.sub(fill, spec).rstrip(".")
    while len(found) > 253 and "." in found:
        found = found.partition(".")[2]
    return found
