"""A shop's promise as its customers are shown it: composed of the policy in force, addressed by its content."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from makegood.apps.policies import queries as policies
from makegood.casefile.days import local_day
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal
from makegood.law.entitle import entitle
from makegood.law.load import market_used, zone_of
from makegood.policy.node import Node
from makegood.policy.prose import Prose, complete, prose_of
from makegood.policy.rules import Policy, load_policy

PLACES = ("product", "cart", "checkout")
GOODS = ("stock", "personalised", "mixed")
# Being read there is itself what some laws ask for.
_BY_PLACE = {"product": ("policy_in_advert",), "cart": (), "checkout": ("policy_on_final_screen",)}
_EXCEPTIONS = frozenset({"hygiene_exception", "perishable_exception", "media_exception"})


@dataclass(frozen=True, slots=True)
class Content:
    """`body` is what is served, `digest` its address (`shown`), `words` what its reader was told (law/scenario, DISCLOSURES)."""

    body: dict[str, Any]
    digest: str
    words: list[str]
    version_id: int


def page_of(merchant: Any, *, market: str, language: str, now: datetime) -> Prose:
    """The whole page. Refuses `unknown_market`, `no_promise`; a language without words takes English."""
    version = policies.version_in_force(now)
    if version is None:
        raise Refusal("no_promise", "This shop has not published its terms yet.", "Write to the shop.", status=404)
    policy = policies.loaded(version)
    spoken = language.split("-")[0].lower()
    return _prose(
        policy.text,
        _meant(policy, market),
        spoken if spoken in complete() else "en",
        local_day(now, zone_of(market_used(market))),
        _shop(merchant),
    )


def _shop(merchant: Any) -> tuple[tuple[str, str], ...]:
    function = f"{settings.MAKEGOOD_BASE_URL}/s/{merchant.slug}/withdraw/"
    words = {
        "shop": merchant.legal_name or merchant.name,
        "address": ", ".join(merchant.address),
        "email": merchant.email,
        "function": function,
    }
    return tuple(sorted(words.items()))


@lru_cache(maxsize=256)
def _prose(text: str, market: str, language: str, on: date, shop: tuple[tuple[str, str], ...]) -> Prose:
    return prose_of(load_policy(text), market=market, language=language, on=on, shop=dict(shop))


def _meant(policy: Policy, market: str) -> str:
    """The market itself where it has a file or a rule names it, else the one that answers for it: no content is made twice."""
    used = market_used(market)
    return market if market != used and any(_names(rule.when, market) for rule in policy.rules) else used


def _names(node: Node | None, word: str) -> bool:
    if node is None:
        return False
    own = node.value == word or (node.op == "in" and word in node.value)
    return own or any(_names(part, word) for part in node.parts)


def content_of(merchant: Any, *, market: str, language: str, place: str, goods: str, now: datetime) -> Content:
    """What stands beside the goods, in the cart or before the order. Refuses `bad_input`, `unknown_language` and what `page_of` refuses."""
    if place not in PLACES or goods not in GOODS:
        raise Refusal("bad_input", f"There is no place {place!r} or sort of goods {goods!r}.", f"Take one of {', '.join(PLACES)}, and of {', '.join(GOODS)}.", status=400)  # fmt: skip
    if language.split("-")[0].lower() not in complete():
        raise Refusal("unknown_language", f"There are no words in {language!r}.", f"Take one of {', '.join(complete())}.", status=404, field="language")  # fmt: skip
    prose, version = page_of(merchant, market=market, language=language, now=now), policies.version_in_force(now)
    assert version is not None
    sentences = prose.product_line[goods] if place == "product" else prose.checkout_line[goods]
    last = place == "checkout"
    exceptions = [one for one in prose.sentences() if last and _EXCEPTIONS & set(one.discloses)]
    statutory = [one for one in prose.statutory if last]
    told = {word for said in (sentences, exceptions) for one in said for word in one.discloses}
    told |= {word for one in statutory for word in one.discloses}
    words = sorted(told | {"policy_before_purchase", *_BY_PLACE[place]})
    body = {
        "at": place, "goods": goods, "market": prose.market, "language": prose.language, "title": prose.title,
        "sentences": [one.as_json() for one in sentences], "exceptions": [one.as_json() for one in exceptions],
        "statutory": [one.as_json() for one in statutory], "discloses": words,
        "policy": version.public_id, "policy_hash": prose.policy_hash, "law_version": prose.law_version,
    }  # fmt: skip
    return Content(body, digest_of(body), words, version.id)


def still_missing(content: Content, *, on: date) -> list[str]:
    """What the market's law wants told before a purchase of stock and this content does not tell: the shop shows it in its own way."""
    scenario = {
        "market": content.body["market"], "on": on.isoformat(), "case": {"kind": "change_of_mind"},
        "order": {"placed_on": on.isoformat(), "disclosures": content.words}, "item": {"customer_input": "none"}, "events": [],
    }  # fmt: skip
    return list(entitle(scenario)["disclosures_missing"])
