"""All orders of a shop by a bulk operation: asked for, looked at until it is ready, its file brought to this disk.

The cursor is "attempt|operation": "" has asked for nothing yet, and the attempt `lean` asks for nothing that a permission could cost. Sources: Shopify's guide to bulk operations (one JSONL file, children after
their parents with `groupObjects`, its address valid for a week), fields of BulkOperation in the published schemas.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from makegood.apps.orders.ports import BackfillStep, ShopWaits
from makegood.base.http import fetch_file
from makegood.base.loose import moment, part
from makegood.connectors.shopify.client import Shopify
from makegood.connectors.shopify.documents import inlined
from makegood.connectors.shopify.money import name_of, nodes
from makegood.connectors.shopify.troubles import data_of
from makegood.kernel.refusal import Refusal

LOOK_AGAIN_S, OTHERS_RUN_S = 5, 60
MOST_ATTEMPTS = 3
LEAN = frozenset({"Buyer", "Personal", "Goods"})
CLOCKS = timedelta(minutes=5)  # theirs and ours may differ by so much
MOST_BYTES = 4_000_000_000
_RUNS = ("CREATED", "RUNNING", "CANCELING")


def step(
    api: Shopify, cursor: str, *, since: date, began_at: datetime, folder: Path, without: Callable[[], frozenset[str]]
) -> BackfillStep:
    """`without`: the parts that this app may not see (scopes.left_out), asked only where an operation is begun."""
    attempt, _, gid = cursor.partition("|")
    if gid:
        return _look(api, attempt or "1", gid, folder)
    return _ask(api, attempt or "1", LEAN if attempt == "lean" else without(), since, began_at)


def query_since(since: date, without: frozenset[str] = frozenset()) -> str:
    """The query of the operation, as text: it takes no variables."""
    text = inlined("orders_bulk", without).replace("($query: String)", "")
    return text.replace("query: $query", f'query: "created_at:>={since.isoformat()}"')


def _ask(api: Shopify, attempt: str, without: frozenset[str], since: date, began_at: datetime) -> BackfillStep:
    """Start it, unless it was started and we were killed before we could write down its name."""
    query = query_since(since, without)
    if gid := _ours(api, query, began_at):
        return BackfillStep("wait", f"{attempt}|{gid}", pause_s=LOOK_AGAIN_S)
    answer = api.call("bulk_start", {"query": query})
    if any(one.code in ("OPERATION_IN_PROGRESS", "LIMIT_REACHED") for one in answer.user_errors):
        return BackfillStep("wait", f"{attempt}|", pause_s=OTHERS_RUN_S)
    data = data_of(answer)
    gid = str(part(part(data.get("bulkOperationRunQuery")).get("bulkOperation")).get("id") or "")
    if not gid:
        raise ShopWaits("unreadable")
    return BackfillStep("wait", f"{attempt}|{gid}", pause_s=LOOK_AGAIN_S)


def _ours(api: Shopify, query: str, began_at: datetime) -> str:
    for one in nodes(data_of(api.call("bulk_newest")).get("bulkOperations")):
        made = moment(one.get("createdAt"))
        if made is not None and made >= began_at - CLOCKS and one.get("status") in (*_RUNS, "COMPLETED") and one.get("query") == query:
            return str(one.get("id"))
    return ""


def _look(api: Shopify, attempt: str, gid: str, folder: Path) -> BackfillStep:
    found = part(data_of(api.call("bulk_look", {"id": gid})).get("bulkOperation"))
    status, seen = found.get("status"), int(found.get("rootObjectCount") or 0)
    if status in _RUNS:
        return BackfillStep("wait", f"{attempt}|{gid}", pause_s=LOOK_AGAIN_S, seen=seen)
    if status == "COMPLETED":
        if not found.get("url"):
            return BackfillStep("done", "", seen=seen)  # no order since that day
        path = folder / f"{name_of(gid)}.jsonl"
        if not path.exists():
            _bring(str(found["url"]), path, api.address)
        return BackfillStep("done", "", path, seen=seen)
    if found.get("errorCode") == "ACCESS_DENIED":
        return _after_denied(attempt)
    if attempt == "lean" or int(attempt) >= MOST_ATTEMPTS:
        why = found.get("errorCode") or status or "gone"
        raise Refusal("bulk_failed", f"Shopify could not gather the orders ({why}).", "Begin again later.", status=409)
    return BackfillStep("wait", f"{int(attempt) + 1}|", pause_s=OTHERS_RUN_S)


def _after_denied(attempt: str) -> BackfillStep:
    """One field that may not be seen costs a bulk operation all of them: once more without any of those that could be it."""
    if attempt != "lean":
        return BackfillStep("wait", "lean|", pause_s=LOOK_AGAIN_S)
    raise Refusal(
        "access_denied", "Shopify does not let the app read its orders in bulk.", "Give the app the permissions that are missing, then begin again.",
        status=409,
    )  # fmt: skip


def _bring(address: str, path: Path, api_address: str) -> None:
    """The file, whole or not at all. Its address carries its own signature and is told to nobody; our token is not sent along."""
    parts, home = urlsplit(address), urlsplit(api_address)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != (home.scheme, home.hostname):
        raise Refusal("bulk_failed", "The file's address is not one that can be trusted.", "Begin again later.", status=409)
    reply = fetch_file(address, path, most=MOST_BYTES, timeout_s=60)
    if reply.outcome == "refused":
        raise (
            ShopWaits("their_fault")
            if reply.problem != "too_large"
            else Refusal("file_too_large", "The file of all orders is too large.", "Choose a later day.", status=409)
        )
    if reply.outcome != "answered":
        raise ShopWaits(reply.problem, reply.retry_after or 0)
