"""What the shop can say to a bank, from what it holds: a draft that a person reads, changes and approves.

In English and not translated: those who read it work for card schemes. Dates, numbers and amounts only from rows; nothing is guessed, and what
is not held is left out.
"""

from datetime import date, datetime
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.kernel.money import text_from_minor

SHOWN = {
    "withdrawal_info": "the right of withdrawal, its conditions and period", "return_cost_on_customer": "who pays for sending goods back",
    "withdrawal_function": "how to withdraw online", "no_withdrawal_personalised": "that personalised goods can't be returned for a change of mind",
    "policy_before_purchase": "the return policy, before the purchase", "policy_on_final_screen": "the return policy, on the final screen",
    "guarantee_notice": "the legal guarantee",
}  # fmt: skip


def draft_of(order: Any, case: Any) -> dict[str, str]:
    """Texts by words of EVIDENCE_TEXTS, without the empty ones. `case` None: the customer never asked the shop for anything."""
    contact, parcels = orders.contact_of(order.id), orders.shipments_of(order.id)
    shipped = order.shipped_on or next((one.shipped_on for one in parcels if one.shipped_on), None)
    found = {
        "product_description": "; ".join(_item(line, order.currency) for line in orders.lines_of(order.id)),
        "customer_name": contact.name if contact else "",
        "customer_email_address": contact.email if contact else "",
        "shipping_address": ", ".join([contact.name, *contact.address]) if contact and contact.address else "",
        "shipping_carrier": ", ".join(dict.fromkeys(one.carrier for one in parcels if one.carrier)),
        "shipping_tracking_number": ", ".join(one.tracking_number for one in parcels if one.tracking_number),
        "shipping_date": _day(shipped),
        "refund_policy_disclosure": _shown(order),
        "refund_refusal_explanation": "\n".join(_decided(case)) if case is not None else "",
        "uncategorized_text": "\n".join(f"{_day(day)}: {text}" for day, text in story_of(order, case)),
    }
    return {name: text for name, text in found.items() if text}


def story_of(order: Any, case: Any) -> list[tuple[date, str]]:
    """What happened, by day: (day, sentence)."""
    found: list[tuple[date, str]] = [
        (order.placed_on, f"Order {order.number} was placed and paid ({_money(order.total_minor, order.currency)}).")
    ]
    parcels = orders.shipments_of(order.id)
    for parcel in parcels:
        name = f" ({parcel.carrier} {parcel.tracking_number})" if parcel.tracking_number else ""
        if parcel.shipped_on:
            found.append((parcel.shipped_on, f"The goods were sent{name}."))
        if parcel.delivered_on:
            found.append((parcel.delivered_on, f"The carrier reported delivery{name}."))
    if not any(one.shipped_on for one in parcels) and order.shipped_on:
        found.append((order.shipped_on, "The goods were sent."))
    if not any(one.delivered_on for one in parcels) and order.delivered_on:
        found.append((order.delivered_on, "The goods were delivered."))
    if case is None:
        return sorted(found, key=lambda one: one[0])
    kinds = {kind.replace("_", " ") for line in returns.lines_of_case(case.id) for kind in line.kinds}
    found.append((case.opened_at.date(), f"The customer asked us for help (case {case.number}: {', '.join(sorted(kinds))})."))
    found += [
        (one.chosen_at.date(), f"The customer chose: {one.remedy.replace('_', ' ')}.") for one in returns.choices_of(case.id).values()
    ]
    back = [one.received_at.date() for one in carriage.parcels_of_case(case.id) if one.received_at]
    found += [(day, "We received the goods back.") for day in back]
    for look in inspections.standing_inspections(case.id).values():
        found.append((look.at.date(), f"We looked at what came back: {look.result.replace('_', ' ')}."))
    for one in settlement.reimbursements_of_case(case.id):
        if one.state == "posted" and one.ended_at is not None and one.amount_minor:
            name = f" (reference {reference})" if (reference := settlement.shown_reference(one)) else ""
            found.append((one.ended_at.date(), f"We gave back {_money(one.moved_minor or one.amount_minor, one.currency)}{name}."))
    return sorted(found, key=lambda one: one[0])


def letters_of(case: Any) -> list[Any]:
    """What the customer and the shop wrote to each other, oldest first; what was never sent is left out."""
    found = notices.notices_of_case(case.id) if case is not None else []
    return [
        one
        for one in found
        if one.audience in ("customer", "shop", "staff") and (one.direction == "in" or one.state == "sent") and one.text
    ]


def refunded_before(case: Any, opened_at: datetime | None) -> list[Any]:
    """Refunds of the case that had left when the dispute was opened: the bank must not take them a second time."""
    rows = settlement.reimbursements_of_case(case.id) if case is not None else []
    return [
        one
        for one in rows
        if one.state == "posted" and one.amount_minor and one.ended_at and (opened_at is None or one.ended_at <= opened_at)
    ]


def _decided(case: Any) -> list[str]:
    found = []
    for decision in returns.latest_decisions(case.id).values():
        reasons = "; ".join(str(one) for one in decision.record.get("reasons", []))
        said = [str(line["say"]) for line in decision.record.get("trace", []) if line.get("filled") and line.get("say")]
        text = "; ".join(dict.fromkeys([*said, *([reasons] if reasons else [])]))
        found.append(
            f"{_day(decision.made_at.date())}: decided by our published policy and the law in force: {decision.outcome.replace('_', ' ')}."
            + (f" {text}." if text else "")
        )
    return found


def _shown(order: Any) -> str:
    topics = [SHOWN[word] for word in order.disclosures if word in SHOWN]
    return f"When the order was placed on {_day(order.placed_on)} the customer had been shown: {'; '.join(topics)}." if topics else ""


def _item(line: Any, currency: str) -> str:
    return f"{line.quantity} x {line.title}" + (f" ({line.variant})" if line.variant else "") + f", {_money(line.gross_minor, currency)}"


def _money(minor: int, currency: str) -> str:
    return f"{text_from_minor(minor, currency)} {currency}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day is not None else ""
