"""Amounts as Stripe counts them (docs.stripe.com/currencies, read in November 2026).

Mostly ISO 4217's minor units, as ours. It counts ISK and UGX in hundredths all the same, MGA in whole units, and takes currencies of three
decimals only with a last digit of 0.
"""

from makegood.kernel.currency import exponent

_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}


def to_stripe(minor: int, currency: str) -> int | None:
    """Stripe's integer of our minor units; None where it can't be said in it."""
    ours = exponent(currency)
    theirs = _DECIMALS.get(currency, ours)
    if theirs >= ours:
        amount = minor * 10 ** (theirs - ours)
    else:
        amount, rest = divmod(minor, 10 ** (ours - theirs))
        if rest:
            return None
    return None if ours == 3 and amount % 10 else amount


def from_stripe(amount: int, currency: str) -> int | None:
    """Our minor units of Stripe's integer; None where it is no whole number of them. `currency` in capitals."""
    ours = exponent(currency)
    theirs = _DECIMALS.get(currency, ours)
    if ours >= theirs:
        return amount * 10 ** (ours - theirs)
    minor, rest = divmod(amount, 10 ** (theirs - ours))
    return None if rest else minor
