"""Places that a backup goes to and comes from, and an independent look at what is in them: as the server's own superuser, by no code of ours."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from PIL import Image

from makegood.apps.claims import queries as claims
from makegood.base.actor import CUSTOMER
from makegood.base.evidence import store
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.open_return import open_return
from makegood.journeys.submit_claim import submit_claim
from makegood.localdb.cluster import Cluster, socket_folder
from makegood.web.follow import follow
from tests.cast import LAMP, SHENZHEN, STAFF, Shop, line_of, make_shop, sell

CLUSTER = Path(os.environ["MAKEGOOD_TEST_CLUSTER"])


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade % 256, 150, 90)).save(out, "PNG")
    return out.getvalue()


def one_return(shop: Shop, now: datetime, number: str, shade: int = 0) -> Any:
    """A case with a photo that is decided, and a claim that the supplier accepts: rows in every book."""
    line = line_of(shop, sell(shop, now, LAMP, number=number))
    with unit(merchants=[shop.id]):
        photos = tuple(store(picture(shade + place), "image/png", now=now).id for place in (0, 100))
    ask = Ask((AskedLine(line.id, 1, ("defective",), "It flickers.\tThen \\ nothing.\nÄöü 灯", photos),))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    with unit(merchants=[shop.id]):
        claim = claims.claims_of_case(case.id)[0].public_id
    submit_claim(merchant_id=shop.id, claim_id=claim, by=STAFF, now=now)
    answer_claim(merchant_id=shop.id, claim_id=claim, answer="accepted", credit_form="credit_note", by=SHENZHEN, now=now)
    return case


def two_shops(now: datetime) -> tuple[Shop, Shop]:
    first, second = make_shop("home", now), make_shop("home", now)
    one_return(first, now, "#1001", 1)
    one_return(second, now, "#1001", 2)
    return first, second


def superuser(data: Path, database: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(f"postgresql://postgres@/{database}?host={socket_folder(data)}", autocommit=True)


def content(data: Path, database: str) -> dict[str, tuple[int, str]]:
    """{table: (rows, hash)}: whole rows, sorted as text, read past every wall."""
    found = {}
    with superuser(data, database) as connection:
        connection.execute("SET timezone = 'UTC'")
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT t::text FROM "{name}" t ORDER BY t::text COLLATE "C"').fetchall()
            found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


def files(data: Path) -> dict[str, str]:
    store_ = data / "evidence"
    return {str(one.relative_to(data)): hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(store_.rglob("*")) if one.is_file()}


def known(database: str) -> list[str]:
    """Files that the database knows of."""
    with superuser(CLUSTER, database) as connection:
        rows = connection.execute("SELECT merchant_id, digest FROM base_evidence WHERE erased_at IS NULL").fetchall()
    return sorted(f"evidence/m{merchant}/{digest[:2]}/{digest}" for merchant, digest in rows)


def gone(data: Path, database: str) -> list[str]:
    """Those of them that are not in this folder: other tests leave such ones behind."""
    return [name for name in known(database) if not (data / name).exists()]


def typed(*words: str, data: Path, url: str = "", **env: str) -> tuple[int, Any, str]:
    """`makegood WORDS --json` as a process of its own: (exit code, what it answered, what it said)."""
    unset = ("DJANGO_SETTINGS_MODULE", "MAKEGOOD_DEMO", "MAKEGOOD_NOW", "MAKEGOOD_SECRET_KEYS")
    given = {key: value for key, value in os.environ.items() if key not in unset and not key.startswith("MAKEGOOD_BACKUP")}
    done = subprocess.run(
        [sys.executable, "-m", "makegood", *words, "--json"], env={**given, "MAKEGOOD_DATA": str(data), "MAKEGOOD_DATABASE_URL": url, **env},
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, lines[0] if len(lines) == 1 else lines, done.stderr


@contextmanager
def room() -> Iterator[Path]:
    """A data folder that the database's own account may enter (pytest's may not); nothing of it is left."""
    data = Path(tempfile.mkdtemp(prefix="mg-room-"))
    data.chmod(0o755)
    try:
        yield data
    finally:
        shutil.rmtree(socket_folder(data), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def running(data: Path) -> Iterator[None]:
    cluster = Cluster(data, durable=False)
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()
