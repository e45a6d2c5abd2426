"""What a shop's site owes the customers of a market, judged by a sketch of it (contract, `policy check --shop`).

Every finding rests on the market's dated law: its withdrawal function, what has to be told before the purchase, and what may not be
deducted or asked. A field that the sketch leaves out is unknown and is not judged. `level` is the confidence of the law's entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from makegood.law.load import CONFIDENCE, codes, market, market_used
from makegood.policy.site.sketch import check_sketch
from makegood.policy.site.words import EXCEPTION_TOPICS, REMEDIES, RETURN_TERMS, SHOWN_ANYWHERE
from makegood.policy.statement.read import Claim, read_statement

LEVELS = {"high": "block", "medium": "warn", "low": "note"}
_BEFORE = frozenset({"product_page", "cart", "checkout"})


@dataclass(frozen=True)
class Site:
    """One sketch before the law of one market on one day."""

    sketch: Mapping[str, Any]
    code: str
    on: date
    claims: Sequence[Claim]
    law: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def mind(self) -> Mapping[str, Any]:
        return dict(self.law["change_of_mind"])

    @cached_property
    def told(self) -> dict[str, Mapping[str, Any]]:
        """What has to be told on the day, by topic."""
        found = [*(self.law.get("disclosure") or []), *(self.law.get("disclosure_extra") or [])]
        left_out = self.law.get("disclosure_not_required") or []
        day = self.on.isoformat()
        return {one["topic"]: one for one in found if one["topic"] not in left_out and str(one.get("from") or "") <= day}

    @property
    def sells(self) -> frozenset[str]:
        return frozenset(self.sketch.get("sells") or ("stock",))

    @property
    def shown(self) -> frozenset[str] | None:
        """Where the shop's terms are shown; None is unknown."""
        places = self.sketch.get("policy_shown")
        return None if places is None else frozenset(places)

    @property
    def shown_before(self) -> bool:
        return bool(self.shown and self.shown & _BEFORE)

    def level(self, entry: Mapping[str, Any] | None = None, *, doubt: int = 0) -> str:
        """The lower of the market's confidence and the entry's own; `doubt` takes as many steps more."""
        least = min(CONFIDENCE.index(str(one.get("confidence") or "high")) for one in (self.law, entry or {}))
        return LEVELS[CONFIDENCE[max(0, least - doubt)]]

    def found(self, name: str, entry: Mapping[str, Any] | None, *, doubt: int = 0, cite: str | None = None) -> dict[str, Any]:
        source = cite or (entry or {}).get("cite") or self.law["citations"][0]
        level = self.level(entry, doubt=doubt)
        return {"code": name, "market": self.code, "level": level, "citation": str(source), "remedy": REMEDIES[name]}

    def personal_exempt(self) -> Mapping[str, Any] | None:
        """The exception that takes the right away for personalised goods, where it stands without more, or with the notice that is shown."""
        for exception in self.mind.get("exceptions") or []:
            if exception["kind"] == "personalised" and exception.get("effect", "no_right") == "no_right":
                needs_notice = exception.get("voids_exception") or exception.get("disclosure") == "must_consent"
                return exception if not needs_notice or self.shown_before else None
        return None

    def right_to_withdraw(self, goods: frozenset[str] = frozenset()) -> bool:
        """Has a customer a statutory change of mind for some of these goods (none named: for some of what the shop sells)?"""
        if self.mind["regime"] != "withdrawal":
            return False
        personal = self.personal_exempt() is None
        if not goods:
            return bool(self.sells - {"personalised"}) or personal
        return "sale" in goods or ("personalised" in goods and personal)


def site_violations(sketch: Mapping[str, Any], *, markets: Sequence[str], on: date) -> list[dict[str, Any]]:
    """Findings as {"code", "market", "level", "citation", "remedy"}, one a code and market, in the order of the markets.

    `markets` are those that were named (`--market`); where it is empty the sketch's own count, where it has none every market.
    Refuses `sketch_invalid` and `unknown_market`.
    """
    from makegood.policy.site.sayings import judge_statement

    given = check_sketch(sketch)
    claims = read_statement(given.get("statement") or "")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for code in dict.fromkeys(markets or given.get("markets") or _every()):
        site = Site(given, code, on, claims, market(market_used(code)))
        for one in (*_function(site), *_notice(site), *_policy_shown(site), *_personalised(site), *judge_statement(site)):
            known = found.setdefault((code, one["code"]), one)
            if CONFIDENCE.index(_confidence(one)) > CONFIDENCE.index(_confidence(known)):
                found[code, one["code"]] = one
    return list(found.values())


def _confidence(one: Mapping[str, Any]) -> str:
    return next(word for word, level in LEVELS.items() if level == one["level"])


def _every() -> list[str]:
    return [code for code in codes() if code != "EU"]


def _function(site: Site) -> Iterator[dict[str, Any]]:
    """Dir. 2011/83 art. 11a and its like: from its day, where something that is sold can be withdrawn from."""
    rule, state = site.law.get("withdrawal_function") or {}, site.sketch.get("withdrawal_function")
    since = rule.get("effective_from")
    if rule.get("required") is not True or (since and site.on < date.fromisoformat(since)) or not site.right_to_withdraw():
        return
    if state == "none":
        yield site.found("withdrawal_function_missing", rule)
    elif state == "behind_login" and "guest_checkout" not in site.sketch:
        yield site.found("function_not_easily_accessible", rule, doubt=1)
    elif state == "behind_login" and site.sketch["guest_checkout"]:
        yield site.found("function_not_easily_accessible", rule)


def _notice(site: Site) -> Iterator[dict[str, Any]]:
    entry = site.told.get("harmonised_notice_legal_guarantee")
    if entry and site.sketch.get("guarantee_notice") == "none" and site.sells != {"digital"}:
        yield site.found("harmonised_notice_missing", entry)


def _policy_shown(site: Site) -> Iterator[dict[str, Any]]:
    """What the law asks to be told before the purchase, and a default right that arises where it was not."""
    if site.shown is None or (site.mind["regime"] == "withdrawal" and not site.right_to_withdraw()):
        return
    limits = any(claim.says != "no_fee" for claim in site.claims)
    for topic, always in RETURN_TERMS.items():
        entry = site.told.get(topic)
        if entry and (always or limits) and not _shown_where(site, str(entry["where"])):
            yield site.found("policy_not_shown_before_purchase", entry)
            return
    default = site.mind.get("default_if_policy_not_disclosed")
    if default and not site.shown_before:
        yield site.found("policy_not_shown_before_purchase", default)


def _shown_where(site: Site, where: str) -> bool:
    assert site.shown is not None
    if where.startswith(SHOWN_ANYWHERE):
        return site.shown != {"none"}
    if where == "ad_and_final_confirmation":
        return {"product_page", "checkout"} <= site.shown
    return site.shown_before


def _personalised(site: Site) -> Iterator[dict[str, Any]]:
    """No right of withdrawal has to be said before the purchase; in some markets the exception is lost otherwise."""
    if "personalised" not in site.sells or site.shown is None or site.shown_before:
        return
    exception = next((one for one in site.mind.get("exceptions") or [] if one["kind"] == "personalised"), None)
    topic = next((site.told[name] for name in EXCEPTION_TOPICS if name in site.told), None)
    if exception and (topic or exception.get("disclosure") in ("must_inform", "must_consent")):
        yield site.found("personalised_notice_missing", topic or exception)
