"""What the API shows: plain JSON of each resource."""

from datetime import date, datetime
from typing import Any

from makegood.apps.inspection.scale import in_scale
from makegood.apps.orders.digests import gift_code
from makegood.apps.settlement.queries import shown_reference
from makegood.base.tenancy import merchant_of
from makegood.casefile.word import word_of_case, word_of_line
from makegood.kernel.money import Money

AXES = ("decision", "reception", "inspection", "disposition", "money", "remake", "recovery")


def money(minor: int | None, currency: str) -> dict[str, str] | None:
    """`{"amount": "96.67", "currency": "EUR"}`; null stays null."""
    return None if minor is None else Money(currency, minor).as_json()


def moment(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def order(row: Any, lines: list[Any]) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "number": row.number,
        "source": row.source,
        "placed_at": moment(row.placed_at),
        "market": row.market,
        "currency": row.currency,
        "total": money(row.total_minor, row.currency),
        "shipping": money(row.shipping_minor - row.shipping_discount_minor, row.currency),
        "duties": money(row.duties_minor, row.currency),
        "shipped_on": moment(row.shipped_on),
        "delivered_on": moment(row.delivered_on),
        "disclosures": row.disclosures,
        "gift_code": gift_code(row.public_id) if row.gift else None,
        "lines": [
            {
                "id": line.public_id,
                "ref": line.source_id,
                "sku": line.sku,
                "title": line.title,
                "quantity": line.quantity,
                "unit_price": money(line.unit_price_minor, row.currency),
                "paid": money(line.gross_minor, row.currency),
                "tax_rate": line.tax_rate,
                "customer_input": line.customer_input,
                "text_missing": line.text_missing,
            }
            for line in lines
        ],
    }


def shown(row: Any, showing: Any) -> dict[str, Any]:
    """`counted`: the words that it tells for this order; `text` as the customer read it."""
    return {
        "shown": row.digest,
        "place": row.place,
        "at": moment(row.shown_at),
        "recorded_at": moment(row.recorded_at),
        "counted": row.words,
        "market": showing.market,
        "language": showing.language,
        "first_served_at": moment(showing.first_at),
        "text": [one["text"] for one in showing.body["sentences"]],
        "statutory": showing.body["statutory"],
    }


def case(row: Any, lines: list[Any], order: Any, names: dict[int, str], choices: dict[int, Any] | None = None) -> dict[str, Any]:
    """`names`: public ids of the order's lines."""
    return {
        "id": row.public_id,
        "number": row.number,
        "order": order.public_id,
        "opened_at": moment(row.opened_at),
        "closed_at": moment(row.closed_at),
        "closed_as": row.closed_as or None,
        "word": word_of_case(lines),
        "ball": {"owner": row.ball_owner, "step": row.ball_step, "due_at": moment(row.ball_due_at)},
        "lines": [
            {
                "id": line.public_id,
                "order_line": names.get(line.order_line_id, ""),
                "quantity": line.quantity,
                "kinds": line.kinds,
                "value": money(line.value_minor, order.currency),
                "word": word_of_line(line),
                "axes": {axis: getattr(line, axis) for axis in AXES},
                "choice": None if choices is None or line.id not in choices else choices[line.id].remedy,
            }
            for line in lines
        ],
    }


def decision(row: Any, line_public_id: str) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "line": line_public_id,
        "cause": row.cause,
        "outcome": row.outcome,
        "made_at": moment(row.made_at),
        "policy_hash": row.policy_hash,
        "law_version": row.law_version,
        "calendar_version": row.record.get("calendar_version"),
        "engine_version": row.record.get("engine_version"),
        "facts_hash": row.facts_hash,
        "slots": row.record.get("slots"),
        "offers": row.record.get("offers"),
        "lifted": row.record.get("lifted"),
        "missing": row.record.get("missing"),
        "trace": row.record.get("trace"),
    }


def parcel(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "code": row.code,
        "state": row.state,
        "paid_by": row.paid_by,
        "send_by": moment(row.send_by),
        "received_at": moment(row.received_at),
        "tracking_number": row.tracking_number or None,
    }


def deadline(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id), "kind": row.kind, "owner": row.owner, "due_at": moment(row.due_at), "told_on": moment(row.told_on), "source": row.source,
    }  # fmt: skip


def message(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id, "direction": row.direction, "audience": row.audience, "kind": row.kind, "language": row.language, "subject": row.subject,
        "text": row.text, "state": row.state, "made_at": moment(row.made_at),
    }  # fmt: skip


def agreement(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id, "supplier": row.code, "from_on": moment(row.from_on), "ended_on": moment(row.ended_on), "currency": row.currency,
        "language": row.language, "terms": row.terms, "name": row.organisation.name, "email": row.email or None, "made_at": moment(row.made_at),
        "confirmed_at": moment(row.confirmed_at), "pack": _pack(row.pack) if row.pack else None,
    }  # fmt: skip


def pack(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "country": row.country or None, "as_of": row.as_of, "confidence": row.confidence, "sources": list(row.sources),
        "terms": row.terms,
    }  # fmt: skip


def _pack(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: kept[name] for name in ("id", "as_of", "confidence", "sources")}


def unprotected(row: Any, currency: str) -> dict[str, Any]:
    return {
        "sku": row.sku, "title": row.title, "supplier": row.supplier or None, "why": row.why, "pieces": row.units,
        "sales_a_month": money(row.month_minor, currency), "at_risk_a_month": money(row.risk_minor, currency), "counted": row.basis,
        "came_back_in_a_year": row.back, "sold_in_a_year": row.sold, "pieces_without_price": row.unpriced,
    }  # fmt: skip


def inspection(row: Any, case: str | None, lines: dict[int, str], corrected: dict[int, str]) -> dict[str, Any]:
    """`lines` and `corrected`: public ids of the lines and inspections that it may name."""
    return {
        "id": row.public_id,
        "case": case,
        "line": lines.get(row.line_id),
        "corrects": corrected.get(row.corrects_id),
        "result": row.result,
        "grade": row.grade,
        "shop_grade": in_scale(merchant_of(row.merchant_id).settings, row.grade),
        "answers": row.answers,
        "finding": row.finding or None,
        "root_cause": row.root_cause or None,
        "proposed": row.proposed,
        "because": row.why.get("because"),
        "disposition": row.disposition,
        "reason": row.reason or None,
        "quantity": row.quantity,
        "at": moment(row.at),
    }


def reimbursement(row: Any, transfers: list[Any]) -> dict[str, Any]:
    """`moved` is what has left through a provider; `transfers` are what it was asked for, one for each payment and each new try."""
    return {
        "id": row.public_id,
        "kind": row.kind,
        "amount": money(row.amount_minor, row.currency),
        "state": row.state,
        "provider": row.provider,
        "provider_ref": shown_reference(row) or None,
        "problem": row.problem or None,
        "moved": money(row.moved_minor, row.currency),
        "excess": money(row.excess_minor, row.currency),
        "due_on": moment(row.due_on),
        "asked_at": moment(row.asked_at),
        "ended_at": moment(row.ended_at),
        "transfers": [transfer(one) for one in transfers],
    }


def transfer(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "provider": row.provider,
        "payment": row.payment or None,
        "amount": money(row.amount_minor, row.currency),
        "moved": money(row.moved_minor, row.currency),
        "state": row.state,
        "provider_ref": row.provider_ref or None,
        "problem": row.problem or None,
        "tries": row.tries,
        "next_try_at": moment(row.next_try_at),
        "asked_at": moment(row.asked_at),
        "answered_at": moment(row.answered_at),
    }


def claim(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "party": row.party,
        "who": row.who,
        "kind": row.kind,
        "quantity": row.quantity,
        "share": row.share,
        "filed_as": row.filed_as or None,
        "state": row.state,
        "asked": money(row.asked_minor, row.currency),
        "accepted": money(row.accepted_minor, row.currency),
        "credited": money(row.credited_minor, row.currency),
        "opens_on": moment(row.opens_on),
        "window_until": moment(row.window_until),
        "answer_by": moment(row.answer_by),
    }


def replacement(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id, "case": row.case.public_id, "line": row.line.public_id, "remedy": row.remedy, "party": row.party,
        "way": row.way or None, "why": row.plan.get("why"), "supplier": row.agreement.code if row.agreement_id else None, "quantity": row.quantity, "sku": row.sku, "title": row.title,
        "other_goods": row.other_goods, "state": row.state, "made_at": moment(row.made_at), "placed_at": moment(row.placed_at),
        "answer_by": moment(row.answer_by), "ready_on": moment(row.ready_on), "tracking": row.tracking or None, "reason": row.reason or None,
    }  # fmt: skip


def difference(row: Any, line: str) -> dict[str, Any]:
    """`line`: its public id."""
    return {
        "id": row.public_id, "line": line, "amount": money(row.amount_minor, row.currency), "state": row.state, "pay_link": row.pay_link or None,
        "asked_at": moment(row.asked_at), "paid_at": moment(row.paid_at), "reference": row.reference or None, "ended_at": moment(row.ended_at),
        "back_reference": row.back_reference or None,
    }  # fmt: skip


def dispute(row: Any, answer: Any) -> dict[str, Any]:
    """`amount` is null until the provider was read; `answer` null where nobody has approved one."""
    return {
        "id": row.public_id,
        "provider": row.provider,
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
        "amount": money(row.amount_minor, row.currency) if row.currency else None,
        "taken": money(row.taken_minor, row.currency) if row.currency else None,
        "order": row.order.public_id if row.order_id else None,
        "case": row.case.public_id if row.case_id else None,
        "opened_at": moment(row.opened_at),
        "answer_by": moment(row.due_at),
        "ended_at": moment(row.ended_at),
        "answer": None
        if answer is None
        else {"state": answer.state, "approved_at": moment(answer.approved_at), "sent_at": moment(answer.sent_at)},
    }


def withdrawal(row: Any, words: Any) -> dict[str, Any]:
    """`statement` is null where the words were erased; its digest stays."""
    return {
        "id": row.public_id,
        "number": row.number,
        "state": row.state,
        "received_at": moment(row.received_at),
        "declared_on": moment(row.declared_on),
        "zone": row.zone,
        "market": row.market or None,
        "order": None if row.order is None else row.order.public_id,
        "case": None if row.case is None else row.case.public_id,
        "first": None if row.first is None else row.first.public_id,
        "answer_by": moment(row.answer_by),
        "answered_at": moment(row.answered_at),
        "statement": None if words is None else words.statement,
        "statement_digest": row.statement_digest,
        "acknowledged": row.acknowledged,
    }


def timeline_line(row: Any) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": moment(row.at),
        "actor": row.actor,
        "name": row.name,
        "subject": row.subject,
        "body": row.body,
        "hash": row.hash,
    }


def page(items: list[Any], next_cursor: str | None) -> dict[str, Any]:
    return {"items": items, "next": next_cursor}


def webhook(row: Any, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "id": row.public_id, "url": row.url, "types": row.types, "on": not row.off_because, "off_because": row.off_because or None,
        "failing_since": moment(row.failing_since), "made_at": moment(row.made_at), "old_secret_until": moment(row.old_until), "messages": counts,
    }  # fmt: skip


def webhook_message(row: Any, tries: list[Any]) -> dict[str, Any]:
    return {
        "id": row.message_id, "type": row.type, "at": moment(row.at), "state": row.state, "due_at": moment(row.due_at),
        "ended_at": moment(row.ended_at),
        "tries": [
            {"at": moment(one.at), "ms": one.ms, "status": one.status, "problem": one.problem or None, "excerpt": one.excerpt} for one in tries
        ],
    }  # fmt: skip


def elsewhere(row: Any, line: str | None, key: str) -> dict[str, Any]:
    return {
        "key": key, "source": row.source, "on": moment(row.at.date()), "amount": money(row.amount_minor, row.currency),
        "shipping": money(row.shipping_minor, row.currency), "line": line, "quantity": row.quantity, "reason": row.text,
    }  # fmt: skip
