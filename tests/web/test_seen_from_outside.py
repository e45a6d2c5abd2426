"""What somebody sees who runs it: logs that can be followed, numbers, readiness in words, findings with their mends."""

import json
import logging
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from makegood.apps.notices.models import Notice
from makegood.base.queue import queue_state
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.config import logs
from makegood.insight.diagnosis import diagnose
from makegood.journeys.open_return import open_return
from tests.cast import LAMP, STAFF, line_of, make_shop, sell

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every line that is logged while a test runs, as the JSON that it is in real use."""
    import io

    stream = io.StringIO()
    before = (logging.getLogger().handlers, logging.getLogger().level, logging.getLogger("makegood").level)
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure({"json": True, "level": "INFO"})
    monkeypatch.undo()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().handlers = before[0]
    logging.getLogger().setLevel(before[1])
    logging.getLogger("makegood").setLevel(before[2])


def _case(now: datetime) -> tuple[Any, Any, str]:
    from makegood.base.links import link_for, token_of

    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It does not light up."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        return shop, case, token_of(link_for(purpose="case", subject=case.public_id, now=now))


@pytest.mark.django_db
def test_a_request_has_one_line_with_its_id_its_shop_and_its_case_but_not_its_link(now: datetime, lines: Any, client: Client) -> None:
    shop, case, token = _case(now)
    answer = client.get(f"/s/{shop.merchant.slug}/case/{token}/", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer.status_code == 200 and answer["X-Request-ID"] == "from-the-proxy-1"
    (line,) = [one for one in lines() if one["event"] == "request"]
    assert (line["request_id"], line["case"], line["shop"], line["status"]) == ("from-the-proxy-1", case.public_id, str(shop.id), 200)
    assert line["by"].startswith("customer:lnk_") and line["ms"] > 0
    assert token not in json.dumps(lines()) and "hanna" not in json.dumps(lines()).lower()


@pytest.mark.django_db
def test_the_next_request_begins_with_nothing_of_the_last_one(now: datetime, lines: Any, client: Client) -> None:
    shop, _, token = _case(now)
    client.get(f"/s/{shop.merchant.slug}/case/{token}/")
    client.get(f"/s/{shop.merchant.slug}/")
    first, second = [one for one in lines() if one["event"] == "request"]
    assert "case" in first and "case" not in second and first["request_id"] != second["request_id"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("opened /supplier/lnk_1:abc:def/ twice", "opened /supplier/.../ twice"),
        ("Authorization: Bearer mg_0123456789abcdef", "Authorization: Bearer ..."),
        ("the key mg_0123456789abcdef0123 was used", "the key mg_... was used"),
        ("smtp://me:secret@mail.example:587", "smtp://me:...@...:587"),
        ("DETAIL: Key (email)=(hanna@test.example) exists", "DETAIL: Key (email)=(...@...) exists"),
        ("reset at /desk/password/lnk_9:xyz/", "reset at /desk/password/.../"),
        ("key rk_live_51Nabc and sk_test_4eC39", "key rk_live_... and sk_test_..."),
        ("signed with whsec_c2VjcmV0/x+y==", "signed with whsec_..."),
    ],
)
def test_secrets_and_addresses_are_cut_however_deep(said: str, kept: str) -> None:
    found = logs.cut_secrets(None, "info", {"event": said, "more": {"deep": [said]}, "object": object()})
    assert found == {"event": kept, "more": {"deep": [kept]}}


@pytest.mark.django_db
def test_numbers_tell_what_stands_where_and_name_nobody(now: datetime, client: Client) -> None:
    shop, case, token = _case(now)
    client.get(f"/s/{shop.merchant.slug}/case/{token}/")
    text = client.get("/metrics").content.decode()
    assert re.search(r'makegood_requests_total\{method="GET",route="/s/<slug:shop>/case/<str:token>/",status="2xx"\} [1-9]', text)
    assert re.search(r'makegood_cases\{owner="\w+"\} [1-9]', text) and re.search(r'makegood_mails\{state="pending"\} [1-9]', text)
    assert "makegood_database_up 1.0" in text
    assert shop.merchant.slug not in text and token not in text and case.public_id not in text


@pytest.mark.parametrize(
    ("settings_", "sent", "status"),
    [
        ({}, {}, 200),
        ({}, {"REMOTE_ADDR": "203.0.113.9"}, 403),
        ({}, {"headers": {"X-Forwarded-For": "203.0.113.9"}}, 403),
        ({"MAKEGOOD_METRICS_TOKEN": "t" * 20}, {}, 403),
        ({"MAKEGOOD_METRICS_TOKEN": "t" * 20}, {"headers": {"Authorization": "Bearer " + "t" * 20}, "REMOTE_ADDR": "203.0.113.9"}, 200),
    ],
)
@pytest.mark.django_db
def test_numbers_are_for_this_machine_or_for_the_token(settings_: dict, sent: dict, status: int, settings: Any, client: Client) -> None:
    for name, value in settings_.items():
        setattr(settings, name, value)
    assert client.get("/metrics", **sent).status_code == status


@pytest.mark.django_db
def test_ready_says_in_words_that_the_worker_is_gone(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["ready"] is True
    assert "No worker runs: mails, deadlines and payments wait." in answer.json()["limping"][0]


@pytest.mark.django_db
def test_not_ready_says_in_words_which_part_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from django.db import OperationalError

    def gone() -> bool:
        raise OperationalError("connection refused")

    monkeypatch.setattr("makegood.config.health.tables_differ", gone)
    settings.MAKEGOOD_DATA = "/nowhere"
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer["Retry-After"] == "5"
    assert answer.json()["missing"] == ["the data folder can't be written: photos could not be kept", "the database does not answer"]
    monkeypatch.setattr("makegood.config.health.tables_differ", lambda: True)
    assert "run `makegood migrate`" in client.get("/readyz").json()["missing"][1]


@pytest.mark.django_db
def test_the_doctor_finds_what_waits_and_says_what_to_do(now: datetime) -> None:
    shop, _, _ = _case(now)
    now = queue_state().database_time
    found = {one.id: one for one in diagnose(now=now)}
    assert f"{shop.merchant.slug}: a mail has waited since" in found["mg.W009"].message and "worker" in found["mg.W009"].mend
    assert "mg.E013" not in found and "mg.E014" not in found and "mg.W014" not in found
    with unit(merchants=[shop.id]):
        Notice.objects.update(state="failed", problem="the address was refused (550)")
    assert "mg.W008" in {one.id for one in diagnose(now=now)}
    assert "mg.W014" in {one.id for one in diagnose(now=now + timedelta(seconds=60))}


@pytest.mark.django_db
def test_the_doctor_finds_a_case_that_says_another_next_step_than_its_facts(now: datetime) -> None:
    from makegood.apps.returns.models import Case

    shop, case, _ = _case(now)
    with unit(merchants=[shop.id]):
        Case.objects.filter(id=case.id).update(ball_owner="supplier")
    (found,) = [one for one in diagnose(now=now) if one.id == "mg.E013"]
    assert case.public_id in found.message and found.level == "error"


def _doctor(**env: str) -> tuple[int, dict[str, dict[str, str]]]:
    import os

    command = [sys.executable, "-m", "makegood", "doctor", "--json"]
    done = subprocess.run(command, env={**os.environ, "MAKEGOOD_DEMO": "", **env}, capture_output=True, text=True, timeout=120)
    return done.returncode, {one["id"]: one for one in json.loads(done.stdout)["findings"]}


def test_the_doctor_reads_every_setting_that_somebody_mistyped() -> None:
    code, found = _doctor(
        MAKEGOOD_MAX_UPLOAD_MB="a lot", MAKEGOOD_NOW="tomorrow", MAKEGOOD_BASE_URL="http://shop.example/returns", MAKEGOOD_HOSTS=""
    )
    assert code == 1
    assert "MAKEGOOD_MAX_UPLOAD_MB" in found["mg.E009"]["message"] or "MAKEGOOD_NOW" in found["mg.E009"]["message"]
    assert "without a path" in found["mg.E007"]["mend"]
    code, found = _doctor(MAKEGOOD_BASE_URL="http://shop.example", MAKEGOOD_SECRET_KEYS="short")
    assert code == 1 and {"mg.E001", "mg.E008", "mg.W001", "mg.W002"} <= set(found)


def test_the_doctor_says_that_the_database_is_gone_and_nothing_else_breaks() -> None:
    code, found = _doctor(MAKEGOOD_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert code == 1 and found["mg.E003"]["mend"] == "Start it, or mend MAKEGOOD_DATABASE_URL."


def test_every_number_of_the_doctor_is_explained_and_no_other() -> None:
    sources = [ROOT / "src/makegood/config/checks.py", *sorted((ROOT / "src/makegood/insight").glob("*.py"))]
    text = "".join(path.read_text() for path in sources)
    used = set(re.findall(r'"(mg\.[EW]\d{3})"', text))
    used |= {f"mg.{'E' if kind == 'error' else 'W'}{number}" for kind, number in re.findall(r'_(error|warning)\(\s*"(\d{3})"', text)}
    used |= {f"mg.W{number}" for number in re.findall(r'yield \(?\s*"(\d{3})"', text)}
    explained = re.findall(r"^\| (mg\.[EW]\d{3}) \|", (ROOT / "docs/how-to/doctor.md").read_text(), re.M)
    assert sorted(explained) == sorted(used)
