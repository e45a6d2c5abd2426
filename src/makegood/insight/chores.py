"""What the shop's own connections to the outside ask of a person: its mail's domain, its postage."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.carriage import postage
from makegood.apps.carriage.tracking import standing
from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.recalls import queries as recalls
from makegood.apps.reports import queries as reports
from makegood.apps.returns import reruns
from makegood.apps.sourcing import queries as sourcing
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.casefile.days import local_day
from makegood.casefile.postage import mode_of
from makegood.insight.reconciliation import open_differences
from makegood.insight.strays import waiting_on_u
from makegood.insight.unprotected import unprotected_count


@dataclass(frozen=True, slots=True)
class Chore:
    """`kind`: decisions_differ, differences_open, report_missed, mail_domain_lost, mailbox_failing, labels_low, labels_end, postage_stuck, parcel_astray, unprotected, test_return_late, parallel_test_over, authority_waits or on_shelf_u; `facts`: what its sentence needs."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


def chores(*, now: datetime) -> list[Chore]:
    """For the unit's shop."""
    return [*_decisions(), *_reports(now), *_mail(), *_mailbox(now), *_postage(now), *_suppliers(now), *_on_shelf_u(), *_authorities()]


def _decisions() -> list[Chore]:
    last = reruns.newest_rerun()
    if last is None or not last.differing:
        return []
    return [Chore("decisions_differ", {"count": last.differing, **last.shown[0]})]


def _reports(now: datetime) -> list[Chore]:
    """Providers that could not be asked last night, and months with differences that wait for a person."""
    newest = reports.newest_reports()
    found = [Chore("report_missed", {"provider": one.provider, "problem": one.problem, "at": one.at}) for one in newest if one.problem]
    if any(not one.problem for one in newest):
        for period, differences in open_differences(merchant_of(sole_merchant_id()), now=now):
            found.append(Chore("differences_open", {"count": len(differences), "month": period.first}))
    return found


def _mail() -> list[Chore]:
    server = notices.mail_server()
    if server is None or not server.host or server.lost_at is None:
        return []
    return [Chore("mail_domain_lost", {"since": server.lost_at, "domain": notices.domain_question(server).domain, "checks": server.checks})]


FAILS_TOO_LONG = timedelta(hours=1)


def _mailbox(now: datetime) -> list[Chore]:
    box = inbox.mailbox()
    if box is None or not box.way or box.trouble_since is None or now - box.trouble_since < FAILS_TOO_LONG:
        return []
    return [Chore("mailbox_failing", {"since": box.trouble_since, "problem": box.checked_as})]


def _suppliers(now: datetime) -> list[Chore]:
    """Products that sell while nobody has agreed who pays when they go wrong."""
    count = unprotected_count(merchant_of(sole_merchant_id()), now=now)
    found = [Chore("unprotected", {"count": count})] if count else []
    today = local_day(now, merchant_of(sole_merchant_id()).zone)
    found += [Chore("test_return_late", {"test": one}) for one in sourcing.overdue_test_returns(today)[:1]]
    return found + [Chore("parallel_test_over", {"test": one}) for one in sourcing.overdue_parallel_tests(today)[:1]]


def _authorities() -> list[Chore]:
    """Somebody has to be told of dangerous goods."""
    found = recalls.open_tasks()
    return [Chore("authority_waits", {"count": len(found), "until": found[0].due_at})] if found else []


def _on_shelf_u() -> list[Chore]:
    found = waiting_on_u(sole_merchant_id())
    return [Chore("on_shelf_u", {"count": found.count, "until": found.until, "hub": found.hub})] if found else []


LOW_AT, ENDS_SOON = 10, timedelta(days=14)


def _postage(now: datetime) -> list[Chore]:
    shop = merchant_of(sole_merchant_id())
    found = [Chore("postage_stuck", {"case": one.parcel.case, "problem": one.problem, "state": one.state}) for one in postage.troubled()]
    for parcel, events in postage.in_trouble():
        stands = standing(events)
        if stands.trouble in ("going_back", "failed"):
            found.append(Chore("parcel_astray", {"case": parcel.case, "trouble": stands.trouble}))
    if mode_of(shop) == "stock":
        today = now.astimezone(ZoneInfo(shop.zone)).date()
        left, ends = postage.left_in_stock(today=today), postage.next_expiry(today=today)
        if left <= int(shop.settings["postage"].get("low_at", LOW_AT)):
            found.append(Chore("labels_low", {"left": left}))
        elif ends is not None and ends - today < ENDS_SOON:
            found.append(Chore("labels_end", {"on": ends}))
    return found
