"""Which payment gives what: earlier refunds come off first, then the new total in the order of the payments (contract: `refund quote`)."""

from makegood.policy.quote_input import QuoteInput, bad


def left_of_payments(given: QuoteInput, order_total: int) -> dict[str, int]:
    """What each payment can still give, minor units; never more than it paid, never less than nothing.

    Rows that name their payment count first: a row without one came off whatever the payments in order had left. Rows are before
    fees and a kept fee never left a payment, so it is set against the refunds before those are laid on the payments.
    """
    paid = dict(_named(given, order_total))
    gone, unnamed = dict.fromkeys(paid, 0), 0
    for row in given.refunded:
        amount = -row.amount if row.part == "fee" else row.amount
        if row.payment is None:
            unnamed += amount
        elif row.payment in gone:
            gone[row.payment] += amount
        else:
            raise bad(f"The order has no payment {row.payment}.")
    left = {name: max(0, most - gone[name]) for name, most in paid.items()}
    return {name: min(paid[name], left[name] - used) for name, used in zip(left, _in_order(unnamed, left), strict=True)}


def shared_out(total: int, left: dict[str, int]) -> tuple[tuple[tuple[str, int], ...], int]:
    """((payment, amount) of those that give something, what none of them covers)."""
    used = _in_order(total, left)
    return tuple((name, amount) for name, amount in zip(left, used, strict=True) if amount > 0), total - sum(used)


def _named(given: QuoteInput, order_total: int) -> tuple[tuple[str, int], ...]:
    if given.payments is not None:
        return given.payments
    names = {row.payment for row in given.refunded if row.payment is not None}
    if len(names) > 1:
        raise bad("refunded names several payments, but none are given.")
    return ((names.pop() if names else "payment", order_total),)


def _in_order(amount: int, left: dict[str, int]) -> list[int]:
    used = []
    for most in left.values():
        used.append(min(max(0, amount), most))
        amount -= used[-1]
    return used
