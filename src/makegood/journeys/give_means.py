"""The customer says to which account their refund shall go, because it can't go back the way it came."""

import json
from datetime import datetime
from typing import Any

from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import other_means
from makegood.apps.settlement.queries import reimbursement_of
from makegood.base.actor import Actor
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.other_means import check_open
from makegood.kernel.iban import read_iban
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable


def give_means(*, merchant_id: int, reimbursement_id: str, iban: str, holder: str, by: Actor, now: datetime) -> Any:
    """Kept sealed until it is paid. Until then they may correct it; a person then sees the new one, once.

    Refuses `iban_invalid`, `holder_missing`, `means_not_needed`.
    """
    with unit(merchants=[merchant_id], by=by):
        hold_case(case_id=reimbursement_of(reimbursement_id).case_id, now=now)
        reimbursement = reimbursement_of(reimbursement_id)
        means = other_means.means_for(reimbursement.id)
        check_open(reimbursement, means)
        assert means is not None
        account, name = read_iban(iban), " ".join(storable(holder).split())[:70]
        if account is None:
            raise Refusal(
                "iban_invalid",
                "This is no account number (IBAN).",
                "Look at a bank statement or in your bank's app; a digit may be wrong.",
                field="iban",
            )
        if not name:
            raise Refusal("holder_missing", "The name of the account's holder is needed.", "Write it as your bank has it.", field="holder")
        sealed = seal(json.dumps({"iban": account, "holder": name}), purpose="means")
        settlement.give_means(reimbursement, means, sealed=sealed, last4=account[-4:], by=by, now=now)
        return means
