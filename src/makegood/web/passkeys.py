"""Passkeys (WebAuthn, level 3) by the library fido2: what the browser is asked, and whether its answer is right.

A question is kept in the session and used once. A key belongs to the host that the page came from (checked before, see KnownHosts).
"""

import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from makegood.kernel.refusal import Refusal

MOST_BYTES = 20_000
NEEDED = UserVerificationRequirement.REQUIRED


def _server(request: HttpRequest) -> Fido2Server:
    host = str(urlsplit(f"//{request.get_host()}").hostname)
    origin = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="makegood"), verify_origin=lambda found: found == origin)


def ask_for_new(request: HttpRequest, person: Any, known: list[Any]) -> dict[str, Any]:
    """What `navigator.credentials.create` is given; a key that can be found without an address."""
    user = PublicKeyCredentialUserEntity(id=f"person:{person.id}".encode(), name=person.email, display_name=person.name)
    there = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(one.credential_id)) for one in known]
    options, state = _server(request).register_begin(
        user, there, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=NEEDED
    )
    request.session["passkey_new"] = state
    return dict(options)


def taken_new(request: HttpRequest) -> dict[str, Any]:
    """{credential_id, public_key, sign_count} of the browser's answer. Refuses `passkey_wrong`."""
    state = request.session.pop("passkey_new", None)
    try:
        found = _server(request).register_complete(state, _answer(request))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        raise _wrong() from None
    made = found.credential_data
    if made is None:
        raise _wrong()
    return {"credential_id": websafe_encode(made.credential_id), "public_key": websafe_encode(bytes(made)), "sign_count": found.counter}


def ask(request: HttpRequest, known: list[Any]) -> dict[str, Any]:
    """What `navigator.credentials.get` is given; without `known` any passkey of this host may answer."""
    there = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(one.credential_id)) for one in known]
    options, state = _server(request).authenticate_begin(there or None, user_verification=NEEDED)
    request.session["passkey"] = state
    return dict(options)


def named(request: HttpRequest) -> str:
    """Which passkey the answer is of."""
    found = _answer(request).get("id")
    if not isinstance(found, str):
        raise _wrong()
    return found


def proven(request: HttpRequest, factor: Any) -> int:
    """The key's counter, where the answer is right. Refuses `passkey_wrong`."""
    state = request.session.pop("passkey", None)
    try:
        answer = _answer(request)
        credential = AttestedCredentialData(websafe_decode(factor.public_key))
        _server(request).authenticate_complete(state, [credential], answer)
        data = websafe_decode(answer["response"]["authenticatorData"])
        return int.from_bytes(data[33:37], "big")
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        raise _wrong() from None


def _answer(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("answer", "")
    try:
        found = json.loads(text) if len(text) <= MOST_BYTES else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _wrong()
    return found


def _wrong() -> Refusal:
    return Refusal("passkey_wrong", _("The passkey's answer did not fit."), _("Try it again, or sign in another way."), status=422)
