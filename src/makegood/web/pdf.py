"""Documents: typst templates beside this file, filled with plain data."""

import json
import tempfile
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "typst"


def render_pdf(template: str, data: dict[str, Any], *, files: dict[str, bytes] | None = None) -> bytes:
    """The PDF of `typst/<template>.typ`; `data` is read there as JSON from sys.inputs, `files` by their names (codes as SVG)."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((FOLDER / f"{template}.typ").read_bytes())
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        found = typst.compile(root / "main.typ", root=root, format="pdf", sys_inputs={"data": json.dumps(data)})
    assert isinstance(found, bytes)
    return found
