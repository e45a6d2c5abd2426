"""Can a mail be sent there at all."""

import re
from ipaddress import ip_address

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")


def usable_address(text: str) -> str:
    """The address as a mail takes it (RFC 5321, ASCII; a domain of other letters as IDNA), or empty where none can be sent there."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return ""
    labels = domain.split(".")
    if not at or len(local) > 64 or not _LOCAL.match(local) or len(labels) < 2 or not all(_LABEL.match(label) for label in labels):
        return ""
    found = f"{local}@{domain}"
    return found if len(found) <= 254 else ""


_HOST = re.compile(r"(?=.{1,253}\Z)[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,62})(?:\.[a-zA-Z0-9][a-zA-Z0-9_-]{0,62})*\Z")


def usable_host(text: str) -> bool:
    """A server's name, or an address of the internet protocol."""
    try:
        ip_address(text)
    except ValueError:
        return bool(_HOST.match(text))
    return True
