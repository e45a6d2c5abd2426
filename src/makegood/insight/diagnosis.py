"""What a look into the running installation finds: numbered, each with what to do. `makegood doctor` prints it, `/readyz` the worker's part."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from makegood.apps.notices import queries as notices
from makegood.apps.parties import queries as parties
from makegood.apps.policies import queries as policies
from makegood.apps.returns import reruns
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import unswept_since
from makegood.base.queue import QueueState, queue_state
from makegood.base.tenancy import Merchant
from makegood.base.timeline import broken_lines, newest_chains
from makegood.base.unit import all_merchant_ids, unit
from makegood.insight.connections_found import connection_findings
from makegood.insight.finding import Finding
from makegood.insight.finding import error as _error
from makegood.insight.finding import warning as _warning
from makegood.insight.invariants import (
    lost_cases,
    wrong_balls,
    wrong_credits,
    wrong_debts,
    wrong_differences,
    wrong_disputes,
    wrong_hub_lines,
    wrong_stocks,
)
from makegood.insight.keeping import keeping
from makegood.insight.mirrored import diagnose_mirror
from makegood.insight.pieces import wrong_units
from makegood.insight.provider_findings import provider_findings
from makegood.insight.report_findings import report_findings
from makegood.insight.shop_systems import diagnose_shop
from makegood.kernel.refusal import Refusal
from makegood.law.adjacent import adjacent_faults
from makegood.law.load import law_faults

WORKER_GONE = timedelta(minutes=1)
TOO_LONG = timedelta(minutes=10)
CHAINS = 200


def limping(queue: QueueState) -> list[Finding]:
    """What does not stop the pages, but what they promise: a worker that is gone, jobs that wait."""
    seen = queue.worker_seen_at
    if seen is None or queue.database_time - seen > WORKER_GONE:
        what = f"The worker was last seen at {seen:%Y-%m-%d %H:%M} UTC" if seen else "No worker runs"
        return [
            _warning(
                "005",
                f"{what}: mails, deadlines and payments wait.",
                "Start `makegood serve`, or `makegood work` where the web is served by something else.",
            )
        ]
    if queue.waiting_since is not None and queue.database_time - queue.waiting_since > TOO_LONG:
        return [
            _warning("006", f"A job has waited since {queue.waiting_since:%Y-%m-%d %H:%M} UTC.", "Restart the worker and look at its log.")
        ]
    return []


def diagnose(*, now: datetime) -> list[Finding]:
    """Everything, most severe first. Raises DatabaseError where the database does not answer."""
    queue = queue_state()
    found = [*limping(queue), *_queue(queue), *_law(), *_clock(queue, now), *keeping(now)]
    for merchant in Merchant.objects.order_by("id"):
        with unit(merchants=[merchant.id]):
            found += _shop(merchant, now)
            found += [Finding(*one) for one in diagnose_shop(merchant, now)]
            found += [Finding(*one) for one in diagnose_mirror(merchant)]
    with unit(merchants=all_merchant_ids()):
        found += _books(now)
    return sorted(found, key=lambda one: one.level != "error")


def _queue(queue: QueueState) -> Iterator[Finding]:
    failed = queue.by_status.get("failed", 0)
    if failed:
        named = ", ".join(dict.fromkeys(task for _, task in queue.failed))
        yield _warning("007", f"{failed} jobs failed for good ({named}).", "Look at the worker's log; what they were for stands on Today.")


def _law() -> Iterator[Finding]:
    for fault in (*law_faults(), *adjacent_faults()):
        yield _error("011", f"The law can't be read: {fault}", "Install makegood anew, or mend its file under law/.")


def _clock(queue: QueueState, now: datetime) -> Iterator[Finding]:
    off = abs((queue.database_time - now).total_seconds())
    if off > 5:
        yield _warning("014", f"This machine's clock and the database's differ by {off:.0f} s.", "Set both by a time server (NTP).")


def _shop(merchant: Merchant, now: datetime) -> Iterator[Finding]:
    name = merchant.slug
    if not any(one.role == "owner" and one.person.is_active for one in parties.members_of(merchant.id)):
        yield _warning("011", f"{name}: nobody can sign in as its owner.", f"`makegood shop {name}` with --email and --password.")
    publications = policies.publications()
    if not publications:
        yield _warning("012", f"{name}: no policy is published, every case waits for a person.", "Publish one.")
    for one in publications[:1]:
        try:
            policies.loaded(one.version)
        except Refusal as refusal:
            yield _error("012", f"{name}: the policy in force can't be read: {refusal.message}", refusal.remedy)
    if parties.hub_of_shop() is None:
        yield _warning(
            "013", f"{name}: no hub is named, so that nothing can be sent back.", "Name one, or keep to remedies without a parcel."
        )
    failed = len(notices.failed_notices())
    if failed:
        yield _warning("008", f"{name}: {failed} mails could not be sent.", "See /desk/mail/: each says why and can be sent again.")
    oldest = notices.oldest_pending()
    if oldest is not None and now - oldest > TOO_LONG:
        yield _warning(
            "009", f"{name}: a mail has waited since {oldest:%Y-%m-%d %H:%M} UTC.", "Is the worker there, does the mail server answer?"
        )
    late = unswept_since(now=now)
    if late is not None and now - late > TOO_LONG:
        yield _warning("010", f"{name}: a deadline that passed at {late:%Y-%m-%d %H:%M} UTC was not looked at.", "Is the worker there?")
    for number, message, mend in connection_findings(name, now=now):
        yield Finding(number, "warning", message, mend)
    stuck = settlement.counts_by_state().get("failed", 0)
    if stuck:
        yield _warning("017", f"{name}: {stuck} payments failed.", "See Today: each can be tried again or paid otherwise.")
    again = reruns.newest_rerun()
    if again is not None and again.differing:
        first = again.shown[0]
        yield _warning(
            "080",
            f"{name}: {again.differing} of {again.looked} recorded decisions come out otherwise, {first['id']} first: {first['difference']}",
            "What was decided stands. `makegood decision replay` names them all: report it, it is a fault of ours.",
        )
    for number, message, mend in provider_findings(name, now):
        yield _warning(number, message, mend)
    yield from report_findings(merchant, now)


def _books(now: datetime) -> Iterator[Finding]:
    if wrong := wrong_disputes():
        yield _error("070", f"The books differ from what disputes took: {wrong[0]}", "Report this: it is a fault of ours.")
    if wrong := wrong_credits() + wrong_debts() + wrong_differences():
        yield _error("081", f"The books differ from what customers have or owe: {wrong[0]}", "Report this: it is a fault of ours.")
    if wrong := wrong_hub_lines():
        yield _error("081", f"The books differ from what hubs are owed: {wrong[0]}", "Report this: it is a fault of ours.")
    if wrong := wrong_stocks():
        yield _error("092", f"Stock differs from its movements: {wrong[0]}", "Report this: it is a fault of ours.")
    if wrong := wrong_units():
        yield _error("077", f"The books and the cases differ on where pieces are: {wrong[0]}", "Report this: it is a fault of ours.")
    if lost := lost_cases(now=now):
        yield _error(
            "082",
            f"{len(lost)} open cases have no owner, step or day, first {lost[0]}",
            "Is the worker there? If so report this: it is a fault of ours.",
        )
    balls = wrong_balls()
    if balls:
        yield _error(
            "013",
            f"{len(balls)} cases say another next step than their facts: {', '.join(balls[:5])}",
            "Report this: it is a fault of ours.",
        )
    broken = [sentence for chain in newest_chains(CHAINS) for sentence in broken_lines(chain)]
    if broken:
        yield _error(
            "014", f"A timeline does not verify: {broken[0]}", "`makegood timeline verify` names all; somebody changed the database."
        )
