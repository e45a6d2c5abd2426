"""What mail services tell of mails that left: signed as each does, read by django-anymail into one form."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from makegood.kernel.refusal import Refusal

# service -> (module, view, name of what its messages are signed with). `webhook_secret`: user and password in the address (HTTP Basic).
VIEWS: Mapping[str, tuple[str, str, str]] = {
    "postmark": ("postmark", "PostmarkTrackingWebhookView", "webhook_secret"),
    "mailgun": ("mailgun", "MailgunTrackingWebhookView", "webhook_signing_key"),
    "brevo": ("brevo", "BrevoTrackingWebhookView", "webhook_secret"),
    "mailjet": ("mailjet", "MailjetTrackingWebhookView", "webhook_secret"),
    "resend": ("resend", "ResendTrackingWebhookView", "webhook_secret"),
    "mailersend": ("mailersend", "MailerSendTrackingWebhookView", "signing_secret"),
}
_SOFT = ("SoftBounce", "soft_bounce", "Transient", "DnsError", "soft")


@dataclass(frozen=True, slots=True)
class Said:
    """`kind`: bounce, complaint or delay. `notice`: the public id that left with the mail."""

    kind: str
    final: bool
    notice: str
    detail: str


def said(service: str, secret: str, request: Any) -> tuple[Said, ...]:
    """What a message tells of our mails, oldest first. Refuses `signature_wrong` and `message_unreadable`."""
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    module, name, secret_name = VIEWS[service]
    if not secret:
        raise Refusal("signature_wrong", "Messages of this service are not expected here.", "Set their secret under Mail.", status=401)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no Basic auth, which some services replace by a signature
        more: dict[str, Any] = {} if secret_name == "webhook_secret" else {"webhook_secret": []}
        view = getattr(import_module(f"anymail.webhooks.{module}"), name)(**{secret_name: secret}, **more)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except AnymailWebhookValidationFailure:
        raise Refusal(
            "signature_wrong", "This message is not signed as it should be.", "Check its secret under Mail.", status=401
        ) from None
    except (AnymailError, ValueError, KeyError, TypeError, AttributeError, LookupError):
        raise Refusal("message_unreadable", "This message can't be read.", "Send what the service sends.", status=400) from None
    return tuple(one for one in (_of(event) for event in events) if one is not None)


def _of(event: Any) -> Said | None:
    kind = {"bounced": "bounce", "rejected": "bounce", "failed": "bounce", "complained": "complaint", "deferred": "delay"}.get(
        event.event_type
    )
    notice = str((event.metadata or {}).get("notice") or "")
    if kind is None or not notice:
        return None
    told = event.esp_event if isinstance(event.esp_event, dict) else {}
    words = {str(told.get(name, "")) for name in ("Type", "event", "bounce_classification", "type")} | {str(_inner(told))}
    final = kind != "bounce" or (event.reject_reason in ("bounced", "invalid") and not words & set(_SOFT))
    return Said(kind, final, notice, str(event.description or event.mta_response or event.reject_reason or ""))


def _inner(told: dict[str, Any]) -> str:
    """Mailgun's and Resend's word for how lasting it is."""
    data = told.get("event-data") or told.get("data") or {}
    if not isinstance(data, dict):
        return ""
    severity = data.get("severity")
    bounce = data.get("bounce")
    return "soft" if severity == "temporary" else str(bounce.get("type", "")) if isinstance(bounce, dict) else ""
