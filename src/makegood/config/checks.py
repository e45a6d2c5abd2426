"""Numbered boot checks: what must hold before this installation may serve. `makegood doctor` prints them with their mends.

E is an error: something does not work or is not safe. W is a warning. Every number is in docs/how-to/doctor.md (a test).
"""

import os
import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from makegood.backup import nightly  # noqa: F401 - what is wrong with its settings stands among UNREADABLE then
from makegood.base.tables import tables_differ
from makegood.connectors.dns.resolver import servers_of
from makegood.localdb.binaries import OLDEST
from makegood.localdb.environment import DATABASE_URL, UNREADABLE, database_of

LITTLE_SPACE = 1_000_000_000
_LOCAL = ("127.0.0.1", "localhost", "::1")


@register(Tags.security)
def check_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if len(settings.SECRET_KEY) < 32:
        return [Error("The secret key is too short.", hint="Set MAKEGOOD_SECRET_KEYS to 32 characters or more.", id="mg.E001")]
    return []


@register(Tags.security)
def check_data_folder(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    folder = settings.MAKEGOOD_DATA
    if not os.access(folder, os.W_OK):
        hint = "Make it writable or set MAKEGOOD_DATA to another folder."
        return [Error(f"The data folder {folder} can't be written.", hint=hint, id="mg.E002")]
    free = shutil.disk_usage(folder).free
    if free < LITTLE_SPACE:
        hint = "Free some space, or move MAKEGOOD_DATA: photos and the embedded database live there."
        return [Warning(f"Only {free // 1_000_000} MB are free where the data folder lies.", hint=hint, id="mg.W004")]
    return []


@register(Tags.security)
def check_incoming(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Shops that have a folder for their files of orders need it to be one that we can put files away in."""
    folder = settings.MAKEGOOD_INCOMING
    shut = [one for one in (folder, *(folder.iterdir() if folder.is_dir() else ())) if one.exists() and not os.access(one, os.W_OK)]
    hint = "Files in it stay where they are: make it writable, or set MAKEGOOD_INCOMING to another folder."
    return [Warning(f"The folder for orders {one} can't be written.", hint=hint, id="mg.W040") for one in shut]


@register(Tags.security)
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = [
        Error(f"{name} can't be read.", hint=f"It must be {form}. Its default stands until then.", id="mg.E009")
        for name, form in UNREADABLE
    ]
    if DATABASE_URL and not (DATABASE_URL.startswith(("postgresql://", "postgres://")) and database_of(DATABASE_URL)["NAME"]):
        hint = "Write it as postgresql://role:password@host:5432/database."
        found.append(Error("MAKEGOOD_DATABASE_URL is no PostgreSQL address.", hint=hint, id="mg.E010"))
    if settings.MAKEGOOD_NOW:
        hint = "Unset MAKEGOOD_NOW: every deadline is reckoned from a day that never passes."
        found.append(Warning("The clock is fixed.", hint=hint, id="mg.W015"))
    return found


@register(Tags.security)
def check_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The address that links in mails are made of must be one that this installation answers."""
    parts = urlsplit(settings.MAKEGOOD_BASE_URL)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.path:
        hint = "Set it to something like https://returns.myshop.example, without a path."
        return [Error(f"MAKEGOOD_BASE_URL is no address: {settings.MAKEGOOD_BASE_URL}", hint=hint, id="mg.E007")]
    found: list[CheckMessage] = []
    served = [name.strip("[]").lower() for name in settings.ALLOWED_HOSTS]
    if not any(name in ("*", host) or (name.startswith(".") and f".{host}".endswith(name)) for name in served):
        hint = f"Add {host} to MAKEGOOD_HOSTS, or mend MAKEGOOD_BASE_URL."
        found.append(Error(f"Links lead to {host}, which is not among the hosts that are served.", hint=hint, id="mg.E008"))
    if parts.scheme == "https" and settings.SECURE_PROXY_SSL_HEADER is None:
        hint = "Set MAKEGOOD_BEHIND_PROXY=1: otherwise all visitors count as one, and a few wrong passwords shut everybody out."
        found.append(Warning("The address is https, but no proxy was told of.", hint=hint, id="mg.W056"))
    if parts.scheme == "http" and host not in _LOCAL:
        hint = "Put a proxy with a certificate in front and set MAKEGOOD_BASE_URL to https://..."
        found.append(Warning("People's data and passwords would travel unencrypted.", hint=hint, id="mg.W002"))
    if settings.MAKEGOOD_DEMO and host not in _LOCAL:
        hint = "Run `makegood serve` instead: the demo's passwords stand on its first page."
        found.append(Warning("The demo is served under a public address.", hint=hint, id="mg.W016"))
    return found


@register(Tags.security)
def check_dns(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        servers_of(settings.MAKEGOOD_DNS)
    except ValueError:
        hint = (
            "Write addresses, with a port where it is not 53: 192.168.1.1 or 127.0.0.1:5353, several by commas. Empty: this machine's own."
        )
        return [Error("MAKEGOOD_DNS can't be read.", hint=hint, id="mg.E060")]
    return []


@register(Tags.security)
def check_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.MAKEGOOD_DEMO:
        return []
    if not settings.MAKEGOOD_SMTP_URL:
        return [Warning("No mail server is set: mails are only written to the outbox folder.", hint="Set MAKEGOOD_SMTP_URL.", id="mg.W001")]
    if settings.MAKEGOOD_MAIL_FROM.endswith("@localhost"):
        hint = "Set MAKEGOOD_MAIL_FROM to an address of your own domain: most mail servers refuse or hide the rest."
        return [Warning(f"Mails come from {settings.MAKEGOOD_MAIL_FROM}.", hint=hint, id="mg.W003")]
    return []


def _asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def _with_database(check: Callable[[], list[CheckMessage]]) -> Callable[..., list[CheckMessage]]:
    """A check that runs only where Django lets checks ask the database, and is silent where that does not answer (mg.E003 says so)."""

    def run(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
        if not databases:
            return []
        try:
            return check()
        except DatabaseError:
            return []

    return run


@register(Tags.database)
def check_database(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    if not databases:
        return []
    try:
        _asked("SELECT 1")
    except DatabaseError:
        return [Error("The database does not answer.", hint="Start it, or mend MAKEGOOD_DATABASE_URL.", id="mg.E003")]
    return []


def _role() -> list[CheckMessage]:
    """FORCE ROW LEVEL SECURITY does not bind superusers and roles with BYPASSRLS: the wall between shops would be a painting."""
    row = _asked("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if row and row[0]:
        hint = "Connect as an ordinary role (NOSUPERUSER NOBYPASSRLS) that owns the database."
        return [Error("The database role passes through the walls between shops.", hint=hint, id="mg.E004")]
    return []


def _version() -> list[CheckMessage]:
    number = int(_asked("SHOW server_version_num")[0])
    if number < OLDEST * 10_000:
        hint = f"Use PostgreSQL {OLDEST} or newer, or unset MAKEGOOD_DATABASE_URL for the one that comes along."
        return [Error(f"This is PostgreSQL {number // 10_000}.", hint=hint, id="mg.E005")]
    return []


def _tables() -> list[CheckMessage]:
    if tables_differ():
        return [Error("The database's tables are not those of this version.", hint="Run `makegood migrate`.", id="mg.E006")]
    return []


check_role = register(_with_database(_role), Tags.database)
check_version = register(_with_database(_version), Tags.database)
check_tables = register(_with_database(_tables), Tags.database)
