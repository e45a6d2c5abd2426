"""The environment, read once. Every setting is in docs/how-to/run.md."""

import os
import secrets
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

DATA = Path(os.environ.get("MAKEGOOD_DATA", "var/data")).absolute()
DATABASE_URL = os.environ.get("MAKEGOOD_DATABASE_URL", "")


# After five plans made with their values PostgreSQL keeps one for all, unless it would cost more: partial indexes are of use only to the former,
# so that a kept plan for everything reads whole tables in a shop of many closed cases (measured: docs/adr/0007).
PREPARED = {"server_side_binding": True, "prepare_threshold": 2, "options": "-c plan_cache_mode=auto -c jit=off"}


POOL_WAIT_S = 5  # a request waits this long for a database that is starting again, then says that it is away

UNREADABLE: list[tuple[str, str]] = []
"""(name, what it must be) of each setting that could not be read; its default stands until somebody mends it (`doctor`: mg.E009)."""


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def whole_number(name: str, default: int) -> int:
    """A setting of 1 or more."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000:
        return int(text)
    UNREADABLE.append((name, "a whole number from 1"))
    return default


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """A setting of addresses and networks, with commas."""
    try:
        return [ip_network(word.strip(), strict=False) for word in (os.environ.get(name, "").strip() or default).split(",")]
    except ValueError:
        UNREADABLE.append((name, "addresses or networks with commas, such as 127.0.0.1,10.0.0.0/8"))
        return [ip_network(word) for word in default.split(",")]


def moment(name: str) -> str:
    """A setting that is a time (ISO 8601), or nothing."""
    text = os.environ.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        UNREADABLE.append((name, "a time such as 2026-11-20T10:00:00+01:00"))
        return ""


def database_of(url: str) -> dict[str, object]:
    """Django's settings for a PostgreSQL address; `host` in the query may be a socket folder."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": flag("MAKEGOOD_POOL"),  # none is handed a connection that died with its database (localdb/pool.py)
        "OPTIONS": {
            **({} if flag("MAKEGOOD_PGBOUNCER") else PREPARED),
            **({"pool": {"min_size": 1, "max_size": 8, "timeout": POOL_WAIT_S}} if flag("MAKEGOOD_POOL") else {}),
            **query,
        },
    }


def keys_in(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


def given_keys() -> list[str]:
    """The keys of MAKEGOOD_SECRET_KEYS; none where it is unset."""
    return keys_in(os.environ.get("MAKEGOOD_SECRET_KEYS", ""))


def secret_keys() -> list[str]:
    """MAKEGOOD_SECRET_KEYS (comma-separated, newest first); without it one is made once and kept beside the data, for nobody else to read."""
    if given := given_keys():
        return given
    path = DATA / "secret.key"
    try:
        return keys_in(path.read_text())
    except OSError:
        pass
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return keys_in(path.read_text())
    except OSError:
        return [secrets.token_urlsafe(48)]  # nothing can be kept here: `doctor` says so (mg.E002)
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(48))
    return [key]
