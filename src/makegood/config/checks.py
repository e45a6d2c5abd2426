"""Numbered boot checks: what must hold before this installation may serve. `makegood doctor` prints them with their mends."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection


@register(Tags.security)
def check_secret(app_configs: Any, **kwargs: Any) -> list[Any]:
    if len(settings.SECRET_KEY) < 32:
        return [Error("The secret key is too short.", hint="Set MAKEGOOD_SECRET_KEYS to 32 characters or more.", id="mg.E001")]
    return []


@register(Tags.security)
def check_data_folder(app_configs: Any, **kwargs: Any) -> list[Any]:
    if not os.access(settings.MAKEGOOD_DATA, os.W_OK):
        hint = "Make it writable or set MAKEGOOD_DATA to another folder."
        return [Error(f"The data folder {settings.MAKEGOOD_DATA} can't be written.", hint=hint, id="mg.E002")]
    return []


@register(Tags.security)
def check_mail(app_configs: Any, **kwargs: Any) -> list[Any]:
    if not settings.MAKEGOOD_SMTP_URL and not settings.MAKEGOOD_DEMO:
        return [Warning("No mail server is set: mails are only written to the outbox folder.", hint="Set MAKEGOOD_SMTP_URL.", id="mg.W001")]
    return []


@register(Tags.database)
def check_role(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Any]:
    """FORCE ROW LEVEL SECURITY does not bind superusers and roles with BYPASSRLS: the wall between shops would be a painting."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            row = cursor.fetchone()
    except DatabaseError:
        return [Error("The database does not answer.", hint="Start it, or mend MAKEGOOD_DATABASE_URL.", id="mg.E003")]
    if row and row[0]:
        hint = "Connect as an ordinary role (NOSUPERUSER NOBYPASSRLS) that owns the database."
        return [Error("The database role passes through the walls between shops.", hint=hint, id="mg.E004")]
    return []
