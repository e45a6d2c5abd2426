"""Documents: typst templates beside this file, filled with plain data."""

import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "typst"


def render_pdf(
    template: str, data: dict[str, Any], *, files: dict[str, bytes] | None = None, at: date | None = None, archive: bool = True
) -> bytes:  # fmt: skip
    """The PDF of `typst/<template>.typ`; `data` is read there as JSON from sys.inputs, `files` by their names (codes as SVG).

    `at`: the document's own day; it is then the same to the byte whenever it is drawn, and an archive's (PDF/A-2b), unless `archive` is taken back:
    an archive's document is refused where no font has one of its letters.
    """
    moment = None if at is None else int(datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((FOLDER / f"{template}.typ").read_bytes())
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        found = typst.compile(
            root / "main.typ", root=root, format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=moment,
            pdf_standards=[] if at is None or not archive else "a-2b",
        )  # fmt: skip
    assert isinstance(found, bytes)
    return found
