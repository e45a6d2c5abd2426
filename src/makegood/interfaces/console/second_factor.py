"""`makegood second-factor EMAIL`: whoever lost phone and recovery codes sets them up anew."""

import cyclopts

from makegood.interfaces.console.output import DONE, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="second-factor", help="Reset somebody's second factor.")


@app.default
def second_factor(email: str, *, reset: bool = False, json: bool = False) -> int:
    """With --reset: take away app, passkeys and recovery codes of whoever signs in with EMAIL, and sign them out; their password stays. They are
    told by mail. Without it nothing is changed: says how many there are. 3 where nobody signs in so."""
    with database():
        django()
        from makegood.apps.parties import queries as parties
        from makegood.journeys.reset_factors import reset_factors_by_hand
        from makegood.web.clock import current_time

        person = parties.person_by_email(email)
        count = len(parties.factors_of(person.id)) if person is not None else 0
        if reset or person is None:
            reset_factors_by_hand(email=email, now=current_time())
    answer(
        {"factors": count, "reset": reset}, as_json=json, human=lambda found: f"{found['factors']} {'taken away' if reset else 'set up'}"
    )
    return DONE
