"""`makegood import orders`: streaming, safe to run twice, what is refused lies in a file beside."""

import json as json_module
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import cyclopts

from makegood.base.lines import open_bytes
from makegood.interfaces.console.output import BAD_USAGE, DONE, answer, say
from makegood.interfaces.console.run import database, django
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="import", help="Orders from files.")
Format = Literal["shopify", "online-retail"]


@app.command
def orders(*files: str, format: Format | None = None, shop: str = "", json: bool = False) -> int:
    """Import the orders of FILES into SHOP (the only one where there is one). Rows that can't come in lie in FILE.refused.jsonl.

    Without --format it is told from the content, and said.
    """
    missing = [name for name in files if not Path(name).is_file()]
    if missing or not files:
        say(f"{missing[0]} is no file that can be read." if missing else "Name at least one file.")
        return BAD_USAGE
    with database():
        django()
        merchant = _shop(shop)
        for name in files:
            path = Path(name)
            chosen = format or _told_from(path)
            if format is None:
                say(f"{path.name}: read as {chosen}")
            found = _online_retail(path, merchant) if chosen == "online-retail" else _shopify(path, merchant)
            answer({"file": path.name, "format": chosen, **found}, as_json=json, human=_human)
    return DONE


def _human(found: dict[str, Any]) -> str:
    beside = f" ({found['refused_file']})" if found["refused_file"] else ""
    return f"{found['file']}: {found['read']} orders read, {found['new']} new, {found['unchanged']} unchanged, {found['refused']} rows refused{beside}"


def _told_from(path: Path) -> str:
    from makegood.connectors.online_retail.read import is_online_retail
    from makegood.connectors.shopify.read import is_shopify

    with open_bytes(path) as file:
        first = file.readline(65_536)
    if is_online_retail(first):
        return "online-retail"
    if is_shopify(first):
        return "shopify"
    raise Refusal("format_unknown", f"{path.name} is in no form that is known.", "Say which with --format.")


def _shop(slug: str) -> Any:
    from makegood.base.tenancy import Merchant

    found = list(Merchant.objects.filter(slug=slug) if slug else Merchant.objects.order_by("id")[:2])
    if not found and not slug:
        raise Refusal("no_shop", "There is no shop yet.", "Make one first: `makegood shop NAME`.")
    if len(found) != 1:
        raise Refusal("shop_unknown", "Which shop is not clear.", "Name it with --shop, as in /s/SHOP/.")
    return found[0]


def _watched(rows: Iterable[Any], path: Path) -> Iterator[Any]:
    """The rows, with a bar on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(path.name, total=None)
        for index, row in enumerate(rows):
            if index % 1000 == 0:
                progress.update(task, completed=index, description=f"{path.name} {index:,}")
            yield row


def _refused(path: Path, refused: list[tuple[Any, Refusal]]) -> str:
    """Where the refused rows lie: beside the file, or in a temporary folder where nothing may be written there."""
    beside = path.with_name(path.name + ".refused.jsonl")
    if not refused:
        beside.unlink(missing_ok=True)
        return ""
    lines = [json_module.dumps({"row": row, **refusal.as_json()}, ensure_ascii=False) for row, refusal in refused]
    try:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        beside = Path(tempfile.gettempdir()) / beside.name
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        say(f"the refused rows are in {beside}")
    return str(beside)


def _online_retail(path: Path, merchant: Any) -> dict[str, Any]:
    from makegood.base.actor import Actor
    from makegood.connectors.online_retail.mapping import SOURCE, Reader, total_of
    from makegood.connectors.online_retail.read import read_rows
    from makegood.journeys.import_history import import_history
    from makegood.journeys.import_orders import import_orders

    reader, by, now = Reader(), Actor("system", "import"), datetime.now(UTC)
    counts = import_orders(merchant_id=merchant.id, facts=reader.orders(_watched(read_rows(path), path)), by=by, now=now)
    history = (
        {
            "kind": past.kind, "key": f"{past.row.invoice}-{past.row.number}", "order": past.invoice, "line": past.line, "sku": past.row.code,
            "text": past.row.description, "quantity": abs(past.row.quantity), "amount_minor": total_of(past.row), "at": past.row.at,
        }
        for past in reader.match()
    )  # fmt: skip
    written = import_history(merchant_id=merchant.id, source=SOURCE, rows=history, currency="GBP", by=by, now=now)
    refused = [*reader.refused, *counts.refused]
    return {
        "read": counts.read, "new": counts.new, "unchanged": counts.unchanged, "changed": counts.changed, "refused": len(refused),
        "history": written,
        "refused_file": _refused(path, refused), "figures": reader.figures.as_json(),
    }  # fmt: skip


def _shopify(path: Path, merchant: Any) -> dict[str, Any]:
    from makegood.apps.orders.ports import OrderFacts
    from makegood.base.actor import Actor
    from makegood.connectors.shopify.mapping import order_facts
    from makegood.connectors.shopify.read import read_nodes
    from makegood.journeys.import_orders import import_orders
    from makegood.web.follow import follow_import

    refused: list[tuple[Any, Refusal]] = []

    def facts() -> Iterator[OrderFacts]:
        for number, node in read_nodes(path):
            try:
                if isinstance(node, Refusal):
                    raise node
                yield order_facts(node, default_market=merchant.country)
            except Refusal as refusal:
                refused.append((number, refusal))

    counts = import_orders(merchant_id=merchant.id, facts=_watched(facts(), path), by=Actor("system", "import"), now=datetime.now(UTC))
    refused += counts.refused
    follow_import(merchant_id=merchant.id, order_ids=counts.refunded, now=datetime.now(UTC))
    return {
        "read": counts.read, "new": counts.new, "unchanged": counts.unchanged, "changed": counts.changed, "refused": len(refused),
        "refused_file": _refused(path, refused),
    }  # fmt: skip
