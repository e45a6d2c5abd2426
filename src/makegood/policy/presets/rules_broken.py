"""The rules for goods that are not as agreed, or did not come. They set no window: how long a guarantee lasts is the law's affair."""

from collections.abc import Iterator
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.policy.presets.grounds import naming, one_of
from makegood.policy.presets.questions import Answers
from makegood.policy.presets.rule import Written, approval, back, both

_FAULTS = (
    "defective",
    "damaged_in_transit",
    "wrong_item",
    "missing_part",
    "not_as_described",
    "customization_error",
    "recalled",
    "warranty",
)
BROKEN = f"case.kind in ({', '.join(_FAULTS)})"
# A clear fault: what can be seen at once. A recall and a warranty are looked at one by one.
CLEAR = "case.kind in (defective, damaged_in_transit, wrong_item, missing_part, not_as_described, customization_error)"
_KEPT: dict[str, Any] = {"ship_back": "none", "keep_item": "recycle", "release_refund_on": "approval", "refund_outbound_shipping": True}
_SHARE = 20


def rules(answers: Answers) -> Iterator[Written]:
    yield from _claims(answers)
    yield Written(
        "long-ago", both(BROKEN, "known(days_since_delivery) and days_since_delivery > 730"), {"approval": "review"},
        "After more than two years a person looks at it.", "After two years somebody looks at what the law of the market still gives.",
    )  # fmt: skip
    yield from _named_by_law(answers)
    yield from _small(answers)
    yield from _dear(answers)
    yield Written(
        "never-came",
        "case.kind in (not_delivered, delivered_not_received) or (case.kind == late and not known(order.delivered_on))",
        {"remedies": ["replacement", "refund"], **_KEPT, "approval": "review", "claim_on": ["carrier"]},
        "If nothing came, we ask the carrier, and you get it again or your money back.",
        "A person asks the carrier first.",
    )


def _claims(answers: Answers) -> Iterator[Written]:
    """Who is asked to pay, and what helps with that. A photo is asked for; nothing hangs on it."""
    paid, days = answers.supplier_pays_for, answers.supplier_claim_days
    kinds = [kind for kind in paid or () if kind != "nothing"]
    if kinds:
        known = f"The supplier wants to hear of it within {days} days." if days else "How long the supplier takes claims is not known yet."
        yield Written("the-supplier-pays", f"case.kind in ({', '.join(kinds)})", {"claim_on": ["supplier"]}, why=known)
    if "damaged_in_transit" not in kinds:
        why = (
            "What the supplier pays for is not known yet, so only the carrier is asked."
            if paid is None
            else "The rest is between shop and carrier."
        )
        yield Written("the-carrier-pays", "case.kind == damaged_in_transit", {"claim_on": ["carrier"]}, why=why)
    if answers.ask_photo:
        yield Written(
            "a-photo-helps", CLEAR, {"evidence": ["photo"]}, "A photo helps us get our money back - it does not decide about yours.",
            "Asked for, never needed.",
        )  # fmt: skip


def _named_by_law(answers: Answers) -> Iterator[Written]:
    """Where the law names more than a new one or the money, it is all there."""
    share = {"partial_percent": _SHARE}
    markets = sorted(set(naming("price_reduction")))
    alone = sorted(set(naming("repair")))
    kinds = [("-personalised", "item.personalised", "remake")] if "personalised" in answers.products else []
    for of, when, new in (*kinds, ("", "", "replacement")):
        yield Written(
            f"repair-by-law{of}", both(both(BROKEN, one_of(alone)), when),
            {"remedies": [new, "refund", "repair", "partial_refund"], **share},
            "If it is faulty and the law of your country names a repair, you may have that too.", "In these markets a repair is a right of its own." if when or not kinds else "",
        )  # fmt: skip
        second = f"{one_of(markets)} or contains(case.events, repair_failed)"
        yield Written(
            f"share-by-law{of}", both(both(BROKEN, second), when), {"remedies": [new, "refund", "partial_refund"], **share},
            "If it is faulty you may also keep it and have part of the price back.", "In these markets, and where a repair failed, a lower price is a right of its own." if when or not kinds else "",
        )  # fmt: skip


def _small(answers: Answers) -> Iterator[Written]:
    if not answers.keep_below or not minor_from_text(answers.keep_below, answers.currency):
        return
    limit, limit_text = f"item.price < {answers.keep_below}", f"{answers.keep_below} {answers.currency}"
    sets = {**_KEPT, "approval": approval(answers)}
    yield Written(
        "small-and-never-came", both(limit, "case.kind == delivered_not_received or (case.kind == not_delivered and days_late > 0)"),
        {"remedies": ["replacement", "refund"], **sets, "claim_on": ["carrier"]}, f"If a thing under {limit_text} never comes, we send it again or your money back at once.",
        f"Under {limit_text} nothing comes back and nobody waits for the carrier's answer.",
    )  # fmt: skip
    if "personalised" in answers.products:
        yield Written(
            "small-and-personal", both(both(CLEAR, limit), "item.personalised"), {"remedies": ["remake", "refund"], **sets},
            f"If a thing made for you costs under {limit_text} and is not right, keep it - we make a new one or send your money back at once.",
        )  # fmt: skip
    yield Written(
        "small", both(CLEAR, limit), {"remedies": ["replacement", "refund"], **sets},
        f"If a thing under {limit_text} is not right, keep it - a new one or your money back at once.",
    )  # fmt: skip


def _dear(answers: Answers) -> Iterator[Written]:
    """Above the limit: what bears a name stays, nobody else can use it; everything else comes back where that is known."""
    extra = {"partial_percent": _SHARE} if answers.share else {}
    words = ["refund", "partial_refund"] if answers.share else ["refund"]
    if "personalised" in answers.products:
        yield Written(
            "personal-and-not-right", both(CLEAR, "item.personalised"),
            {"remedies": ["remake", *words], **extra, **_KEPT, "approval": approval(answers)},
            "If a thing made for you is not right, keep it - we make it again or send your money back.", "What bears a name is of no use to anybody else, so it stays.",
        )  # fmt: skip
    place = back(answers)
    if not place:
        yield Written(
            "not-right", BROKEN, {"remedies": ["replacement", *words], **extra, "refund_outbound_shipping": True, "approval": "review"},
            "If something is not right, you have a new one or your money back.", "Where things go back to is not known yet, so a person decides.",
        )  # fmt: skip
        return
    sets = {**place, "return_paid_by": "shop", "release_refund_on": "delivery", "refund_outbound_shipping": True}
    yield Written(
        "not-right", CLEAR, {"remedies": ["replacement", *words], **extra, **sets, "approval": approval(answers)},
        "If anything else is not right, send it back with our label - a new one, or your money when it has arrived.",
        "It is looked at when it arrives. What that finds can lower a refund for a reason, never hold it back.",
    )  # fmt: skip
    yield Written(
        "recalled-or-under-warranty", BROKEN, {"remedies": ["replacement", *words], **extra, **sets, "approval": "review"},
        "If it is recalled or fails under warranty, you have a new one or your money back.",
    )  # fmt: skip
