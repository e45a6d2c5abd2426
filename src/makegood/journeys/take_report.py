"""A provider's report came in, as a file or because it was asked: what says something new is kept, what was there stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.parties import operations as parties
from makegood.apps.reports import operations as reports
from makegood.apps.reports.ports import Movement
from makegood.apps.reports.words import FORMS, PROVIDERS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

ABOUT_NOW = timedelta(days=1)  # a table may write its days by the clock of another place


def take_report(
    *, merchant_id: int, provider: str, form: str, movements: Sequence[Movement], by: Actor, now: datetime, file_name: str = "", digest: str = "",
    since: datetime | None = None, until: datetime | None = None, problem: str = "",
) -> Any:  # fmt: skip
    """The Report. Safe to bring in twice: a line is known by the provider's own name of it, and only what it says anew is added.

    `since` and `until`: what time it is about. `problem`: the provider could not be asked; that is kept too, so that somebody sees it.
    Refuses `provider_unknown`, `report_empty` (of a file), `report_ahead`.
    """
    if provider not in PROVIDERS or form not in FORMS:
        raise Refusal(
            "provider_unknown",
            f"{provider!r} is no provider that is known here.",
            f"It is one of {', '.join(PROVIDERS)}.",
            field="provider",
        )
    if form != "api" and not movements:
        raise Refusal("report_empty", "No movement of money is in this report.", "Choose a longer time when you download it.", field="file")
    if any(one.at > now + ABOUT_NOW for one in movements):
        raise Refusal(
            "report_ahead",
            "The report tells of days that are still to come.",
            "Download it again, or check this machine's clock.",
            field="file",
        )
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        report = reports.add_report(
            provider=provider, form=form, movements=movements, by=by, now=now, file_name=file_name[-200:], digest=digest, since=since, until=until,
            problem=problem[:40],
        )  # fmt: skip
        timeline.note(
            f"shop:{merchant_id}", "report.taken" if not problem else "report.missed", by=by, now=now, subject=report.public_id, shop=shop.slug,
            provider=provider, form=form, rows=report.rows, new=report.new, digest=digest, problem=problem,
        )  # fmt: skip
        return report
