"""How the shop's mails leave, and what a test of it ended with."""

import re
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.words import MAIL_SECURITY, MAIL_SERVICES, REGIONS
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.kernel.ids import new_secret
from makegood.kernel.refusal import Refusal

_HOST = re.compile(r"(?=.{1,253}\Z)[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,62})(?:\.[a-zA-Z0-9][a-zA-Z0-9_-]{0,62})*\Z")
_TARGET = ("host", "port", "security", "user", "provider")
_OWN_SECRET = ("mailgun", "mailersend")  # they sign what they tell with a key of theirs; the others say a password of ours


def set_mail_server(*, merchant_id: int, form: dict[str, str], by: Actor, now: datetime) -> None:
    """`form`: host (empty: the installation's way), port, security, user, password, sender, sender_name, reply_to; or provider (a mail service
    by its own interface: its key is the password), region, hook_secret (what it signs its messages with, where that is its own).

    An empty password keeps the one that is there, but only for the very same server and user: a secret never follows to another host.
    Refuses `host_invalid`, `port_invalid`, `security_unknown`, `email_invalid`, `text_unfit`, `password_missing`, `password_in_clear`.
    """
    fields = _read(form)
    password = form.get("password", "")
    if any(not letter.isprintable() for letter in password):
        raise Refusal("text_unfit", _("There is a character in it that mail servers don't take."), _("Type it again."), field="password")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        before = queries.mail_server()
        wants = bool(fields["user"] or fields["provider"])
        sealed = seal(password, purpose="smtp") if password and wants else ""
        if wants and not password:
            same = before is not None and all(getattr(before, name) == fields[name] for name in _TARGET)
            if before is None or not same or not before.sealed_password:
                raise Refusal(
                    "password_missing", _("The password is missing."), _("Type it; for a changed server or user, again."), field="password"
                )
            sealed = before.sealed_password
        hook = _hook(before, str(fields["provider"]), form.get("hook_secret", "").strip())
        notices.set_mail_server(merchant_id=merchant_id, now=now, sealed_password=sealed, sealed_hook=hook, **fields)
        way = "own" if fields["host"] else "installation"
        timeline.note(f"shop:{merchant_id}", "mail_server.set", by=by, now=now, way=way, security=fields["security"], port=fields["port"])
        if way == "own":
            defer("check_mail_domain", merchant_id=merchant_id)


def _hook(before: Any, provider: str, typed: str) -> str:
    """Sealed: what the service's messages are believed by. An earlier one stays for the same service."""
    if not provider:
        return ""
    if typed and provider in _OWN_SECRET:
        if not typed.isascii() or not typed.isprintable() or len(typed) > 500:
            raise Refusal("text_unfit", _("There is a character in it that no key has."), _("Copy it again."), field="hook_secret")
        return seal(typed, purpose="smtp")
    if before is not None and before.provider == provider and before.sealed_hook:
        return str(before.sealed_hook)
    return "" if provider in _OWN_SECRET else seal(f"makegood:{new_secret()}", purpose="smtp")


def record_mail_test(*, merchant_id: int, outcome: str, by: Actor, now: datetime) -> None:
    """`outcome`: taken, or the code of what went wrong."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        notices.record_mail_test(now=now, outcome=outcome)
        timeline.note(f"shop:{merchant_id}", "mail_server.tested", by=by, now=now, outcome=outcome.partition(":")[0])


def _read(form: dict[str, str]) -> dict[str, str | int]:
    given = {name: form.get(name, "").strip() for name in ("host", "port", "security", "user", "sender", "sender_name", "reply_to")}
    for name, text in given.items():
        if any(not letter.isprintable() for letter in text) or len(text) > 254:
            raise Refusal("text_unfit", _("There is a character in it that mail servers don't take."), _("Type it again."), field=name)
    for name in ("sender", "reply_to"):
        if given[name]:
            _check_address(given[name], name)
    provider, region = form.get("provider", "").strip(), form.get("region", "").strip()
    if provider:
        return _read_service(given, provider, region)
    given = {**given, "provider": "", "region": ""}
    if not given["host"]:
        return {**given, "port": 587, "security": "starttls", "user": "", "sender": "", "sender_name": given["sender_name"][:120]}
    if not _is_host(given["host"]):
        raise Refusal(
            "host_invalid", _("This is no name of a server."), _("For example smtp.example.com, without http and port."), field="host"
        )
    if not given["port"].isascii() or not given["port"].isdigit() or len(given["port"]) > 5 or not 1 <= int(given["port"]) <= 65535:
        raise Refusal("port_invalid", _("A port is a number from 1 to 65535."), _("Mostly it is 587, or 465."), field="port")
    if given["security"] not in MAIL_SECURITY:
        raise Refusal("security_unknown", _("This kind of encryption is not known."), _("Choose one of the list."), field="security")
    if not given["sender"]:
        raise Refusal(
            "email_invalid", _("The sender's address is missing."), _("Write the address that your mails come from."), field="sender"
        )
    if given["user"] and given["security"] == "none" and not _is_here(given["host"]):
        message = _("Without encryption everybody on the way could read the password.")
        raise Refusal("password_in_clear", message, _("Choose an encryption, or leave user and password empty."), field="security")
    return {**given, "port": int(given["port"]), "sender_name": given["sender_name"][:120]}


def _read_service(given: dict[str, str], provider: str, region: str) -> dict[str, str | int]:
    """A service has one server, one port and one way to encrypt; only Mailjet has a second half of its key (`user`)."""
    if provider not in MAIL_SERVICES or region not in REGIONS:
        raise Refusal("service_unknown", _("This service is not known."), _("Choose one of the list."), field="provider")
    if not given["sender"]:
        raise Refusal(
            "email_invalid", _("The sender's address is missing."), _("Write the address that your mails come from."), field="sender"
        )
    if provider == "mailjet" and not given["user"]:
        raise Refusal(
            "user_missing", _("Mailjet has two keys."), _("Write the first into “User”, the secret one into “Password”."), field="user"
        )
    own: dict[str, str | int] = {"host": MAIL_SERVICES[provider], "port": 443, "security": "tls", "provider": provider, "region": region}
    return {**given, **own, "user": given["user"] if provider == "mailjet" else "", "sender_name": given["sender_name"][:120]}


def _check_address(text: str, field: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise Refusal("email_invalid", _("This is no e-mail address."), _("Check it."), field=field) from None


def _is_host(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return bool(_HOST.match(text))
    return True


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
