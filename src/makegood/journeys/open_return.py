"""Somebody tells us what is wrong: the case begins."""

from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask
from makegood.casefile.checking import check_ask
from makegood.casefile.days import local_day
from makegood.casefile.holding import begins, hold_order
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import answer_by
from makegood.casefile.telling import Telling
from makegood.law.load import zone_of


def open_return(
    *, merchant_id: int, order_id: int, ask: Ask, by: Actor, now: datetime, opened_by: str = "customer", tell_buyer: bool = False,
    recipient_email: str = "", acts_for_buyer: bool = False,
) -> Any:  # fmt: skip
    """The case with its lines, words and evidence. Refuses what `check_ask` refuses, unit_already_in_case above all.

    `opened_by` recipient: whoever was given the present; `recipient_email` is theirs. The buyer is told now only where they say so
    (`tell_buyer`), otherwise when money goes back to the buyer's payment.
    """
    with unit(merchants=[merchant_id], by=by):
        order = hold_order(order_id=order_id, now=now)
        order_lines = check_ask(order, ask)
        rows = [
            {
                "order_line_id": line.order_line_id,
                "quantity": line.quantity,
                "kinds": list(line.kinds),
                "major": line.major,
                "value_minor": order_lines[line.order_line_id].gross_minor * line.quantity // order_lines[line.order_line_id].quantity,
            }
            for line in ask.lines
        ]
        case, lines = returns.open_case(
            order=order,
            lines=rows,
            opened_by=opened_by,
            notified_on=ask.notified_on or local_day(now, zone_of(order.market)),
            language=ask.language,
            needed_by=ask.needed_by,
            tell_buyer=tell_buyer,
            by=by,
            now=now,
        )
        begins(case)
        if opened_by == "recipient" and recipient_email:
            returns.set_recipient(case, recipient_email, by=by, now=now)
        if opened_by == "recipient" and acts_for_buyer:
            timeline.note(f"case:{case.id}", "recipient.acts_for_buyer", by=by, now=now, subject=case.public_id)
        texts: list[tuple[int | None, str, str]] = [
            (line.id, "complaint", asked.words) for line, asked in zip(lines, ask.lines, strict=True) if asked.words
        ]
        if texts:
            returns.add_words(case=case, texts=texts, author=opened_by, by=by, now=now)
        shown: list[tuple[int | None, int | None, str]] = [
            (line.id, file, "photo") for line, asked in zip(lines, ask.lines, strict=True) for file in asked.evidence_ids
        ]
        shown += [(line.id, None, "photo_declined") for line, asked in zip(lines, ask.lines, strict=True) if asked.photo_declined]
        if shown:
            pieces = {line.id: asked.quantity for line, asked in zip(lines, ask.lines, strict=True) if asked.all_shown}
            returns.add_evidence(case=case, shown=shown, pieces=pieces, by=by, now=now)
        due = answer_by(merchant_of(merchant_id), market=order.market, now=now)
        set_deadline(
            kind="shop_decide_by",
            owner="shop",
            due_at=due,
            now=now,
            source="the shop's promise",
            case_id=case.id,
            told_on=now.date(),
        )
        telling = Telling(case, order, order_lines, now=now)
        telling.make_link()
        notices.write_notice(
            kind="case_opened", context=telling.context(answer_by=local_day(due, telling.merchant.zone)), **telling.to_customer(by)
        )
        if tell_buyer and telling.is_recipient:
            notices.write_notice(kind="gift_told", context=telling.for_buyer(), **telling.to_buyer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return case
