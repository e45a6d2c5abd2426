"""The share of what we ask of a supplier that it credits in the end: what a policy may reckon with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.apps.claims.answering import ENDED
from makegood.base.tenancy import sole_merchant_id
from makegood.base.together import Wanted, fetch

FEWEST = 5  # claims that ended, below which a supplier's share is not known
OTHERS = 5  # claims of the shop's average that a supplier's own are mixed with: few of its own move it little
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Recovering:
    """Of `claims` that ended, the credited shares (0 to 1 each, whatever the currency) add up to `shares`."""

    claims: int
    shares: float


def recovered_shares_wanted(now: datetime) -> Wanted:
    """{supplier's code: Recovering} of what was sent in the year before `now` and has ended."""
    ended = ", ".join(f"'{one}'" for one in ENDED)
    where = (
        "SELECT coalesce(json_agg(json_build_array(code, n, shares)), '[]'::json) FROM (SELECT a.code, count(*) AS n, "
        "sum(LEAST(1.0, c.credited_minor::float / c.asked_minor)) AS shares FROM claims_claim c JOIN suppliers_agreement a "
        "ON a.merchant_id = c.merchant_id AND a.id = c.agreement_id WHERE c.merchant_id = %s AND c.party = 'supplier' "
        f"AND c.state IN ({ended}) AND c.asked_minor > 0 AND c.submitted_at >= %s AND c.submitted_at <= %s GROUP BY a.code) x"
    )
    return Wanted(
        ("recovered_shares", now), None, where, (sole_merchant_id(), now - YEAR, now),
        finish=lambda found: {code: Recovering(claims, shares) for code, claims, shares in found[0]},
    )  # fmt: skip


def recovered_shares(now: datetime) -> dict[str, Recovering]:
    found: dict[str, Recovering] = fetch(recovered_shares_wanted(now))
    return found


def expected_recovery(own: Recovering | None, every: dict[str, Recovering]) -> str | None:
    """As text with two decimals, "0.85"; None where fewer than FEWEST of the supplier's claims have ended.

    (own shares + OTHERS x the shop's average share) / (own claims + OTHERS): the mean that an empirical Bayes estimate with a prior of OTHERS
    claims gives (B. Efron and C. Morris, Stein's Paradox in Statistics, Scientific American 236, 1977), so that five lucky claims promise no certainty.
    """
    if own is None or own.claims < FEWEST:
        return None
    average = sum(one.shares for one in every.values()) / sum(one.claims for one in every.values())
    return f"{(own.shares + OTHERS * average) / (own.claims + OTHERS):.2f}"
