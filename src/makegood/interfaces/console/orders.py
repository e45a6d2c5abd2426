"""`makegood import orders`: streaming, safe to run twice, what is refused lies in a file beside."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import cyclopts

from makegood.interfaces.console.output import BAD_USAGE, DONE, answer, say
from makegood.interfaces.console.run import database, django
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="import", help="Orders from files.")
Format = Literal["shopify", "woocommerce", "online-retail", "csv"]


@app.command
def orders(
    *files: str, format: Format | None = None, shop: str = "", mapping: str = "", encoding: str = "", delimiter: str = "",
    preview: bool = False, json: bool = False,
) -> int:  # fmt: skip
    """Import the orders of FILES into SHOP (the only one where there is one). Rows that can't come in lie in FILE.refused.jsonl.

    Without --format it is told from the content, and said. A CSV of another shop system needs a --mapping FILE.yaml once: without one
    its guess is written to FILE.mapping.yaml, to be checked; after a good import it is remembered for files with the same header.
    --preview counts what would come in and writes nothing.
    """
    missing = [name for name in (*files, *([mapping] if mapping else [])) if not Path(name).is_file()]
    if missing or not files:
        say(f"{missing[0]} is no file that can be read." if missing else "Name at least one file.")
        return BAD_USAGE
    with database():
        django()
        merchant = shop_called(shop)
        for name in files:
            path = Path(name)
            found = import_file(
                path, merchant, format=format or "", mapping=mapping, encoding=encoding, delimiter=delimiter, write=not preview
            )
            answer(found, as_json=json, human=_human)
    return DONE


@app.command
def folder(shop: str = "", *, json: bool = False) -> int:
    """Watch a folder for files of orders of SHOP (the only one where there is one), and print where it is.

    What is put there is taken once it is whole and brought in as its header was confirmed; then it lies in done/, or in refused/ with what
    was refused beside. A new header waits for a person on the desk's page "Orders in". The worker looks into it (`makegood work`).
    """
    with database():
        django()
        from makegood.intake.folder import watch

        found = {"folder": str(watch(shop_called(shop)))}
    answer(found, as_json=json, human=lambda value: str(value["folder"]))
    return DONE


def import_file(
    path: Path, merchant: Any, *, format: str = "", mapping: str = "", encoding: str = "", delimiter: str = "", write: bool = True
) -> dict[str, Any]:  # fmt: skip
    """The counts of one file, and where its refused rows lie. Refuses what is wrong with the file as a whole."""
    from makegood.base.actor import Actor
    from makegood.intake import run
    from makegood.intake.recognise import recognise
    from makegood.intake.sources import notes_of, source_of
    from makegood.web.follow import after_import

    what = recognise(path, format=format, encoding=encoding, delimiter=delimiter)
    if not format:
        say(f"{path.name}: read as {what.format}" + (" (CSV export)" if what.export else ""))
    read_by = _mapping(path, what, merchant, mapping) if what.format == "csv" else None
    source, by, now = source_of(path, what, merchant, read_by), Actor("system", "import"), datetime.now(UTC)
    if write:
        outcome = run.bring_in(
            source, merchant_id=merchant.id, by=by, now=now, follow=after_import(merchant_id=merchant.id, now=now),
            watched=lambda facts: _watched(facts, path),
        )  # fmt: skip
    else:
        outcome = run.preview(source, merchant_id=merchant.id, by=by, now=now, most=10**9)
    if write and read_by is not None and outcome.counts.read > len(outcome.counts.refused):
        _remember(what.header, read_by, merchant, by, now)
    return {
        "file": path.name, "format": what.format, **outcome.as_json(), **outcome.more, "notes": notes_of(what),
        "refused_file": _refused(path, list(run.refused_lines(outcome))),
    }  # fmt: skip


def _mapping(path: Path, what: Any, merchant: Any, given: str) -> Any:
    """The given one, or the one that is remembered. Refuses `mapping_unconfirmed`: a guess alone brings nothing in."""
    from makegood.connectors.csv.mapping import checked, read_mapping
    from makegood.intake.mappings import mapping_for

    if given:
        return checked(read_mapping(Path(given)), what.header)
    known = mapping_for(what.header, merchant_id=merchant.id)
    if known.remembered:
        return known.mapping
    beside = path.with_name(path.name + ".mapping.yaml")
    beside.write_text(f"# The file's columns: {', '.join(what.header)}\n{known.mapping.as_yaml()}", encoding="utf-8")
    message = f"{path.name} has a header that this shop has not confirmed yet."
    raise Refusal("mapping_unconfirmed", message, f"Check {beside.name}, then run this again with --mapping {beside}.")


def _remember(header: list[str], mapping: Any, merchant: Any, by: Any, now: datetime) -> None:
    from makegood.connectors.csv.columns import fingerprint
    from makegood.journeys.remember_mapping import remember_mapping

    remember_mapping(merchant_id=merchant.id, fingerprint=fingerprint(header), header=header, mapping=mapping.as_json(), by=by, now=now)


def _human(found: dict[str, Any]) -> str:
    beside = f" ({found['refused_file']})" if found["refused_file"] else ""
    counts = f"{found['read']} orders read, {found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged"
    return "\n".join([f"{found['file']}: {counts}, {found['refused']} rows refused{beside}", *found["notes"]])


def shop_called(slug: str) -> Any:
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


def _refused(path: Path, lines: list[str]) -> str:
    """Where the refused rows lie: beside the file, or in a temporary folder where nothing may be written there."""
    beside = path.with_name(path.name + ".refused.jsonl")
    if not lines:
        beside.unlink(missing_ok=True)
        return ""
    try:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        beside = Path(tempfile.gettempdir()) / beside.name
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        say(f"the refused rows are in {beside}")
    return str(beside)
