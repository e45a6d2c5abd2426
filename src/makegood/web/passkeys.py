"""Passkeys by fido2 (WebAuthn Level 3): what the browser is asked, and whether its answer is good.

The question stays in the session until it is answered, once. The signature binds it to this very origin: `https://host[:port]`.
"""

import hmac
import ipaddress
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from makegood.apps.parties import queries as parties
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

if TYPE_CHECKING:
    from fido2.server import Fido2Server

ASKED, LASTS, LONGEST = "passkey", timedelta(minutes=5), 20_000


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """Verified: its name of itself and its public key (base64url), and its own count."""

    credential: str
    key: str
    used: int


def is_possible(request: HttpRequest) -> bool:
    """Browsers know passkeys by a name, never by a number, and only where nobody listens (WebAuthn Level 3, 5.1.3 and 13.4.9)."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def ask_new(request: HttpRequest, person: Any) -> dict[str, Any]:
    """What the browser needs to make one: a passkey that is found without an address where the device can, and never a second one on the same device."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, ResidentKeyRequirement, UserVerificationRequirement

    user = PublicKeyCredentialUserEntity(id=_handle(person.pk), name=person.email, display_name=person.name)
    known = [_data_of(one) for one in parties.factors_of(person.pk) if one.kind == "passkey"]
    options, state = _server(request).register_begin(
        user, known, resident_key_requirement=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
    )
    return _asked(request, options, state, person.pk)


def new_passkey(request: HttpRequest, answer: str, person: Any) -> NewPasskey:
    """Refuses `passkey_invalid`."""
    from fido2.utils import websafe_encode

    data, state = _answer(request, answer, person.pk)
    try:
        found = _server(request).register_complete(state, data)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _invalid() from None
    assert found.credential_data is not None  # what was just registered
    return NewPasskey(websafe_encode(found.credential_data.credential_id), websafe_encode(bytes(found.credential_data)), found.counter)


def ask_known(request: HttpRequest, person_id: int | None) -> dict[str, Any]:
    """One of this person's passkeys; with None any that the device holds for us, which then has to know its owner (PIN, finger, face)."""
    from fido2.webauthn import UserVerificationRequirement

    known = [_data_of(one) for one in parties.factors_of(person_id) if one.kind == "passkey"] if person_id is not None else None
    wanted = UserVerificationRequirement.REQUIRED if person_id is None else UserVerificationRequirement.PREFERRED
    options, state = _server(request).authenticate_begin(known, user_verification=wanted)
    return _asked(request, options, state, person_id)


def known_passkey(request: HttpRequest, answer: str, person_id: int | None) -> tuple[Any, int]:
    """The factor that signed, with its person, and its count. Refuses `passkey_invalid`, `passkey_unknown`."""
    from fido2.webauthn import AuthenticationResponse

    data, state = _answer(request, answer, person_id)
    factor = parties.factor_by_credential(str(data.get("rawId", ""))[:2000])
    if factor is None or (person_id is not None and factor.person_id != person_id):
        raise Refusal("passkey_unknown", _("This passkey is not known here."), _("Sign in with your password."), status=422)
    try:
        response = AuthenticationResponse.from_dict(data)
        _server(request).authenticate_complete(state, [_data_of(factor)], response)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _invalid() from None
    return factor, response.response.authenticator_data.counter


def _server(request: HttpRequest) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    origin = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(PublicKeyCredentialRpEntity(id=_host(request), name="makegood"), verify_origin=lambda given: given == origin)


def _host(request: HttpRequest) -> str:
    host = request.get_host()
    return host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host


def _handle(person_id: int) -> bytes:
    """How the device knows whose passkey it is: the same for all of one person's, and nothing that names them (WebAuthn Level 3, 14.6.1)."""
    return hmac.digest(settings.MAKEGOOD_LOOKUP_KEY.encode(), f"makegood.passkey.{person_id}".encode(), "sha256")


def _data_of(factor: Any) -> Any:
    from fido2.utils import websafe_decode
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(websafe_decode(factor.key))


def _asked(request: HttpRequest, options: Any, state: Any, person_id: int | None) -> dict[str, Any]:
    request.session[ASKED] = {"state": state, "person": person_id, "at": now_of(request).isoformat()}
    found: dict[str, Any] = json.loads(json.dumps(dict(options)))
    return found


def _answer(request: HttpRequest, answer: str, person_id: int | None) -> tuple[dict[str, Any], Any]:
    """The browser's answer and the question's state, which is gone with it: nothing is answered twice."""
    asked = request.session.pop(ASKED, None)
    if asked is None or asked["person"] != person_id or now_of(request) - datetime.fromisoformat(asked["at"]) > LASTS:
        raise Refusal("passkey_late", _("That took too long, or was sent twice."), _("Try again."), status=422)
    try:
        data = json.loads(answer[:LONGEST])
    except ValueError:
        raise _invalid() from None
    if not isinstance(data, dict):
        raise _invalid()
    return data, asked["state"]


def _invalid() -> Refusal:
    return Refusal("passkey_invalid", _("This passkey could not be used."), _("Try again, or sign in another way."), status=422)
