"""The rules for a changed mind. What says less than everything stands under a condition in which no law gives more."""

from collections.abc import Iterator
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.policy.presets.grounds import may_charge, may_stay, told
from makegood.policy.presets.questions import Answers
from makegood.policy.presets.rule import Written, approval, back, both

_MIND = "case.kind in (change_of_mind, customer_input_error)"
# The days of a law are over before these: 14 days, and what weekends and holidays add at most.
_SURELY_LONGER = 30


def rules(answers: Answers) -> Iterator[Written]:
    if "personalised" in answers.products:
        yield from _personal(answers)
    yield from _spoilt(answers)
    yield _before_it_left(answers)
    yield from _window(answers)
    yield from _way_back(answers)
    yield _stock(answers)


def _personal(answers: Answers) -> Iterator[Written]:
    if answers.free_remake:
        yield Written(
            "no-proof-was-shown",
            "case.kind == customer_input_error and item.personalised and known(proof.approval) and proof.approval in (none, silent)",
            {
                "eligible": "yes",
                "remedies": ["remake", "refund"],
                "ship_back": "none",
                "release_refund_on": "approval",
                "approval": approval(answers),
            },
            "If we never showed you a proof, a slip in the text is ours - we make it again.",
            "Nobody said yes to a proof, so the mistake is ours.",
        )
    stays = may_stay(answers.markets)
    if stays:
        if answers.typo_percent:
            yield Written(
                "typed-by-the-customer", both(both("case.kind == customer_input_error", "item.personalised"), stays),
                {"eligible": "yes", "remedies": ["reorder_discount"], "reorder_discount_percent": answers.typo_percent, "ship_back": "none", "keep_item": "keep", "approval": approval(answers)},
                f"A name should be right. If it was mistyped, a new one is {answers.typo_percent} % off.",
                "The law gives nothing for a slip of one's own; this is ours.",
            )  # fmt: skip
        yield Written(
            "changed-mind-personal", both(both("case.kind == change_of_mind", "item.personalised"), stays),
            {"eligible": "no", "remedies": ["none"], "approval": approval(answers)},
            "What is made with your own words or picture is for you alone, so it can't come back for a changed mind. If something is wrong with it, tell us that.",
            "Only where the law has no change of mind for it, and where that was said before the purchase if the law wants it said.",
        )  # fmt: skip
    yield Written(
        "personal-elsewhere", both(_MIND, "item.personalised"), {"approval": "review"}, "Where you live the law may give more for things made for you, so a person looks at it.",
        "In other markets the law may give more than this shop would.",
    )  # fmt: skip


def _spoilt(answers: Answers) -> Iterator[Written]:
    parts = []
    if "perishable" in answers.products:
        parts.append("item.perishable")
    if "hygiene" in answers.products:
        parts.append("(item.sealed_hygiene and item.unsealed)")
    if parts:
        yield Written(
            "opened-or-spoilt", both("case.kind == change_of_mind", " or ".join(parts)), {"approval": "review"}, "What was opened or does not keep - a person looks at it.",
            "Nobody else can have it; what the law of the market says of it is looked up case by case.",
        )  # fmt: skip


def _before_it_left(answers: Answers) -> Written:
    return Written(
        "before-it-left",
        "case.kind == cancellation and not known(order.shipped_on) and not item.personalised",
        {"eligible": "yes", "remedies": ["refund"], "ship_back": "none", "release_refund_on": "approval", "refund_outbound_shipping": True, "approval": approval(answers)},
        "Before it has left you may cancel and have all of your money back.",
        "Who cancels before anything was sent has everything back.",
    )  # fmt: skip


def _window(answers: Answers) -> Iterator[Written]:
    """The shop's own days, where the customer was told what the law asks for; where not, the law's days count and a person looks."""
    days = answers.mind_days
    ground = told(answers.markets, statutory=days >= _SURELY_LONGER)
    window: dict[str, Any] = {"days": days, "from": "delivery"}
    if ground:
        for season in answers.seasons:
            bought = f'between(order.placed_on, date("{season.start}"), date("{season.end}"))'
            yield Written(
                f"season-{season.until.year}", both(both(_MIND, ground), bought), {"window": window | {"until": season.until.isoformat()}},
                f"Bought from {_day(season.start)} to {_day(season.end)} - you may send it back until {_day(season.until)} {season.until.year}.",
                "Presents are unwrapped later than they arrive.",
            )  # fmt: skip
        yield Written(
            "days-to-think", both(_MIND, ground), {"window": window, "approval": approval(answers)}, f"You have {days} days to change your mind.",
            "Counted for customers who were told what the law of their market asks for.",
        )  # fmt: skip
    if days < _SURELY_LONGER and (informed := told(answers.markets)):
        yield Written(
            "the-laws-own-days", both(_MIND, informed), {"approval": approval(answers)}, "You have the days that the law of your country gives.",
            f"{days} days can be fewer than the law's where its last one falls on a holiday, so the law's own count.",
        )  # fmt: skip


def _day(day: Any) -> str:
    return f"{day.day} {day:%B}"


def _way_back(answers: Answers) -> Iterator[Written]:
    ground = may_charge(answers.markets)
    if ground and minor_from_text(answers.return_rate, answers.currency):
        yield Written(
            "way-back-at-a-flat-rate", both(_MIND, ground), {"return_paid_by": "customer", "return_fee": answers.return_rate},
            f"The way back of a changed mind costs you {answers.return_rate} {answers.currency}, which we take off the refund.",
            "A flat rate below the true postage, where it was shown before the purchase and the law allows it. Everywhere else we pay.",
        )  # fmt: skip


def _stock(answers: Answers) -> Written:
    place = back(answers)
    release = {"release_refund_on": "proof_of_sending"} if place else {}
    credit = {"store_credit_bonus_percent": 10} if answers.credit_bonus else {}
    words = ["refund", "store_credit"] if answers.credit_bonus else ["refund"]
    return Written(
        "changed-mind", _MIND, {"eligible": "yes", "remedies": words, **credit, **place, "return_paid_by": "shop", **release, "approval": "review"},
        "If you change your mind, send it back and you have your money" + (", or store credit with ten percent on top." if answers.credit_bonus else "."),
        "The money is sent as soon as you show that it is on its way." if place else "Where things go back to is not known yet, so a person decides.",
    )  # fmt: skip
