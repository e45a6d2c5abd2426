"""A person answers a declared withdrawal that no order could be found for, or that met a case which was there already."""

from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.returns import declared, locking
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.kernel.address import usable_address
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable
from makegood.law.words import words_for

LONGEST = 5_000


def answer_declaration(*, merchant_id: int, declaration_id: int, text: str, by: Actor, now: datetime) -> Any:
    """The Declaration, answered; the words go by mail and stand on its receipt's page.

    Refuses `message_empty`, `message_too_long`, `declaration_settled` where nothing waits for an answer.
    """
    with unit(merchants=[merchant_id], by=by):
        declaration = locking.lock_declaration(declaration_id)
        text = storable(text).strip()
        if not text:
            raise Refusal("message_empty", "There is nothing written yet.", "Write a sentence.", field="text")
        if len(text) > LONGEST:
            raise Refusal("message_too_long", f"The message is longer than {LONGEST} characters.", "Shorten it.", field="text")
        if declaration.state not in declared.WAITING:
            raise Refusal("declaration_settled", "This was answered already.", "Look at the page again.", status=409)
        merchant, words = merchant_of(merchant_id), declared.words_of(declaration.id)
        noun = words_for(declaration.market or merchant.country, declaration.language, on=declaration.declared_on).noun
        notice = notices.write_notice(
            kind="withdrawal_reply", case=None, audience="customer", to=usable_address(words.email) if words else "",
            language=declaration.language, by=by, now=now,
            context={
                "noun": noun, "receipt": declaration.number, "text": text, "customer_name": words.name if words else "",
                "shop_name": merchant.name, "contact_name": merchant.contact_name,
            },
        )  # fmt: skip
        returns.record_answer(declaration, notice=notice.public_id, text=text, by=by, now=now)
        return declaration
