"""The shop calls goods back: whom it concerns is written down, and what authorities must hear gets its day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.recalls import operations as recalls
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.authorities import letters_to_owners, reports_of_recall
from makegood.casefile.days import local_day
from makegood.casefile.recalling import RecallForm, check_form, weigh


def begin_recall(*, merchant_id: int, form: RecallForm, by: Actor, now: datetime) -> Any:
    """The Recall. Nobody has been written to yet: `tell_recall` does, in batches. Refuses what `check_form` refuses."""
    with unit(merchants=[merchant_id], by=by):
        shop = merchant_of(merchant_id)
        weighed = weigh(form.what)
        check_form(form, weighed, languages=shop.languages or ["en"], today=local_day(now, shop.zone))
        own_brand, found = reports_of_recall(form.what.sku, weighed, shop=shop, now=now)
        recall = recalls.begin(
            kind="safety" if form.hurts else "quality", sku=form.what.sku, title=weighed.title, supplier=form.what.supplier, batch=form.what.batch,
            from_on=form.what.from_on, until_on=form.what.until_on, hazard=_kept(form.hazard), what_to_do=_kept(form.what_to_do),
            reach=form.reach.strip()[:200], remedies=sorted(set(form.remedies)), verified_batch=form.verified_batch.strip()[:60],
            own_brand=own_brand, lines=weighed.lines, by=by, now=now,
        )  # fmt: skip
        if form.hurts:
            tasks = recalls.add_tasks(found, cause="recall", recall_id=recall.id, now=now)
            for letter in letters_to_owners(tasks, about=recall.title, shop=shop, by=by, now=now):
                notices.write_notice(**letter)
        return recall


def _kept(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
