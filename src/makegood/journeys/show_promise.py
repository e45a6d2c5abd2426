"""The promise is served for a shop's own pages; what was served can be told apart and read again years later."""

from datetime import datetime

from makegood.apps.policies import operations as policies
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.promise import Content, content_of


def show_promise(*, merchant_id: int, market: str, language: str, place: str, goods: str, by: Actor, now: datetime) -> Content:
    """The content, kept before it is served. Nobody's visit is recorded: the shop says with the order what it had shown.

    Refuses `bad_input`, `unknown_market`, `unknown_language` and `no_promise`.
    """
    with unit(merchants=[merchant_id], by=by):
        content = content_of(merchant_of(merchant_id), market=market, language=language, place=place, goods=goods, now=now)
        policies.keep_showing(content.digest, content.body, content.words, content.version_id, now=now)
        return content
