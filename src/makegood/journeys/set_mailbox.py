"""Where the shop's mail comes in: a mailbox that we ask, or a service that calls us."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox import queries
from makegood.apps.inbox.words import DONE_WITH, SECURITY, SERVICES
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.kernel.address import usable_host
from makegood.kernel.ids import new_secret
from makegood.kernel.refusal import Refusal

_TEXTS = ("way", "address", "host", "port", "security", "user", "folder", "done_with", "done_folder", "trusted", "since")
_TARGET = ("host", "port", "security", "user")


def set_mailbox(*, merchant_id: int, form: dict[str, str], by: Actor, now: datetime) -> None:
    """`form`: way (imap, a service, or "" for none), address, plus ("on": it takes additions behind a plus), host, port, security, user,
    password, folder, done_with, done_folder, since (a day; "": yesterday), trusted, key (what Mailgun signs with).

    An empty password or key keeps the one that is there, but only for the very same server and user. From now on answers go to `address`.
    Refuses `way_unknown`, `email_invalid`, `host_invalid`, `port_invalid`, `security_unknown`, `text_unfit`, `password_missing`,
    `password_in_clear`, `folder_missing`, `day_unfit`, `key_missing`.
    """
    fields = _read(form)
    secrets = {name: form.get(name, "").strip() if name == "key" else form.get(name, "") for name in ("password", "key")}
    for name, secret in secrets.items():
        if any(not letter.isprintable() for letter in secret):
            raise Refusal("text_unfit", _("There is a character in it that mail servers don't take."), _("Type it again."), field=name)
    with unit(merchants=[merchant_id], by=by):
        shop, before = parties.hold_shop(merchant_id), queries.mailbox()
        fields |= _sealed(fields, secrets, before)
        fields["since"] = fields["since"] or local_day(now, shop.zone) - timedelta(days=1)  # servers have days of their own
        inbox.set_mailbox(merchant_id=merchant_id, now=now, **fields)
        address = str(fields["address"]) if fields["way"] else ""
        parties.change_shop(shop, {"settings": {**shop.settings, "inbox": address if fields["plus"] else "", "answers_to": address}})
        timeline.note(
            f"shop:{merchant_id}",
            "mailbox.set",
            by=by,
            now=now,
            subject=shop.slug,
            way=fields["way"],
            host=fields["host"],
            plus=fields["plus"],
        )


def record_mailbox_look(*, merchant_id: int, outcome: str, by: Actor, now: datetime) -> None:
    """`outcome`: good, or the code of what went wrong (and the server's words). The chain says when it began to fail, and when it works again."""
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        if inbox.record_look(outcome=outcome, now=now):
            timeline.note(f"shop:{merchant_id}", "mailbox.looked", by=by, now=now, subject=shop.slug, outcome=outcome.partition(":")[0])


def _sealed(fields: dict[str, Any], secrets: dict[str, str], before: Any) -> dict[str, str]:
    """A secret never follows to another host; the one in the service's address stays for the same service."""
    made = {"sealed_password": "", "sealed_hook": "", "sealed_key": ""}
    if fields["way"] == "imap":
        same = before is not None and before.way == "imap" and all(getattr(before, name) == fields[name] for name in _TARGET)
        if not secrets["password"] and not (same and before.sealed_password):
            raise Refusal(
                "password_missing",
                _("The password is missing."),
                _("Type it again: it does not follow to another server or user."),
                field="password",
            )
        made["sealed_password"] = seal(secrets["password"], purpose="mailbox") if secrets["password"] else before.sealed_password
    elif fields["way"]:
        same = before is not None and before.way == fields["way"]
        prefix = "whsec_" if fields["way"] == "raw" else ""
        made["sealed_hook"] = before.sealed_hook if same and before.sealed_hook else seal(prefix + new_secret(), purpose="mailbox")
        if fields["way"] == "mailgun":
            if not secrets["key"] and not (same and before.sealed_key):
                raise Refusal(
                    "key_missing",
                    _("Mailgun's signing key is missing."),
                    _("It stands in Mailgun under API security, HTTP webhook signing key."),
                    field="key",
                )
            made["sealed_key"] = seal(secrets["key"], purpose="mailbox") if secrets["key"] else before.sealed_key
    return made


def _read(form: dict[str, str]) -> dict[str, Any]:
    given = {name: form.get(name, "").strip() for name in _TEXTS}
    for name, text in given.items():
        if any(not letter.isprintable() for letter in text) or len(text) > (200 if name.endswith("folder") else 253):
            raise Refusal("text_unfit", _("There is a character in it that mail servers don't take."), _("Type it again."), field=name)
    none: dict[str, Any] = {
        "host": "",
        "port": 993,
        "security": "tls",
        "user": "",
        "folder": "INBOX",
        "done_with": "seen",
        "since": None,
        "done_folder": "",
    }
    if not given["way"]:
        return {**none, "way": "", "address": "", "plus": False, "trusted": ""}
    if given["way"] != "imap" and given["way"] not in SERVICES:
        raise Refusal("way_unknown", _("This way is not known."), _("Choose one of the list."), field="way")
    try:
        validate_email(given["address"])
    except ValidationError:
        raise Refusal(
            "email_invalid", _("This is no e-mail address."), _("Write the address that your customers write to."), field="address"
        ) from None
    both = {"way": given["way"], "address": given["address"], "plus": form.get("plus") == "on", "trusted": given["trusted"].lower()}
    return {**none, **both} if given["way"] in SERVICES else {**both, **_read_imap(given)}


def _read_imap(given: dict[str, str]) -> dict[str, Any]:
    if not usable_host(given["host"]):
        raise Refusal(
            "host_invalid", _("This is no name of a server."), _("For example imap.example.com, without http and port."), field="host"
        )
    if not given["port"].isascii() or not given["port"].isdigit() or len(given["port"]) > 5 or not 1 <= int(given["port"]) <= 65535:
        raise Refusal("port_invalid", _("A port is a number from 1 to 65535."), _("Mostly it is 993, or 143 with STARTTLS."), field="port")
    if given["security"] not in SECURITY or given["done_with"] not in DONE_WITH:
        raise Refusal("security_unknown", _("This kind of encryption is not known."), _("Choose one of the list."), field="security")
    if given["security"] == "none" and given["host"] not in ("localhost", "127.0.0.1", "::1"):
        message = _("Without encryption everybody on the way could read the password.")
        raise Refusal("password_in_clear", message, _("Choose an encryption."), field="security")
    if not given["user"]:
        raise Refusal("user_missing", _("The user is missing."), _("Mostly it is the whole address."), field="user")
    if given["done_with"] == "move" and not given["done_folder"]:
        raise Refusal("folder_missing", _("Say where read mail goes."), _("Name a folder of your mailbox."), field="done_folder")
    try:
        since = date.fromisoformat(given["since"]) if given["since"] else None
    except ValueError:
        raise Refusal("day_unfit", _("This is no day."), _("Write it as 2026-11-20."), field="since") from None
    return {
        "since": since,
        "host": given["host"], "port": int(given["port"]), "security": given["security"], "user": given["user"], "folder": given["folder"] or "INBOX",
        "done_with": given["done_with"], "done_folder": given["done_folder"] if given["done_with"] == "move" else "",
    }  # fmt: skip
