"""Whatever is typed at the console, or a file named there is: one sentence and 2, never a stack trace and never "this should not have happened"."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from makegood.interfaces.console import app
from makegood.interfaces.console.output import BAD_USAGE

# What is typed, with {gone} a file that is not there, {folder} a folder, {binary} no text, {broken} text that is neither JSON nor a policy.
TYPED = """
shop-system connect haus --address shop.example --since 2026-13-45
shop-system connect haus --address shop.example --since yesterday
export work --day 20.11.2026
export work --day 2026-02-30
export work --out {folder}
export work --out {gone}/list.csv
law show DE --on 2026-02-30
law entitle {gone}
law entitle {folder}
policy check {gone}
policy check {folder}
policy check {binary}
policy decide {binary} {gone}
policy decide {gone} {gone}
refund quote {folder}
import orders {gone}
import orders {folder}
import orders --mapping {gone} {binary}
restore {gone}
restore {folder}
restore {binary} --key {gone}
restore {binary} --key {binary}
restore {binary} --key {folder}
shopify-twin --key a-key-of-the-tests --port 8399 --seed {gone}
shopify-twin --key a-key-of-the-tests --port 8399 --seed {broken}
shopify-twin --key a-key-of-the-tests --port 8399 --seed {binary}
shop typed --policy {gone}
shop typed --policy {binary}
migrate --now
"""


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x80")
    (tmp_path / "broken").write_text("{ nothing: [")
    return {name: str(tmp_path / name) for name in ("gone", "folder", "binary", "broken")}


@pytest.mark.django_db
@pytest.mark.parametrize("line", TYPED.strip().splitlines())
def test_what_can_not_be_read_is_one_sentence(line: str, places: dict[str, str], capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [word.format(**places) for word in line.split()]
    monkeypatch.setenv("MAKEGOOD_SHOP_SECRET", "a-secret")
    monkeypatch.setenv("MAKEGOOD_SHOP_TOKEN", "a-token")
    monkeypatch.setattr("sys.argv", ["makegood", *words])
    with pytest.raises(SystemExit) as ended:
        app.main()
    said = capsys.readouterr().err
    assert ended.value.code == BAD_USAGE, said
    assert said.strip() and "should not have happened" not in said and "Traceback" not in said


def test_a_policy_that_does_not_parse_is_found_wanting_and_not_decided_by(
    places: dict[str, str], capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, code in ((["policy", "check", places["broken"]], 1), (["policy", "decide", places["broken"], "-"], 3)):
        monkeypatch.setattr("sys.argv", ["makegood", *words])
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert ended.value.code == code and "should not have happened" not in "".join(capsys.readouterr())


def test_a_line_on_its_own_is_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "makegood", "law", "entitle", "-", "--json"], input='{"market": "XX", "on": "2026-11-20"}\n',
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and json.loads(done.stdout)["refusal"]["code"] in ("unknown_market", "bad_input")
