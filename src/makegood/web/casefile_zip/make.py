"""The archive: records, timeline, decisions with the policies they were made by, words, letters, files as shown and as sent, and its own verifier."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from makegood.base.evidence import EvidenceFile, read, read_original
from makegood.insight import dossier
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal
from makegood.web.documents import credit_note_pdf
from makegood.web.zips import packed

_EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf", "message/rfc822": ".eml"}
_LINK = re.compile(rb"(https?://[^\s\"\\]*?/(?:case|c|supplier|withdrawal|gift)/)[^\s\"\\]+")
VERIFIER = (Path(__file__).with_name("verify.py")).read_text()

README = """Case {number}

This file holds what {shop} has written down of this case, as of {made_at}.

  python3 {name}        says whether anything in it was changed since

records/          each table's rows: the order, the case, its lines, parcels, inspections, refunds, claims, bookings
timeline.jsonl    who did what, when; each line's hash covers the line before it
decisions/        each decision with its facts, the law's answers and every rule that spoke
policies/         the shop's promise as it stood then
words.json        what was written; the timeline holds a salted digest of each
letters/          what was sent and received; private links are cut
evidence/         pictures as they were shown, without what a camera writes into them; mails as they came
originals/        the same as they were sent
documents/        credit notes

It holds personal data of a customer: keep it only as long as it is needed, and give it only to whom it concerns.
"""


def case_zip(case: Any, merchant: Any, *, now: datetime) -> bytes:
    """The same bytes for the same rows and `now`. Heavier files than a case has are not expected: it is built in memory."""
    files = _records(case) | _decisions(case) | _letters(case) | _evidence(case) | _documents(case)
    lines = dossier.chains_of(case)
    files["timeline.jsonl"] = "".join(json.dumps(_line(one), ensure_ascii=False) + "\n" for one in lines).encode()
    files["words.json"] = _json({"case": case.public_id, "words": dossier.words_of(case)})
    said = {"number": case.number, "shop": merchant.name, "made_at": f"{now:%Y-%m-%d %H:%M %Z}".strip(), "name": name_of(case)}
    files["README.txt"], files["__main__.py"] = README.format(**said).encode(), VERIFIER.encode()
    ends = {one.chain: (one.seq, one.hash) for one in lines}
    manifest = {
        "case": case.number,
        "made_at": now.isoformat(),
        "ends": ends,
        "files": {name: digest_of_bytes(files[name]) for name in sorted(files)},
    }
    return packed(files | {"manifest.json": _json(manifest)})


def name_of(case: Any) -> str:
    return f"case-{case.number}.zip"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=_plain).encode()


def _without_links(text: bytes) -> bytes:
    return _LINK.sub(rb"\1...", text)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _line(one: Any) -> dict[str, Any]:
    """What its hash covers, and the hash; `at` in seconds since 1970, as it is hashed."""
    return {
        "chain": one.chain, "seq": one.seq, "at": one.at.timestamp(), "on": one.at.isoformat(), "actor": one.actor, "name": one.name,
        "subject": one.subject, "body": one.body, "hash": one.hash,
    }  # fmt: skip


def _records(case: Any) -> dict[str, bytes]:
    return {f"records/{name}.json": _without_links(_json(rows)) for name, rows in dossier.records_of(case).items() if rows}


def _decisions(case: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for one in dossier.decisions_of(case):
        found[f"decisions/{one.public_id}.json"] = _json(
            {
                "id": one.public_id,
                "made_at": one.made_at,
                "actor": one.actor,
                "cause": one.cause,
                "outcome": one.outcome,
                "record": one.record,
            }
        )
        if one.policy is not None:
            found[f"policies/{one.policy.hash}.yaml"] = one.policy.text.encode()
    return found


def _letters(case: Any) -> dict[str, bytes]:
    found = {}
    for number, one in enumerate(dossier.letters_of(case), 1):
        head = f"{one.made_at:%Y-%m-%d %H:%M} UTC\nTo: {one.to}\nSubject: {one.subject}\nState: {one.state}\n\n"
        found[f"letters/{number:03d}-{one.kind}.txt"] = _without_links((head + one.text).encode())
    return found


def _evidence(case: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    erased: list[str] = []
    for one in dossier.files_of(case):
        for folder, digest, kind, content in _forms(one):
            if content is None:
                erased.append(digest)
            else:
                found[f"{folder}/{digest}{_EXTENSIONS.get(kind, '')}"] = content
    return found | {"evidence.json": _json({"erased": sorted(erased)})}


def _forms(one: EvidenceFile) -> list[tuple[str, str, str, bytes | None]]:
    forms: list[tuple[str, str, str, bytes | None]] = [("evidence", one.digest, one.media_type, _held(one, False))]
    return forms + ([("originals", one.original, one.original_type, _held(one, True))] if one.original else [])


def _held(one: EvidenceFile, original: bool) -> bytes | None:
    """None where it was erased."""
    if one.erased_at is not None:
        return None
    try:
        return read_original(one).content if original else read(one)
    except Refusal:
        return None


def _documents(case: Any) -> dict[str, bytes]:
    from makegood.apps.settlement import queries as settlement

    contact = dossier.contact_of(case)
    return {f"documents/{one.number}.pdf": credit_note_pdf(one, contact) for one in settlement.credit_notes_of_case(case.id)}
