"""What DNS says of a shop's domain, in words: what is so, and what mends it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_ADD = gettext_lazy("Add this record:")
_PROVIDER = gettext_lazy("Publish it again exactly as your mail provider shows it.")
_AS_PROVIDER = gettext_lazy("Correct it as your mail provider writes it.")
_TAKE_OUT = gettext_lazy("Take that part out of the record.")
_ONE = gettext_lazy("Keep one of them only.")

# (kind, code) -> (what is so, what to do); %(at)s, %(name)s and %(domain)s are filled in
WORDS = {
    ("spf", "good"): (gettext_lazy("The record permits your server."), ""),
    ("spf", "good_other"): (
        gettext_lazy("Your mail provider lets mails that can't be delivered come back to %(name)s and is permitted there; DKIM speaks for your domain."), "",
    ),
    ("spf", "missing"): (gettext_lazy("There is no record, so nobody can tell that your server may send for %(domain)s."), _ADD),
    ("spf", "two_records"): (
        gettext_lazy("There is more than one record, and receivers then believe none."), gettext_lazy("Put this one in place of all of them:"),
    ),
    ("spf", "syntax"): (gettext_lazy("The record can't be read; the wrong part is “%(at)s”."), _AS_PROVIDER),
    ("spf", "too_many_lookups"): (
        gettext_lazy("The record needs more than the ten look-ups that receivers make; they stop at “%(at)s”."),
        gettext_lazy("Take out the include: parts of services that no longer send for you."),
    ),
    ("spf", "too_many_voids"): (gettext_lazy("The record leads to names that are not there, such as “%(at)s”."), _TAKE_OUT),
    ("spf", "too_many_names"): (gettext_lazy("“%(at)s” has more than ten mail servers; receivers stop there."), _TAKE_OUT),
    ("spf", "include_of_nothing"): (
        gettext_lazy("The record leads to %(at)s, which has no such record."), gettext_lazy("Correct that name, or take it out."),
    ),
    ("spf", "open"): (gettext_lazy("The record permits everybody to send in your name."), gettext_lazy("Change it to this one:")),
    ("spf", "not_permitted"): (
        gettext_lazy("The record does not permit the server that your mails leave from (%(at)s)."), gettext_lazy("Change it to this one:"),
    ),
    ("spf", "way_unknown"): (
        gettext_lazy("It can't be seen from here which address your mails leave from."),
        gettext_lazy("Send yourself a test mail, and paste below what arrived."),
    ),
    ("dkim", "good"): (gettext_lazy("The key with which your server signs is there."), ""),
    ("dkim", "good_short"): (
        gettext_lazy("The key with which your server signs is there. It is a short one: choose 2048 bits when you renew it."), "",
    ),
    ("dkim", "no_selector"): (
        gettext_lazy("It is not known yet with which key your server signs."),
        gettext_lazy("Send yourself a test mail, and paste below what arrived; or type the selector that your mail provider names."),
    ),
    ("dkim", "selector_unfit"): (gettext_lazy("The selector is none."), gettext_lazy("Type it again, as your mail provider names it.")),
    ("dkim", "not_aligned"): (
        gettext_lazy("Your server signs as %(at)s and not as %(domain)s, so that the signature does not count for you."),
        gettext_lazy("Switch DKIM on for your own domain at your mail provider, then paste a new test mail."),
    ),
    ("dkim", "missing"): (
        gettext_lazy("There is no key at %(name)s."), gettext_lazy("Publish the record that your mail provider shows, under exactly this name."),
    ),
    ("dkim", "two_records"): (gettext_lazy("There is more than one key at %(name)s."), _ONE),
    ("dkim", "unreadable"): (gettext_lazy("The key at %(name)s can't be read."), _PROVIDER),
    ("dkim", "revoked"): (gettext_lazy("The key at %(name)s was taken back: its p= is empty."), _PROVIDER),
    ("dkim", "wrong_kind"): (gettext_lazy("The key at %(name)s is of a kind that receivers don't use for mail."), _PROVIDER),
    ("dkim", "too_short"): (
        gettext_lazy("The key at %(name)s has less than 1024 bits, and receivers pass over it."),
        gettext_lazy("Make a new one with 2048 bits at your mail provider."),
    ),
    ("dmarc", "good_none"): (
        gettext_lazy("The record is there (p=none): others change nothing yet. When all your mail passes, p=quarantine keeps others from using your name."), "",
    ),
    ("dmarc", "good_quarantine"): (gettext_lazy("The record is there: what passes neither goes among the unwanted mail."), ""),
    ("dmarc", "good_reject"): (gettext_lazy("The record is there: what passes neither is refused."), ""),
    ("dmarc", "missing"): (gettext_lazy("There is no record that says what happens to mails that pass neither SPF nor DKIM."), _ADD),
    ("dmarc", "two_records"): (gettext_lazy("There is more than one record, and receivers then believe none."), _ONE),
    ("dmarc", "unreadable"): (gettext_lazy("The record can't be read."), gettext_lazy("Put this one in its place:")),
}  # fmt: skip

SILENCE = {
    "timeout": gettext_lazy("The DNS did not answer in time."),
    "servfail": gettext_lazy("The DNS servers of this domain say that they are broken."),
    "odd": gettext_lazy("The DNS answered something that makes no sense."),
    "too_long": gettext_lazy("Looking it up led too far, and was ended."),
}
_AGAIN = gettext_lazy("It is asked again within the hour; what was known before holds until then.")

_MEANS = {
    "spf": gettext_lazy("SPF names the servers that may send for the domain."),
    "dkim": gettext_lazy("DKIM is the key with which your server signs each mail."),
    "dmarc": gettext_lazy(
        "DMARC says what others do with mails that pass neither; the address that customers see has to be of the same domain."
    ),
}
_STATES = {
    "good": gettext_lazy("in order"),
    "wrong": gettext_lazy("wrong"),
    "missing": gettext_lazy("missing"),
    "unknown": gettext_lazy("no answer"),
}


def shown_check(check: dict[str, Any], domain: str) -> dict[str, Any]:
    """A kept ports.RecordCheck with its words: {"title", "means", "word", "good", "what", "mend"} and its own fields."""
    kind, code = check["kind"], check["code"]
    silent = check["state"] == "unknown"
    what, mend = (str(one) for one in ((SILENCE.get(code, SILENCE["odd"]), _AGAIN) if silent else WORDS[kind, code]))
    fill = {"at": check["at"], "name": check["name"], "domain": domain}
    return {
        **check, "title": kind.upper(), "means": str(_MEANS[kind]), "word": str(_STATES[check["state"]]), "good": check["state"] == "good",
        "what": what % fill if "%(" in what else what, "mend": mend,
    }  # fmt: skip


def lost_because(checks: list[dict[str, Any]]) -> str:
    """ "DKIM: missing" of each record that is not in order."""
    return ", ".join(
        _("%(record)s: %(state)s") % {"record": one["kind"].upper(), "state": _STATES[one["state"]]}
        for one in checks
        if one["state"] != "good"
    )
