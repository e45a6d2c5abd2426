"""Is everything well? Each part of the installation in words, and what to do where it is not. For owners; nothing of it is public."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import SETTINGS
from makegood.base.tenancy import Merchant
from makegood.insight.condition import CLOCK_OFF, LITTLE_SPACE, Condition, condition
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.web.clock import now_of
from makegood.web.scope import needs
from makegood.web.templatetags.money_tags import clock, day

_PLENTY = 3 * LITTLE_SPACE


@dataclass(frozen=True, slots=True)
class Part:
    """`state`: well, look (soon somebody should) or ill. `mend` is empty where there is nothing to do; `to` names a page of the desk."""

    name: str
    state: str
    said: str
    mend: str = ""
    to: str = ""


@needs(SETTINGS)
def well(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    found = condition(now=now_of(request))
    parts = [
        _database(found),
        _disk(found),
        _worker(found, merchant),
        _promises(found),
        _mails(found),
        _refunds(found),
        _backup(found, merchant),
        _clock(found),
        _decisions(found, merchant),
    ]
    order = {"ill": 0, "look": 1, "well": 2}
    parts.sort(key=lambda part: order[part.state])
    context = {"parts": parts, "ill": sum(part.state == "ill" for part in parts), "look": sum(part.state == "look" for part in parts)}
    return settings_page(request, "well", merchant, None, **context)


def _when(moment: datetime, merchant: Merchant) -> str:
    return f"{day(moment, merchant.zone)}, {clock(moment, merchant.zone)}"


def size(count: int) -> str:
    """123 MB or 4.5 GB."""
    return f"{number_format(count / 1e9, 1)} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def _database(found: Condition) -> Part:
    name, said = _("Database"), _("It answers and holds %(size)s.") % {"size": size(found.database_bytes)}
    if found.careless:
        more = _("It answers before it has written (%(names)s is off): a power cut can lose what people were told is done.")
        return Part(name, "ill", more % {"names": ", ".join(found.careless)}, _("Whoever runs it switches that on in postgresql.conf."))
    return Part(name, "well", said)


def _disk(found: Condition) -> Part:
    name, said = _("Disk"), _("%(size)s are free.") % {"size": size(found.disk_free)}
    low = min(found.disk_free, found.backup_disk_free if found.backup_disk_free is not None else found.disk_free)
    if found.backup_disk_free is not None and not found.is_same_disk:
        said = _("%(size)s are free, and %(more)s for backups.") % {"size": size(found.disk_free), "more": size(found.backup_disk_free)}
    mend = _("Free some space, or move the data to a larger disk: when it is full, photos, orders and backups can't be kept.")
    return Part(name, "ill" if low < LITTLE_SPACE else "look" if low < _PLENTY else "well", said, mend if low < _PLENTY else "")


def _worker(found: Condition, merchant: Merchant) -> Part:
    name = _("What happens by itself")
    if found.is_worker_gone:
        seen = found.worker_seen_at
        said = _("The worker was last seen on %(when)s.") % {"when": _when(seen, merchant)} if seen else _("No worker runs.")
        more = _("Mails, days that pass, refunds and backups wait for it.")
        return Part(name, "ill", f"{said} {more}", _("Start makegood again. If it stays away, its log says why."))
    if found.job_waits_since is not None:
        said = _("The worker is there, but something has waited for it since %(when)s.") % {"when": _when(found.job_waits_since, merchant)}
        return Part(name, "look", said, _("Start makegood again and look at its log."))
    return Part(name, "well", _("The worker is there and nothing waits for it."))


def _promises(found: Condition) -> Part:
    """The invariant of the database's own view: no open case without somebody who has it, a next step and a day."""
    name = _("Promises")
    if found.lost:
        said = ngettext("%(n)s open case has nobody, no step or no day.", "%(n)s open cases have nobody, no step or no day.", found.lost)
        return Part(name, "ill", said % {"n": found.lost}, _("If the worker is there, tell us: it is a fault of ours."))
    return Part(name, "well", _("Each open case has somebody, a next step and a day."))


def _mails(found: Condition) -> Part:
    name = _("Mail")
    if found.mails_failed:
        said = ngettext("%(n)s mail could not be sent.", "%(n)s mails could not be sent.", found.mails_failed) % {"n": found.mails_failed}
        return Part(name, "ill", said, _("Each says why, and can be sent again."), "mail")
    if found.oldest_mail is not None:
        said = ngettext("%(n)s mail has waited for more than ten minutes.", "%(n)s mails wait, the first for more than ten minutes.", found.mails_waiting)  # fmt: skip
        return Part(
            name, "ill", said % {"n": found.mails_waiting}, _("Try the mail server: a test mail says what is wrong."), "mail_settings"
        )
    if found.mails_waiting:
        said = ngettext("%(n)s mail goes out within a minute.", "%(n)s mails go out within a minute.", found.mails_waiting)
        return Part(name, "well", said % {"n": found.mails_waiting})
    return Part(name, "well", _("All mails are sent."))


def _refunds(found: Condition) -> Part:
    name = _("Refunds")
    if found.refunds_failed:
        said = ngettext("%(n)s refund failed.", "%(n)s refunds failed.", found.refunds_failed) % {"n": found.refunds_failed}
        return Part(name, "ill", said, _("Each can be tried again or paid in another way."), "today")
    if found.refunds_overdue:
        said = ngettext("%(n)s refund waits for a person and is past its last day.", "%(n)s refunds wait for a person and are past their last day.", found.refunds_overdue)  # fmt: skip
        return Part(name, "ill", said % {"n": found.refunds_overdue}, _("Pay them today: the law's day is over."), "today")
    if found.refunds:
        said = ngettext("%(n)s refund waits for a person.", "%(n)s refunds wait for a person.", found.refunds) % {"n": found.refunds}
        return Part(name, "well", said, _("They stand on Today."), "today")
    return Part(name, "well", _("None waits for a person."))


def _backup(found: Condition, merchant: Merchant) -> Part:
    name, backup = _("Backup"), found.backup
    if settings.MAKEGOOD_DEMO:
        return Part(name, "well", _("The demo's data is made up and is not backed up."))
    if backup.plan.hour is None:
        return Part(
            name, "look", _("Backups are not made here: somebody decided to make them in another way."), _("Make sure that they are.")
        )
    if backup.good is None:
        if found.is_young and not backup.problem:
            return Part(name, "well", _("The first one is made tonight."))
        return Part(name, "ill", _("There is no good backup."), backup.problem or _("The worker makes one each night: is it there?"))
    said = _("The last good one is of %(when)s, %(size)s.") % {"when": _when(backup.good, merchant), "size": size(backup.bytes)}
    said += " " + (_("It was opened and read to its end.") if backup.opened else _("Its key is not here, so that nobody has opened it."))
    if found.is_backup_late or backup.problem:
        more = _("The last try failed: %(problem)s") % {"problem": backup.problem} if backup.problem else _("None was made since.")
        return Part(name, "ill" if found.is_backup_late else "look", f"{said} {more}", _("`makegood backup FILE` makes one now and says what is in its way."))  # fmt: skip
    if backup.lost:
        lost = ngettext("%(n)s picture was gone or damaged.", "%(n)s pictures were gone or damaged.", backup.lost) % {"n": backup.lost}
        return Part(name, "ill", f"{said} {lost}", _("`makegood backup FILE` names them; an older backup may still hold them."))
    if found.is_same_disk:
        return Part(name, "look", said, _("It lies on the same disk as the data: copy it somewhere else each day."))
    return Part(name, "well", said)


def _clock(found: Condition) -> Part:
    name, seconds = _("Clock"), round(found.clock_off.total_seconds())
    if found.clock_off > CLOCK_OFF:
        said = _("This machine's clock and the database's differ by %(n)s seconds: days may end at the wrong moment.") % {"n": seconds}
        return Part(name, "ill", said, _("Set both by a time server (NTP)."))
    return Part(name, "well", _("This machine's clock and the database's agree."))


def _decisions(found: Condition, merchant: Merchant) -> Part:
    name, last = _("Decisions"), found.decisions
    if last is None:
        return Part(name, "well", _("Each night some recorded decisions are run again. The first time is tonight."))
    when, n = _when(last.at, merchant), last.looked
    if last.differing:
        said = ngettext("Of %(n)s recorded decision that was run again on %(when)s, %(bad)s came out otherwise.", "Of %(n)s recorded decisions that were run again on %(when)s, %(bad)s came out otherwise.", n)  # fmt: skip
        mend = _("What was decided stands. `makegood decision replay` names them: it is a fault of ours.")
        return Part(name, "ill", said % {"n": n, "when": when, "bad": last.differing}, mend)
    said = ngettext("%(n)s recorded decision was run again on %(when)s and came out the same.", "%(n)s recorded decisions were run again on %(when)s, and all came out the same.", n)  # fmt: skip
    return Part(name, "well", said % {"n": n, "when": when})
