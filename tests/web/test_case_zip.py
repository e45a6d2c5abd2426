"""A case as one file: it says by itself whether it was changed, without makegood and without a network."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.console import case as console
from makegood.journeys.drop_case import drop_case
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.open_return import open_return
from makegood.journeys.send_message import send_message
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.uploads import clean_picture
from tests.base.test_chains import picture
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(now: datetime, settings: Any) -> tuple[Shop, Any]:
    """Hanna shows a broken lamp, chooses her money and is written to."""
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    with unit(merchants=[shop.id], by=CUSTOMER):
        kept = clean_picture(SimpleUploadedFile("lamp.jpg", picture(taken="2026:11:19 18:04:00", camera="Phone 9"))).keep(now=now)
    ask = Ask((AskedLine(line.id, 1, ("defective",), "It flickers.", evidence_ids=(kept.id,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={case_line(shop, case): "refund"})
    send_message(merchant_id=shop.id, case_id=case.id, text="We look at it on Monday.", by=STAFF, now=now)
    return shop, case


def case_line(shop: Shop, case: Any) -> str:
    with unit(merchants=[shop.id]):
        return str(returns.lines_of_case(case.id)[0].public_id)


def taken(shop: Shop, case: Any) -> bytes:
    client = Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    answer = client.post(f"/desk/case/{case.public_id}/file/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip", answer.content[:200]
    assert answer["Content-Disposition"] == f'attachment; filename="case-{case.number}.zip"'
    return bytes(answer.content)


def verified(content: bytes, folder: Path) -> tuple[int, str]:
    path = folder / "case.zip"
    path.write_bytes(content)
    done = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout


def changed(content: bytes, change: Callable[[dict[str, bytes]], None], *, sign: bool = False) -> bytes:
    """The same file with something done to it; `sign`: by somebody who mends the list of files as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if sign:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {name: digest_of_bytes(files[name]) for name in files if name != "manifest.json"}
        files["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_it_holds_everything_and_says_so(told: tuple[Shop, Any], tmp_path: Path) -> None:
    shop, case = told
    content = taken(shop, case)
    code, said = verified(content, tmp_path)
    assert code == 0 and said.startswith(f"Case {case.number}: ") and "hold." in said, said
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names if not name.startswith(("evidence", "originals")))
    assert sum(name.startswith("originals/") for name in names) == sum(name.startswith("evidence/") for name in names) == 1
    assert any(name.startswith("decisions/dec_") for name in names) and any(name.startswith("policies/") for name in names)
    assert b"It flickers." in everything and b"We look at it on Monday." in everything and b"Hanna Huber" in everything
    assert b"lnk_" not in everything  # no private link leaves with it
    assert verified(taken(shop, case), tmp_path)[0] == 0


def test_that_it_was_taken_stands_in_the_timeline(told: tuple[Shop, Any]) -> None:
    shop, case = told
    content = taken(shop, case)
    with unit(merchants=[shop.id]):
        (line,) = [one for one in returns.timeline_of(case.id) if one.name == "case.exported"]
    assert line.body == {"digest": digest_of_bytes(content), "size": len(content)} and line.actor.startswith("staff:person:")
    stranger = Client()
    assert stranger.login(username=make_shop("home", line.at).owner, password=PASSWORD)
    assert stranger.post(f"/desk/case/{case.public_id}/file/").status_code == 404
    assert Client().post(f"/desk/case/{case.public_id}/file/").status_code == 302  # to sign in


def test_unpacked_it_verifies_as_well(told: tuple[Shop, Any], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(*told))) as archive:
        archive.extractall(tmp_path / "case")
    done = subprocess.run([sys.executable, "__main__.py"], cwd=tmp_path / "case", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def _letter(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("letters/"))
    files[name] += b"PS: keep it."


def _picture(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("originals/"))
    files[name] = picture(taken="2026:11:01 08:00:00", camera="Phone 9")


def _words(files: dict[str, bytes]) -> None:
    files["words.json"] = files["words.json"].replace(b"It flickers.", b"It is fine.")


def _line_(files: dict[str, bytes]) -> None:
    files["timeline.jsonl"] = files["timeline.jsonl"].replace(b'"line.decided"', b'"line.refused"', 1)


def _cut(files: dict[str, bytes]) -> None:
    files["timeline.jsonl"] = b"\n".join(files["timeline.jsonl"].splitlines()[:-1]) + b"\n"


def _decision(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("decisions/"))
    record = json.loads(files[name])
    record["record"]["facts"]["case"]["kind"] = "change_of_mind"
    files[name] = json.dumps(record).encode()


def _more(files: dict[str, bytes]) -> None:
    files["letters/999-more.txt"] = b"Dear Hanna"


@pytest.mark.parametrize(
    ("change", "said", "even_signed"),
    [
        (_letter, "letters/", False), (_more, "letters/999-more.txt: was put in", False), (_picture, "originals/", True), (_words, "is not what was written", True),
        (_line_, "was changed, or the one before it", True), (_cut, "ends with another line", True), (_decision, "is not the decision that was made", True),
    ],
)  # fmt: skip
def test_what_was_done_to_it_is_named(told: tuple[Shop, Any], tmp_path: Path, change: Any, said: str, even_signed: bool) -> None:
    """What the chain holds the digest of is found even where the list of files was mended, too."""
    content = taken(*told)
    for sign in [False, True] if even_signed else [False]:
        code, text = verified(changed(content, change, sign=sign), tmp_path)
        assert code == 1 and said in text, text


def test_after_an_erasure_it_still_verifies_and_names_nobody(told: tuple[Shop, Any], now: datetime, tmp_path: Path) -> None:
    shop, _ = told
    order = sell(shop, now, LAMP, number="#1009")
    with unit(merchants=[shop.id], by=CUSTOMER):
        kept = clean_picture(SimpleUploadedFile("lamp.jpg", picture(taken="2026:11:20 08:00:00", camera="Phone 9"))).keep(now=now)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It flickers.", evidence_ids=(kept.id,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    drop_case(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now)
    content = taken(shop, case)
    code, said = verified(content, tmp_path)
    assert code == 0, said
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything, names = b"".join(archive.read(name) for name in archive.namelist()), archive.namelist()
    assert not any(name.startswith(("originals/", "evidence/")) for name in names)
    for word in (b"Hanna", b"flickers", b"hanna@test.example", b"Lindenstr"):
        assert word not in everything, word


def test_the_console_writes_it_beside_you(
    told: tuple[Shop, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, case = told
    monkeypatch.chdir(tmp_path)
    assert console.export(case.number, json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["file"].endswith(f"case-{case.number}.zip") and verified(Path(answer["file"]).read_bytes(), tmp_path)[0] == 0
    with pytest.raises(Refusal, match="no such case"):
        console.export("NOPE-1234")
