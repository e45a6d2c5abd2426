"""A DKIM key record, read: can a receiver use it."""

import base64
import binascii
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

SHORTEST_BITS, USUAL_BITS = 1024, 2048  # RFC 8301 section 3.2: under 1024 is not used by anybody; signers should have 2048
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*\Z", re.I)


def tags_of(text: str) -> dict[str, str] | None:
    """A list of tags (RFC 6376 section 3.2) by name, folding taken out; None where it is none or a name stands twice."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]*", name) or name in found:
            return None
        found[name] = value.strip()
    return found


def judge_key(text: str) -> str:
    """good, good_short (1024 to 2047 bits), or what is wrong with it: unreadable, revoked, wrong_kind, too_short."""
    tags = tags_of(text)
    if tags is None or tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        return "unreadable"
    packed = re.sub(r"\s", "", tags["p"])
    if not packed:
        return "revoked"
    if not {"*", "email"} & {one.strip() for one in tags.get("s", "*").split(":")}:
        return "wrong_kind"
    if "sha256" not in {one.strip() for one in tags.get("h", "sha256").split(":")}:
        return "wrong_kind"
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return "unreadable"
    kind = tags.get("k", "rsa")
    return _judge_rsa(raw) if kind == "rsa" else _judge_ed25519(raw) if kind == "ed25519" else "wrong_kind"


def _judge_rsa(raw: bytes) -> str:
    try:
        key = load_der_public_key(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "unreadable"
    if not isinstance(key, RSAPublicKey):
        return "wrong_kind"
    return "too_short" if key.key_size < SHORTEST_BITS else "good_short" if key.key_size < USUAL_BITS else "good"


def _judge_ed25519(raw: bytes) -> str:
    """The 32 bytes themselves (RFC 8463 section 4.2)."""
    try:
        Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, UnsupportedAlgorithm):
        return "unreadable"
    return "good"


def is_aligned(signed: str, domain: str) -> bool:
    """Relaxed alignment, without a list of public suffixes: the same domain, or one under the other and itself no top level."""
    one, other = sorted((signed.lower().rstrip("."), domain.lower().rstrip(".")), key=len)
    return one == other or ("." in one and other.endswith(f".{one}"))
