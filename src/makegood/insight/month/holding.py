"""Do closed months still say what they said, and do the books still come to it?"""

from makegood.apps.reports import queries as reports
from makegood.base.tenancy import Merchant
from makegood.insight.books.period import month_of
from makegood.insight.month.figures import month_of_books
from makegood.kernel.digest import digest_of

LOOKED_AT = 3  # months that are reckoned again; of the older ones only the digest is looked at
_NOT_OF_BOOKS = ("claimed",)  # what claims say of themselves may be put right later


def wrong_months(merchant: Merchant) -> list[str]:
    """For the unit's shop, a sentence each: must be empty."""
    closed = reports.closed_months()
    found = [f"{one.first_on:%Y-%m}: its figures are not those that were closed" for one in closed if digest_of(one.figures) != one.digest]
    for one in closed[-LOOKED_AT:]:
        again = month_of_books(month_of(merchant, one.first_on), through=one.through).as_json()
        kept, now = ({tuple(row) for row in figures["figures"] if row[0] not in _NOT_OF_BOOKS} for figures in (one.figures, again))
        if kept != now:
            row = sorted(kept ^ now)[0]
            found.append(f"{one.first_on:%Y-%m}: the books come to something else now, {row[0]} {row[1]} {row[2]} first")
    return found
