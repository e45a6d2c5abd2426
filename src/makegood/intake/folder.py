"""A folder of a shop in which files of orders are put: each is taken when it is whole, brought in as its header was confirmed, and put away.

INCOMING/SHOP/            what is put here is taken when it has not changed between two looks
INCOMING/SHOP/waiting/    taken, and on its way in, or waiting for a person to say what its columns are
INCOMING/SHOP/done/       all of it is in
INCOMING/SHOP/refused/    something of it is not; NAME.refused.csv beside says what and why
"""

import csv
import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from makegood.apps.orders import queries as orders
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.intake.run import Follow, refused_table
from makegood.intake.uploads import keep_file, reading_of, refused_path, run_upload
from makegood.journeys.keep_upload import keep_upload
from makegood.journeys.record_upload import record_upload
from makegood.journeys.take_upload import take_upload
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

log = logging.getLogger(__name__)
BY = Actor("system", "folder")
WAITING, COMING, DONE, REFUSED = "waiting", ".coming", "done", "refused"  # what lies in .coming is brought in by us, not by a page
_SEEN = ".seen.json"
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp", ".lock", "~")
SETTLED = timedelta(seconds=20)  # the least time between two looks at the same file
MOST_AT_ONCE = 20


def folder_of(merchant: Merchant) -> Path:
    return Path(settings.MAKEGOOD_INCOMING) / str(merchant.slug)


def watch(merchant: Merchant) -> Path:
    """Make the shop's folder, which is what has it watched; its address."""
    folder = folder_of(merchant)
    for name in ("", WAITING, COMING, DONE, REFUSED):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def look(merchant: Merchant, *, now: datetime, follow: Follow) -> list[str]:
    """Take what is whole and go on with what was taken; names of the files that were put away. Never two at once for one shop."""
    folder = folder_of(merchant)
    if not folder.is_dir():
        return []
    watch(merchant)
    for path in _whole(folder, now)[:MOST_AT_ONCE]:
        path.rename(folder / WAITING / f"{new_public_id('upl')}__{path.name}")
    ended = []
    taken = [one for name in (COMING, WAITING) for one in (folder / name).iterdir() if one.is_file() and not one.is_symlink()]
    for path in sorted(taken, key=lambda one: one.stat().st_mtime_ns):
        upload_id, mark, name = path.name.partition("__")
        if mark:
            path, to = _go_on(merchant, path, upload_id, name, now=now, follow=follow)
            if to:
                _put_away(merchant, path, upload_id, name, to)
                ended.append(name)
    return ended


def _whole(folder: Path, now: datetime) -> list[Path]:
    """Files whose size and time are what they were at a look SETTLED ago or longer: whoever writes one is done with it."""
    kept = folder / _SEEN
    try:
        before: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    before = before if isinstance(before, dict) else {}
    seen: dict[str, Any] = {}
    whole = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.is_symlink() or path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
            continue
        stat = path.stat()
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        was = before.get(path.name)
        same = isinstance(was, dict) and was.get("mark") == mark
        since = str(was["since"]) if same and isinstance(was, dict) else now.isoformat()
        if same and now - datetime.fromisoformat(since) >= SETTLED:
            whole.append(path)
        else:
            seen[path.name] = {"mark": mark, "since": since}
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps(seen), encoding="utf-8")
    fresh.replace(kept)
    return whole


def _go_on(merchant: Merchant, path: Path, upload_id: str, name: str, *, now: datetime, follow: Follow) -> tuple[Path, str]:
    """(where it lies now, DONE or REFUSED where it has come to its end, "" where it waits). Safe to run again wherever it broke off."""
    with unit(merchants=[merchant.id], by=BY):
        upload = orders.upload_if_known(upload_id)
    if upload is None:
        upload = _kept(merchant, path, upload_id, name, now)
    if upload.state == "chosen" and upload.dropped_at is None and _is_clear(merchant, upload, now):
        path = path.rename(path.parent.parent / COMING / path.name)  # first: a row that is on its way must never lie among those that wait
        if take_upload(merchant_id=merchant.id, upload_id=upload_id, later=True, by=BY) is None:  # somebody pressed the button just now
            return path.rename(path.parent.parent / WAITING / path.name), ""
    if path.parent.name == COMING:
        run_upload(merchant_id=merchant.id, upload_id=upload_id, by=BY, now=now, follow=follow)
    with unit(merchants=[merchant.id], by=BY):
        upload = orders.upload_of(upload_id)
    if upload.state in ("waiting", "running") or (upload.state == "chosen" and upload.dropped_at is None):
        return path, ""
    return path, DONE if upload.state == "done" and not upload.counts.get("refused") else REFUSED


def _is_clear(merchant: Merchant, upload: Any, now: datetime) -> bool:
    """May it come in without a person? A new header is looked at on the desk's "Orders in"; what nobody can read has a row that says so."""
    try:
        reading = reading_of(upload, merchant)
    except Refusal as refusal:
        record_upload(merchant_id=merchant.id, upload_id=upload.public_id, state="failed", by=BY, now=now, problem=refusal.as_json())
        return False
    return reading.mapping is None or reading.remembered


def _kept(merchant: Merchant, path: Path, upload_id: str, name: str, now: datetime) -> Any:
    """The file's row. One that is too large or empty has a row too, which says so."""
    problem: Refusal | None = None
    try:
        with open(path, "rb") as file:
            size = keep_file(iter(lambda: file.read(1 << 20), b""), merchant_id=merchant.id, public_id=upload_id)
    except Refusal as refusal:
        problem, size = refusal, path.stat().st_size
    upload = keep_upload(
        merchant_id=merchant.id, public_id=upload_id, file_name=name[-200:].replace("\x00", ""), size=size, from_folder=True, by=BY, now=now
    )
    if problem is not None:
        record_upload(merchant_id=merchant.id, upload_id=upload_id, state="failed", by=BY, now=now, problem=problem.as_json())
        upload.state = "failed"
    return upload


def _put_away(merchant: Merchant, path: Path, upload_id: str, name: str, to: str) -> None:
    """Into done/ or refused/, never over another file there; what was refused lies beside as a table that is safe to open."""
    target = path.parent.parent / to
    end, place = target / name, 1
    while end.exists():
        place += 1
        end = target / f"{Path(name).stem}-{place}{Path(name).suffix}"
    if to == REFUSED:
        with open(end.with_name(f"{end.name}.refused.csv"), "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(refused_table(_refusals(merchant, upload_id)))
            file.flush()
            os.fsync(file.fileno())
    path.rename(end)
    log.info("a file of orders was put away", extra={"upload": upload_id, "into": to})


def _refusals(merchant: Merchant, upload_id: str) -> list[str]:
    """A line of JSON for each row that was refused; the file as a whole has the row ""."""
    rows = refused_path(merchant.id, upload_id)
    if rows.exists():
        return rows.read_text(encoding="utf-8").splitlines()
    with unit(merchants=[merchant.id], by=BY):
        upload = orders.upload_of(upload_id)
    left = Refusal("upload_left", "Nobody said what its columns are.", "Put it into the folder again.")
    return [json.dumps({"row": "", **(upload.problem or left.as_json())}, ensure_ascii=False)]
