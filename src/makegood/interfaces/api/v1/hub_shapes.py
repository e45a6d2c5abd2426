"""What hubs did and ask for, as plain JSON values."""

from typing import Any

from makegood.apps.hubs import queries
from makegood.apps.hubs.sampling import verdict_of
from makegood.interfaces.api.v1.shapes import moment, money


def hub(used: Any, prices: dict[str, Any]) -> dict[str, Any]:
    """`prices`: {act: HubPrice} as they are today."""
    known = [
        {"act": act, "price": money(one.price_minor, one.currency), "from_on": one.from_on.isoformat()}
        for act, one in sorted(prices.items())
    ]
    return {
        "id": used.hub.code, "name": used.hub.name, "country": used.hub.country, "abilities": list(used.hub.abilities), "prices": known,
    }  # fmt: skip


def act(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id, "hub": row.hub.code, "act": row.act, "state": row.state, "quantity": row.quantity, "subject": row.subject,
        "case": row.case.public_id if row.case else None, "line": row.line.public_id if row.line else None,
        "parcel": row.parcel.public_id if row.parcel else None, "wanted_at": moment(row.wanted_at), "done_at": moment(row.at),
        "done_on": moment(row.done_on), "price": money(row.price_minor, row.currency),
    }  # fmt: skip


def restock(batch: Any) -> dict[str, Any]:
    lines = [
        {"act": one.act.public_id, "sku": one.order_line.sku, "title": one.order_line.title, "grade": one.grade, "quantity": one.quantity}
        for one in batch.lines.all()
    ]
    return {
        "id": batch.public_id, "number": batch.number, "hub": batch.hub.code, "destination": batch.destination, "at": moment(batch.at), "lines": lines,
    }  # fmt: skip


def invoice(public_id: str) -> dict[str, Any]:
    """Refuses `invoice_unknown`."""
    row, found = queries.invoice_of(public_id), queries.compared(public_id)

    def amount(minor: int) -> Any:
        return money(minor, row.currency)

    lines = []
    for match in found.matches:
        word = queries.standing_word(match.line)
        lines.append({
            "id": match.line.public_id, "place": match.line.place, "act": match.line.act, "reference": match.line.reference or None,
            "quantity": match.line.quantity, "amount": amount(match.line.amount_minor), "expected": amount(match.expected_minor),
            "difference": amount(match.difference_minor), "cause": match.cause, "acts": [one.id for one in match.acts],
            "verdict": word.verdict if word is not None else None,
        })  # fmt: skip
    return {
        "id": row.public_id, "hub": row.hub.code, "number": row.number, "since": row.since.isoformat(), "until": row.until.isoformat(),
        "amount": amount(sum(one.line.amount_minor for one in found.matches)), "expected": amount(sum(one.expected_minor for one in found.matches)),
        "lines": lines, "missing": [one.id for one in found.missing],
    }  # fmt: skip


def brief(row: Any, asked: int, waits: int) -> dict[str, Any]:
    """`waits`: lines to which nothing was said yet."""
    return {
        "id": row.public_id, "hub": row.hub.code, "number": row.number, "since": row.since.isoformat(), "until": row.until.isoformat(),
        "amount": money(asked, row.currency), "waits": waits,
    }  # fmt: skip


def sample(row: Any) -> dict[str, Any]:
    looks = list(row.looks.all())
    verdict = verdict_of(row.lot, row.size, sum(one.result != "as_it_should" for one in looks), len(looks))
    return {
        "id": row.public_id, "hub": row.hub.code, "sku": row.sku, "batch": row.batch or None, "lot": row.lot, "size": row.size,
        "worst_percent": row.worst_percent, "looked": verdict.looked, "bad": verdict.bad, "verdict": verdict.word, "low": verdict.low,
        "high": verdict.high, "ended_at": moment(row.ended_at),
    }  # fmt: skip


def route(row: Any, lines: dict[int, str], parcels: dict[int, str], hubs: dict[int, str]) -> dict[str, Any]:
    """`lines`, `parcels`, `hubs`: public ids (a hub's code) by id."""
    places = [
        {
            "place": one["place"], "hub": hubs.get(one["hub"]), "name": one["name"] or None, "cost": money(one["cost"], row.currency), "days": one["days"],
            "bars": one["bars"],
            "parts": [{"name": part["name"], "amount": money(part["minor"], row.currency), "source": part["source"]} for part in one["parts"]],
        }
        for one in row.record
    ]  # fmt: skip
    return {
        "id": row.public_id, "line": lines[row.line_id], "parcel": parcels.get(row.parcel_id), "place": row.place, "hub": hubs.get(row.hub_id),
        "cost": money(row.cost_minor, row.currency), "chosen_by": row.chosen_by, "reason": row.reason or None, "at": moment(row.at), "places": places,
    }  # fmt: skip
