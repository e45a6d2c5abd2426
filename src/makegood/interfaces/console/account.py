"""`makegood password EMAIL`: a link to a new password, where no mail can carry it."""

import cyclopts

from makegood.interfaces.console.output import DONE, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="password", help="A link to a new password.")


@app.default
def password(email: str, *, json: bool = False) -> int:
    """Print a link with which whoever signs in with EMAIL chooses a new password: it works once, for an hour. 3 where nobody does."""
    with database():
        django()
        from django.conf import settings

        from makegood.journeys.ask_password import link_by_hand
        from makegood.web.clock import current_time

        link = f"{settings.MAKEGOOD_BASE_URL}/desk/password/{link_by_hand(email=email, now=current_time())}/"
    answer({"link": link}, as_json=json, human=lambda value: str(value["link"]))
    return DONE
