"""PayPal's messages: who signed them, and what they are about.

Signed with RSA and SHA-256 over `transmission id|transmission time|webhook id|CRC32 of the body`, under a certificate that the message names.
It is checked here and not by PayPal's verify-webhook-signature: that would be a call for each message before it can be answered, and it must
get the body byte by byte as it came. The certificate is fetched once, over TLS, from the host of our own account alone (live or sandbox).
"""

import base64
import binascii
import json
import threading
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from makegood.apps.settlement.ports import Told
from makegood.base.http import fetch
from makegood.connectors.paypal.calls import ADDRESS
from makegood.kernel.refusal import Refusal

LIVE, SANDBOX = ("api.paypal.com", "api-m.paypal.com"), ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com")
PLACE = "/v1/notifications/certs/"
OLDEST, NEWEST = (
    timedelta(days=4),
    timedelta(minutes=5),
)  # PayPal tries for three days; each message only makes us ask, and its id is taken once
MOST_CERT_BYTES, CERT_TIMEOUT_S, MOST_CERTS = 50_000, 4.0, 20
REFUNDS = (
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.CAPTURE.REVERSED",
    "PAYMENT.REFUND.PENDING",
    "PAYMENT.REFUND.FAILED",
    "PAYMENT.REFUND.COMPLETED",
)
DISPUTES = "CUSTOMER.DISPUTE."

_certs: dict[str, list[x509.Certificate]] = {}
_lock = threading.Lock()
Fetch = Callable[[str], bytes | None]


def _fetch(address: str) -> bytes | None:
    return fetch(address, timeout_s=CERT_TIMEOUT_S, most_bytes=MOST_CERT_BYTES)


def verify(
    webhook_id: str, headers: Mapping[str, str], body: bytes, *, now: datetime, address: str = ADDRESS, fetch_cert: Fetch | None = None
) -> None:
    """Refuses `signature_missing`, `signature_wrong`, `message_too_old`, and `certificate_unreachable` (503: it is sent again)."""
    name, at, place, given, algorithm = (
        headers.get(f"Paypal-{field}", "")[:500]
        for field in ("Transmission-Id", "Transmission-Time", "Cert-Url", "Transmission-Sig", "Auth-Algo")
    )
    try:
        sent, signature = datetime.fromisoformat(at), base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        sent, signature = now.replace(tzinfo=None), b""
    if not (name and place and signature and sent.tzinfo) or algorithm != "SHA256withRSA":
        raise Refusal("signature_missing", "This message is not signed.", "Send it with PayPal's signature.", status=401)
    if not _is_theirs(place, address):
        raise Refusal(
            "signature_wrong", "Its certificate does not lie with PayPal.", "Send it from the account that is connected.", status=401
        )
    leaf = _leaf(place, fetch_cert or _fetch)
    signed = f"{name}|{at}|{webhook_id}|{zlib.crc32(body)}".encode()
    key = leaf.public_key()
    try:
        if not isinstance(key, rsa.RSAPublicKey) or not _is_good(leaf, now):
            raise InvalidSignature
        key.verify(signature, signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Refusal(
            "signature_wrong", "The signature does not fit this message.", "Check the webhook id on both sides.", status=401
        ) from None
    if not -OLDEST <= sent - now <= NEWEST:
        raise Refusal("message_too_old", "This message is too old to be taken.", "Sign it anew when it is sent again.", status=401)


def _is_theirs(place: str, address: str) -> bool:
    try:
        parts = urlsplit(place)
        plain = (
            parts.scheme == "https"
            and not parts.username
            and not parts.password
            and parts.port in (None, 443)
            and not (parts.query or parts.fragment)
        )
    except ValueError:
        return False
    name = parts.path.removeprefix(PLACE)
    hosts = LIVE if address in ("", ADDRESS) else SANDBOX
    return bool(plain and parts.hostname in hosts and parts.path.startswith(PLACE) and name and name.replace("-", "").isalnum())


def _leaf(place: str, fetch_cert: Fetch) -> x509.Certificate:
    with _lock:
        chain = _certs.get(place)
    if chain is None:
        content = fetch_cert(place)
        try:
            chain = x509.load_pem_x509_certificates(content or b"")
        except ValueError:
            chain = []
        if not chain:
            raise Refusal("certificate_unreachable", "PayPal's certificate could not be fetched.", "Send it again.", status=503)
        for one, above in zip(chain, chain[1:], strict=False):
            try:
                one.verify_directly_issued_by(above)
            except (ValueError, TypeError, InvalidSignature):
                raise Refusal("signature_wrong", "PayPal's certificate is broken.", "Send it again.", status=401) from None
        with _lock:
            if len(_certs) >= MOST_CERTS:
                _certs.clear()
            _certs[place] = chain
    return chain[0]


def _is_good(leaf: x509.Certificate, now: datetime) -> bool:
    """Made out to a host of PayPal's, and valid today."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        names = [str(one.value) for one in leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc and any(name.lower().endswith(".paypal.com") for name in names)


def told(body: bytes) -> Told:
    """Refuses `message_unreadable` where there is no event with an id."""
    try:
        event: Any = json.loads(body)
        event_id, kind, thing = event["id"], event["event_type"], event["resource"]
        known = all(isinstance(one, str) for one in (event_id, kind)) and isinstance(thing, dict) and 0 < len(event_id) <= 120
    except (ValueError, KeyError, TypeError):
        known = False
    if not known or "\0" in event_id:
        raise Refusal("message_unreadable", "This is no event.", "Send an event with its id, type and resource.", status=400)
    if kind in REFUNDS:
        return Told(event_id, key=_text(thing.get("custom_id")))
    return Told(event_id, dispute=_text(thing.get("dispute_id")) if kind.startswith(DISPUTES) else "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) and "\0" not in value and len(value) <= 120 else ""
