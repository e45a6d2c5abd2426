"""What the connections ask of the owner, as sentences with a way to it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.parties.abilities import BOOKS, CASES, KEYS, SETTINGS, may
from makegood.insight.chores import Chore
from makegood.web.domain_words import lost_because
from makegood.web.mailbox_words import mailbox_words
from makegood.web.payment_words import problem_of
from makegood.web.postage_words import MEANS, problem_words
from makegood.web.report_words import provider_name
from makegood.web.sourcing_words import WAITS
from makegood.web.templatetags.money_tags import day, month_words


def shown_chores(found: list[Chore], zone: str, role: str) -> list[dict[str, Any]]:
    """{"text", "more", "to", "button"} of each that somebody of this role can do something about."""
    return [_WORDS[one.kind](one.facts, zone) for one in found if may([role], _WHOSE.get(one.kind, CASES))]


def _decisions_differ(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = ngettext(
        "%(n)s recorded decision comes out otherwise when it is run again: case %(number)s.",
        "%(n)s recorded decisions come out otherwise when they are run again, the first in case %(number)s.",
        facts["count"],
    )
    return {
        "text": text % {"n": facts["count"], "number": facts["number"]},
        "more": _("What was decided stands, and so does what was told. Show this to whoever runs makegood: %(difference)s")
        % {"difference": facts["difference"]},
        "to": reverse("desk_case", args=[facts["case"]]), "button": _("Open the case"),
    }  # fmt: skip


def _domain_lost(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    fill = {"domain": facts["domain"], "day": day(facts["since"], zone)}
    return {
        "text": _("The domain %(domain)s is no longer ready to send since %(day)s: your mails leave from the service's address again.") % fill,
        "more": lost_because(facts["checks"]), "to": reverse("mail_settings") + "#domain", "button": _("See the records"),
    }  # fmt: skip


def _mailbox_failing(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    what, mend, _said = mailbox_words(facts["problem"])
    text = _("The mail that customers send you can't be fetched since %(day)s.") % {"day": day(facts["since"], zone)}
    return {"text": text, "more": f"{what} {mend}", "to": reverse("mail_in_settings"), "button": _("Mail that comes in")}


def _labels_low(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    left = facts["left"]
    text = ngettext("%(n)s paid label is left.", "%(n)s paid labels are left.", left) % {"n": left} if left else _("No paid label is left.")
    more = "" if left else _("Parcels that come back at your cost wait for one.")
    return {"text": text, "more": more, "to": reverse("postage_settings") + "#stock", "button": _("Add labels")}


def _labels_end(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = _("Paid labels of your stock end on %(day)s.") % {"day": day(facts["on"])}
    return {"text": text, "more": "", "to": reverse("postage_settings") + "#stock", "button": _("See the stock")}


def _postage_stuck(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    what, mend = problem_words(facts["problem"])
    words = {"number": facts["case"].number}
    text = (
        _("Case %(number)s: unused postage is not given back.")
        if facts["state"] == "void_failed"
        else _("Case %(number)s waits for postage.")
    )
    to = reverse("desk_case", args=[facts["case"].public_id]) + "#h-parcels"
    return {"text": text % words, "more": f"{what} {mend}".strip(), "to": to, "button": _("Open the case")}


def _parcel_astray(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    words = {"number": facts["case"].number, "what": MEANS[facts["trouble"]]}
    to = reverse("desk_case", args=[facts["case"].public_id]) + "#h-parcels"
    text = _("Case %(number)s: the carrier says of its parcel: %(what)s.") % words
    return {"text": text, "more": "", "to": to, "button": _("Open the case")}


def _report_missed(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    fill = {"name": provider_name(facts["provider"]), "day": day(facts["at"], zone), "why": problem_of(facts["problem"])}
    return {
        "text": _("The report of %(name)s could not be had on %(day)s: %(why)s.") % fill,
        "more": _("It is tried again each night."), "to": reverse("reconciliation"), "button": _("Open the reconciliation"),
    }  # fmt: skip


def _differences_open(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = ngettext(
        "%(n)s difference between a provider's report and the books in %(month)s.",
        "%(n)s differences between a provider's report and the books in %(month)s.", facts["count"],
    )  # fmt: skip
    return {
        "text": text % {"n": facts["count"], "month": month_words(facts["month"])}, "more": "",
        "to": f"{reverse('reconciliation')}?month={facts['month']:%Y-%m}", "button": _("Open the reconciliation"),
    }  # fmt: skip


def _unprotected(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = ngettext(
        "%(n)s product sells without a confirmed agreement with its supplier.", "%(n)s products sell without a confirmed agreement with their supplier.",
        facts["count"],
    )  # fmt: skip
    more = _("What goes wrong with them is at your cost until somebody has agreed who pays.")
    return {
        "text": text % {"n": facts["count"]},
        "more": more,
        "to": reverse("suppliers") + "#unprotected",
        "button": _("See what is at risk"),
    }


def _test_return_late(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    test = facts["test"]
    text = _("Test return to %(supplier)s: %(step)s was due on %(day)s.")
    fill = {"supplier": test.code, "step": f"“{WAITS[test.step]}”", "day": day(test.due_on)}
    to = reverse("supplier_vetting", args=[test.code]) + "#test"
    return {"text": text % fill, "more": "", "to": to, "button": _("Write down what happened")}


def _parallel_test_over(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    test = facts["test"]
    text = _("The parallel test of %(sku)s with %(one)s and %(other)s ended on %(day)s.")
    fill = {"sku": test.sku, "one": test.one, "other": test.other, "day": day(test.until_on)}
    to = f"{reverse('supplier_compare')}?{urlencode({'one': test.one, 'other': test.other})}#parallel"
    return {"text": text % fill, "more": "", "to": to, "button": _("Say which one stays")}


def _on_shelf_u(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = ngettext(
        "%(n)s parcel that nobody could name lies at %(hub)s. Say until %(day)s whose it is.",
        "%(n)s parcels that nobody could name lie at %(hub)s. Say until %(day)s whose the first is.", facts["count"],
    )  # fmt: skip
    fill = {"n": facts["count"], "hub": facts["hub"], "day": day(facts["until"])}
    return {"text": text % fill, "more": "", "to": reverse("strays"), "button": _("Look at them")}


def _authority_waits(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    text = ngettext(
        "Dangerous goods: %(n)s authority or maker has to be told by %(day)s.", "Dangerous goods: %(n)s authorities or makers have to be told, the first by %(day)s.",
        facts["count"],
    )  # fmt: skip
    return {
        "text": text % {"n": facts["count"], "day": day(facts["until"], zone)},
        "more": "",
        "to": reverse("recalls"),
        "button": _("See who"),
    }


# Where its button leads needs this; cases of all others.
_WHOSE = {
    "mail_domain_lost": KEYS, "mailbox_failing": KEYS, "labels_low": KEYS, "labels_end": KEYS, "report_missed": BOOKS, "differences_open": BOOKS,
    "unprotected": SETTINGS, "test_return_late": SETTINGS, "parallel_test_over": SETTINGS,
}  # fmt: skip
_WORDS = {
    "report_missed": _report_missed, "differences_open": _differences_open,
    "decisions_differ": _decisions_differ, "mail_domain_lost": _domain_lost, "mailbox_failing": _mailbox_failing, "labels_low": _labels_low, "labels_end": _labels_end, "postage_stuck": _postage_stuck,
    "parcel_astray": _parcel_astray, "unprotected": _unprotected, "test_return_late": _test_return_late, "parallel_test_over": _parallel_test_over, "on_shelf_u": _on_shelf_u, "authority_waits": _authority_waits,
}  # fmt: skip
