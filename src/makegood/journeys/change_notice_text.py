"""A shop writes a notice in its own words, or goes back to ours."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.stages import own_kinds
from makegood.apps.notices.writing import original_words
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.own_texts import faults_of
from makegood.kernel.refusal import Refusal


def change_notice_text(
    *, merchant_id: int, kind: str, language: str, subject: str, text: str, version: int, markets: tuple[str, ...], by: Actor, now: datetime
) -> None:
    """From now on this kind of notice is written so. Both empty, or the same as ours: ours holds again. Every version stays on record.

    `version`: the one that was looked at (0: ours), so that two people do not overwrite each other. `markets`: where the shop sells, whose
    law its sentences are held against. Refuses `kind_unknown`, `somebody_was_faster` and what casefile.own_texts finds, the first of it
    with the others as `faults`.
    """
    if kind not in own_kinds():
        raise Refusal("kind_unknown", _("There is no such mail."), _("Choose one of the list."), status=404)
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    is_ours = (not subject and not text) or (subject, text) == original_words(kind, language)
    found = [] if is_ours else faults_of(kind, language, subject, text, markets=markets, on=now.date())
    if found:
        first, *more = found
        raise Refusal(first["code"], first["message"], first["remedy"], field=first["field"], faults=more)
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        newest = next(iter(queries.versions_of(kind, language)), None)
        if version != (newest.version if newest else 0):
            raise Refusal(
                "somebody_was_faster",
                _("Somebody changed this text meanwhile."),
                _("Look at it again, then save."),
                status=409,
                field="text",
            )
        if is_ours and (newest is None or not newest.text):
            return
        made = notices.add_text(
            merchant_id=merchant_id, kind=kind, language=language, subject="" if is_ours else subject, text="" if is_ours else text, by=by,
            now=now,
        )  # fmt: skip
        own = {code: list(kinds) for code, kinds in shop.settings.get("own_texts", {}).items()}
        kept = set(own.get(language, [])) - {kind} | (set() if is_ours else {kind})
        parties.change_shop(shop, {"settings": {**shop.settings, "own_texts": {**own, language: sorted(kept)}}})
        timeline.note(
            f"shop:{merchant_id}", "notice_text.changed", by=by, now=now, subject=shop.slug, kind=kind, language=language,
            version=made.version, ours=is_ours,
        )  # fmt: skip
