"""The rehearsal: what was saved comes back on an empty machine, the same to the last row and file, and is refused wherever it is not the same."""

import io
import json
import os
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyrage
import pytest
from django.db import connections

from makegood.backup import keys
from makegood.backup.make import make_backup
from makegood.backup.read import read_backup
from makegood.backup.restore import check_keys, stage
from makegood.kernel.refusal import Refusal
from makegood.localdb.cluster import ROLE
from tests.backup.rooms import CLUSTER, content, files, gone, known, one_return, room, running, superuser, two_shops, typed
from tests.cast import make_shop
from tests.harness.database import copy_template
from tests.harness.plugin import SECRET

HERE = Path(os.environ["MAKEGOOD_DATA"])
URL = os.environ["MAKEGOOD_DATABASE_URL"]
NAME = urlsplit(URL).path.lstrip("/")
KEY = pyrage.x25519.Identity.generate()


def save(path: Path, now: datetime, *, recipients: Any = None, data: Path = HERE, url: str = URL) -> dict[str, Any]:
    given = [KEY.to_public()] if recipients is None else recipients
    return make_backup(path, dsn=url, data=data, recipients=given, secret_keys=[SECRET], now=now)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(f"# kept elsewhere\n{KEY}\n")
    return path


@pytest.fixture(scope="module")
def saved(tmp_path_factory: Any, django_db_blocker: Any) -> tuple[Path, dict[str, Any], Any, Any]:
    """Two shops with a return each: (the backup, what it says, what was in the database and on the disk)."""
    path, now = tmp_path_factory.mktemp("saved") / "shop.age", datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    with django_db_blocker.unblock():
        two_shops(now)
        connections.close_all()
    return path, save(path, now), content(CLUSTER, NAME), files(HERE)


@pytest.mark.slow
def test_a_shop_comes_back_on_an_empty_machine_the_same_to_the_last_row_and_file(saved: Any, key_file: Path) -> None:
    path, made, before, kept = saved
    assert {name: one["rows"] for name, one in made["tables"].items()} == {name: rows for name, (rows, _) in before.items()}
    assert kept and made["files"]["count"] >= len(kept) and made["damaged"] == [] and made["missing"] == gone(HERE, NAME)
    assert b"Hanna" not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    with room() as data:
        code, done, said = typed("restore", str(path), "--key", str(key_file), data=data)
        assert code == 0, said
        assert {key: done[key] for key in ("manifest", "rows", "tables", "files")} == {
            key: made[key] for key in ("manifest", "rows", "tables", "files")
        }
        assert done["aside"] == [] and (data / "secret.key").read_text() == SECRET and not (data / "backup.restoring").exists()
        with running(data):
            assert (content(data, ROLE) == before or done["asked_first"]) and files(data) == kept
            code, chains, _ = typed("timeline", "verify", data=data)
            assert code == 0 and chains["chains"] > 2 and chains["broken"] == []
            code, decisions, _ = typed("decision", "replay", data=data)
            assert code == 0 and len(decisions) >= 2 and all(one["same"] for one in decisions)
            with superuser(data, ROLE) as connection:
                walled = connection.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity").fetchall()
                off = connection.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'").fetchall()
                table, sequence = "base_timeline", "base_timeline_id_seq"
                ahead = connection.execute(f"SELECT nextval('{sequence}') > max(id) FROM {table}").fetchall()
            assert walled[0][0] > 30 and off == [(0,)] and ahead == [(True,)]
            code, again, _ = typed("restore", str(path), "--key", str(key_file), data=data)
            assert code == 3 and again["refusal"]["code"] == "not_empty"


@pytest.mark.slow
def test_over_a_full_database_of_one_s_own_it_comes_back_only_when_told_and_when_nobody_is_in_it(saved: Any, key_file: Path) -> None:
    path, _, before, kept = saved
    words, url = ("restore", str(path), "--key", str(key_file), "--overwrite"), copy_template(CLUSTER, "own")
    with room() as data:
        (data / "evidence" / "m1").mkdir(parents=True)
        (data / "evidence" / "m1" / "old").write_text("old")
        with superuser(CLUSTER, "own") as watching:
            watching.execute("INSERT INTO django_session VALUES ('theirs', '', now())")
            code, refused, _ = typed(*words, data=data, url=url, MAKEGOOD_SECRET_KEYS=SECRET)
            assert code == 3 and refused["refusal"]["code"] == "database_in_use" and os.listdir(data) == ["evidence"]
        code, done, said = typed(*words, data=data, url=url, MAKEGOOD_SECRET_KEYS=SECRET)
        assert code == 0 and (content(CLUSTER, "own") == before or done["asked_first"]) and files(data) == kept, said
        assert [name.partition(".")[0] for name in done["aside"]] == ["evidence"] and not (data / "secret.key").exists()
        assert (data / done["aside"][0] / "m1" / "old").read_text() == "old"


@pytest.mark.slow
def test_a_backup_whose_tables_are_made_otherwise_is_refused_and_the_place_stays_as_it_is(tmp_path: Path, now: datetime) -> None:
    open_one, changed, url = tmp_path / "open.tar", tmp_path / "changed.tar", copy_template(CLUSTER, "stays")
    save(open_one, now, recipients=[])
    with tarfile.open(open_one) as source, tarfile.open(changed, "w") as target:
        for member in source:
            body = source.extractfile(member)
            assert body is not None
            whole = body.read()
            if member.name == "manifest.json":
                whole = json.dumps({**json.loads(whole), "schema": "0" * 64}).encode()
                member.size = len(whole)
            target.addfile(member, io.BytesIO(whole))
    with room() as data:
        (data / "evidence").mkdir()
        (data / "evidence" / "old").write_text("old")
        before = content(CLUSTER, "stays")
        code, refused, _ = typed("restore", str(changed), "--overwrite", data=data, url=url, MAKEGOOD_SECRET_KEYS=SECRET)
        assert code == 3 and refused["refusal"]["code"] == "schema_differs"
        assert content(CLUSTER, "stays") == before and os.listdir(data) == ["evidence"] and (data / "evidence" / "old").read_text() == "old"


def test_other_secret_keys_are_noticed_before_anything_is_done(saved: Any, tmp_path: Path) -> None:
    staged = stage(saved[0], tmp_path / "data", [KEY])
    with pytest.raises(Refusal) as refused:
        check_keys(staged, setting=["z" * 40], other_keys=False)
    assert refused.value.code == "other_keys"
    for setting in ([], [SECRET], ["n" * 40, SECRET]):
        check_keys(staged, setting=setting, other_keys=False)
    check_keys(staged, setting=["z" * 40], other_keys=True)


def test_writes_go_on_while_it_is_saved_and_what_was_saved_is_one_moment(tmp_path: Path, now: datetime, real_db: None) -> None:
    first, lost = make_shop("home", now), gone(HERE, NAME)
    going, started, trouble = threading.Event(), threading.Event(), []

    def write() -> None:
        from django.db import connections

        number = 2000
        try:
            while not going.is_set():
                number += 1
                one_return(first, now, f"#{number}", number)
                started.set()
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(60)
        made = [save(tmp_path / f"{place}.age", now) for place in range(2)]
    finally:
        going.set()
        writer.join(60)
    assert not trouble and made[0]["rows"] < made[1]["rows"] < sum(rows for rows, _ in content(CLUSTER, NAME).values())
    rows: dict[str, list[str]] = {}

    def take(name: str, packed: bytes) -> None:
        import gzip

        if name.startswith("tables/"):
            rows.setdefault(name.split("/")[1], []).extend(gzip.decompress(packed).decode().splitlines())

    for one in made:
        rows.clear()
        manifest, digest = read_backup(Path(one["file"]), [KEY], take)
        assert digest == one["manifest"] and manifest.missing == lost
        cases, lines = len(rows["returns_case"]), [line for line in rows["base_timeline"] if "case.opened" in line]
        assert cases == len(lines) and len(rows["returns_caseline"]) >= cases


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda whole: whole[: len(whole) // 2], "backup_damaged"),
        (lambda whole: whole[:-1], "backup_damaged"),
        (lambda whole: whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], "backup_damaged"),
        (lambda whole: whole[:-20] + bytes([whole[-20] ^ 128]) + whole[-19:], "backup_damaged"),
        (lambda whole: whole + b"more", "backup_damaged"),
        (lambda whole: whole[:60], "backup_damaged"),
        (lambda whole: b"PK\x03\x04" + whole, "no_backup"),
        (lambda whole: b"", "no_backup"),
    ],
    ids=["half", "last byte", "a bit early", "a bit late", "longer", "head only", "a zip", "empty"],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_touched(spoil: Any, code: str, saved: Any, tmp_path: Path) -> None:
    bad, data = tmp_path / "bad.age", tmp_path / "data"
    bad.write_bytes(spoil(saved[0].read_bytes()))
    with pytest.raises(Refusal) as refused:
        stage(bad, data, [KEY])
    assert refused.value.code == code and os.listdir(data) == []


def test_a_wrong_key_none_and_a_newer_version_are_said_in_one_sentence(saved: Any, tmp_path: Path, now: datetime) -> None:
    path = saved[0]
    with pytest.raises(Refusal) as refused:
        read_backup(path, [pyrage.x25519.Identity.generate()])
    assert refused.value.message == "This key does not open the backup."
    with pytest.raises(Refusal) as refused:
        read_backup(path, [])
    assert refused.value.code == "backup_no_key"
    with pytest.raises(Refusal) as refused:
        read_backup(path, [KEY], ours="0.0.9")
    assert refused.value.code == "backup_newer" and "this is 0.0.9" in refused.value.message


def test_who_changes_an_open_backup_and_packs_it_again_is_found_by_the_manifest(saved: Any, tmp_path: Path, now: datetime) -> None:
    open_one, changed = tmp_path / "open.tar", tmp_path / "changed.tar"
    made = save(open_one, now, recipients=[])
    assert not made["encrypted"] and read_backup(open_one, [])[1] == made["manifest"]
    with tarfile.open(open_one) as source, tarfile.open(changed, "w") as target:
        assert "secret.keys" not in source.getnames()
        for member in source:
            body = source.extractfile(member)
            assert body is not None
            if member.name.startswith("files/evidence"):
                member.size = 1
                body = io.BytesIO(b"x")  # type: ignore[assignment]
            target.addfile(member, body)
    with pytest.raises(Refusal) as refused:
        read_backup(changed, [])
    assert refused.value.code == "backup_damaged"


def test_a_lost_and_a_rotten_picture_are_named_and_the_rest_is_saved(tmp_path: Path, now: datetime, real_db: None) -> None:
    import shutil

    one_return(make_shop("home", now), now, "#1001", 7)
    data = tmp_path / "data"
    shutil.copytree(HERE / "evidence", data / "evidence")
    before, (first, second) = gone(data, NAME), [one for one in known(NAME) if (data / one).exists()][:2]
    (data / first).unlink()
    (data / second).write_bytes(b"rotten")
    made = save(tmp_path / "shop.age", now, data=data)
    assert made["missing"] == sorted([first, *before]) and made["damaged"] == [second]


def test_the_console_refuses_in_one_sentence(tmp_path: Path) -> None:
    target = tmp_path / "there.age"
    target.write_text("mine")
    for words, code in (
        (("backup", str(target)), "file_exists"),
        (("backup", str(tmp_path / "no" / "way.age")), "folder_missing"),
        (("backup",), "file_missing"),
        (("restore", str(target)), "no_backup"),
    ):
        found, answer, _ = typed(*words, data=tmp_path / "data", url=URL)
        assert found == 3 and answer["refusal"]["code"] == code and answer["refusal"]["remedy"]
    found, answer, _ = typed("backup", str(tmp_path / "a.age"), data=tmp_path / "data", url=URL, MAKEGOOD_BACKUP_KEY="hunter2")
    assert found == 3 and answer["refusal"]["code"] == "backup_key_unreadable" and "hunter2" not in json.dumps(answer)
    found, answer, _ = typed("backup", str(tmp_path / "a.age"), data=tmp_path / "data", url="postgresql://nobody@127.0.0.1:1/x")
    assert found == 3 and answer["refusal"]["code"] == "database_away" and not list(tmp_path.glob("a.age*"))


def test_the_key_is_made_once_kept_for_its_owner_and_shown_when_asked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    made = keys.keys_of(data, setting="", make=True)
    assert made is not None and made.made and (data / keys.FILE).stat().st_mode & 0o077 == 0
    assert keys.only_here(data, setting="") and not keys.only_here(data, setting=str(KEY))
    code, shown, _ = typed("backup-key", data=data, url=URL)
    assert code == 0 and shown["secret"] == [str(made.identities[0])] and not keys.only_here(data, setting="")
    only_public = keys.parse(str(KEY.to_public()), said_in="here")
    assert only_public.identities == [] and only_public.public == [str(KEY.to_public())]
