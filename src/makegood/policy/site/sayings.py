"""What a shop's own sentence takes away from the customers of a market. What misleads depends on the market: where no law lets anybody
change their mind, refusing it is lawful as long as goods that are not as agreed are kept apart."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from makegood.policy.site import Site
from makegood.policy.site.words import STATEMENT_TOPICS
from makegood.policy.statement.read import Claim

Found = Iterator[dict[str, Any]]
_MONTH = 30
_OTHER_LAW = {"digital", "perishable"}  # their defects are judged by law that is not in the data


def judge_statement(site: Site) -> Found:
    for claim in site.claims:
        yield from _JUDGES[claim.says](site, claim)


def _binding(site: Site) -> Mapping[str, Any] | None:
    """The law that no sentence can take the rights to goods as agreed away: a statute on statements, or a waiver that is void."""
    for topic in STATEMENT_TOPICS:
        if topic in site.told:
            return site.told[topic]
    defect: Mapping[str, Any] = site.law["defect"]
    return defect if any(str(defect.get(name)).startswith("void") for name in ("waiver", "waiver_before_notice")) else None


def _takes_defects(site: Site, claim: Claim) -> Mapping[str, Any] | None:
    """The law that a claim breaks by reaching goods that are not as agreed."""
    return None if claim.keeps_defects or claim.about == "change_of_mind" else _binding(site)


def _withdrawable(site: Site, claim: Claim) -> bool:
    return claim.about != "defects" and site.right_to_withdraw(claim.goods)


def _misleads(site: Site, entry: Mapping[str, Any] | None, doubt: int = 0) -> dict[str, Any]:
    return site.found("misleading_refund_statement", entry, doubt=doubt)


def _statute(site: Site) -> Mapping[str, Any] | None:
    return next((site.told[topic] for topic in STATEMENT_TOPICS if topic in site.told), None)


def _refusal(site: Site, claim: Claim) -> Found:
    law = _takes_defects(site, claim)
    if _withdrawable(site, claim):
        yield _misleads(site, site.mind if law is None else law)
    elif law is not None and (_statute(site) or not claim.goods or claim.goods - _OTHER_LAW):
        # "No returns on engraved goods" says what the exception says, and may be read as more: a warning, unless money is refused.
        only_exempt = site.mind["regime"] == "withdrawal" and bool(claim.goods) and not claim.money and claim.about == "everything"
        yield _misleads(site, law, doubt=1 if only_exempt else 0)


def _as_is(site: Site, claim: Claim) -> Found:
    law = _binding(site)
    if law is not None:
        yield _misleads(site, law)


def _defects_only(site: Site, claim: Claim) -> Found:
    if site.right_to_withdraw(claim.goods):
        yield site.found("defective_only", site.mind)
        yield _misleads(site, site.mind)


def _store_credit(site: Site, claim: Claim) -> Found:
    law = _takes_defects(site, claim)
    if _withdrawable(site, claim) or law is not None:
        yield site.found("store_credit_only", site.mind if law is None else law)
        if _statute(site) and law is not None:
            yield _misleads(site, law)


def _restocking(site: Site, claim: Claim) -> Found:
    """Where the law allows a fee in percent (Israel), up to it; after the days that the law gives, any."""
    if not _withdrawable(site, claim):
        return
    later = claim.window is not None and claim.window.ends and claim.window.days >= _days_owed(site)
    most = max((int(one["max_pct"]) for one in site.mind.get("deductions_allowed") or [] if one.get("max_pct")), default=None)
    if not later and (most is None or (claim.percent is not None and claim.percent > most)):
        yield site.found("restocking_fee", site.mind)


def _packaging(site: Site, claim: Claim) -> Found:
    forbidden = "original_packaging_required" in (site.mind.get("deductions_forbidden") or [])
    of_defects = (
        site.law["defect"].get("packaging_may_be_required") is False and not claim.keeps_defects and claim.about != "change_of_mind"
    )
    if (forbidden and _withdrawable(site, claim)) or of_defects:
        yield site.found("packaging_condition", site.mind if forbidden else site.law["defect"])


def _condition(code: str) -> Callable[[Site, Claim], Found]:
    """A condition that no statutory right may hang on, of either kind."""

    def judge(site: Site, claim: Claim) -> Found:
        law = _takes_defects(site, claim)
        if _withdrawable(site, claim) or law is not None:
            yield site.found(code, site.mind if law is None else law)

    return judge


def _days_owed(site: Site) -> float:
    return int(site.mind.get("window_days") or 0) * (1.4 if site.mind.get("day_kind") == "business" else 1)


def _window(site: Site, claim: Claim) -> Found:
    assert claim.window is not None
    days, law = claim.window.days, _takes_defects(site, claim)
    if claim.about == "defects":
        law = _binding(site)
        months = site.law["defect"].get("guarantee_months")
        if law is not None and (months is None or days < months * _MONTH):
            yield site.found("window_too_short_in_statement", site.law["defect"])
            yield _misleads(site, law)
        return
    owed = _days_owed(site)
    too_early = claim.window.since == "purchase" and str(site.mind.get("counted_from")).startswith(("delivery", "later")) and days <= owed
    if _withdrawable(site, claim) and (days < owed or too_early):
        yield site.found("window_too_short_in_statement", site.mind)
    elif claim.window.ends and law is not None and (claim.money or _statute(site)):
        yield _misleads(site, law)


def _shipping_kept(site: Site, claim: Claim) -> Found:
    if _withdrawable(site, claim) and site.mind.get("outbound_shipping_refunded") in ("full", "standard_only"):
        cite = site.mind.get("outbound_shipping_cite")
        yield site.found("outbound_shipping_not_refunded", site.mind, cite=cite)


def _return_cost(site: Site, claim: Claim) -> Found:
    law = _binding(site)
    if law is not None and site.law["defect"].get("return_cost_payer") == "trader":
        yield site.found("return_cost_for_defects", site.law["defect"])


def _nothing(site: Site, claim: Claim) -> Found:
    return iter(())


_JUDGES: dict[str, Callable[[Site, Claim], Found]] = {
    "refusal": _refusal,
    "as_is": _as_is,
    "defects_only": _defects_only,
    "store_credit_only": _store_credit,
    "restocking_fee": _restocking,
    "no_fee": _nothing,
    "packaging": _packaging,
    "supplier_approval": _condition("supplier_approval_condition"),
    "photo": _condition("photo_condition"),
    "form": _condition("form_condition"),
    "shipping_kept": _shipping_kept,
    "return_cost_of_defects": _return_cost,
    "window": _window,
}
