"""DomainPort over DNS: is the shop's domain ready to send, and which record is missing, to be copied as it stands."""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from makegood.apps.notices.ports import DomainQuestion, RecordCheck
from makegood.connectors.dns.dkim import LABEL, is_aligned, judge_key
from makegood.connectors.dns.dmarc import policy_of
from makegood.connectors.dns.providers import include_for
from makegood.connectors.dns.resolver import STEP_S, TOTAL_S, Resolver, Silent
from makegood.connectors.dns.spf import Answer, check_host
from makegood.connectors.dns.spf_record import is_spf

NOBODY = "192.0.2.1"  # of the documentation's addresses (RFC 5737): whom it permits is everybody; and a record is walked to its end for it


class DnsDomains:
    """`servers`: see resolver.servers_of; empty: those of this machine."""

    def __init__(self, servers: Sequence[tuple[str, int]] = (), *, step_s: float = STEP_S, total_s: float = TOTAL_S) -> None:
        self.servers, self.step_s, self.total_s = servers, step_s, total_s

    def check(self, question: DomainQuestion) -> tuple[RecordCheck, ...]:
        """SPF, DKIM, DMARC, in this order; what DNS does not tell is `unknown`, nothing is raised."""
        try:
            ask = Resolver(self.servers, step_s=self.step_s, total_s=self.total_s)
        except Silent as silent:
            return tuple(RecordCheck(kind, "unknown", silent.why) for kind in ("spf", "dkim", "dmarc"))
        return check_spf(ask, question), check_dkim(ask, question), check_dmarc(ask, question)


def check_spf(ask: Resolver, question: DomainQuestion) -> RecordCheck:
    domain = question.envelope_domain or question.domain
    whole = check_host(ask, ip=NOBODY, domain=domain, sender=f"postmaster@{domain}")
    base = {"kind": "spf", "name": domain, "found": whole.record[:500]}
    if whole.result == "temperror":
        return RecordCheck(state="unknown", code=whole.code, **base)
    if whole.code == "two_records":
        return RecordCheck(state="wrong", code="two_records", value=_merged(ask, domain), **base)
    if whole.result == "permerror":
        return RecordCheck(state="wrong", code="syntax" if whole.code == "twice" else whole.code, at=whole.at, **base)
    if whole.result == "pass":
        return RecordCheck(state="wrong", code="open", value=re.sub(r"(?i)(?<= )\+?all(?= |\Z)", "~all", whole.record), **base)
    try:
        addresses = [question.sending_ip] if question.sending_ip else _public_addresses(ask, question.host)
    except Silent as silent:
        return RecordCheck(state="unknown", code=silent.why, **base)
    mechanism = _mechanism(question, addresses)
    if whole.result == "none":
        return RecordCheck(state="missing", code="missing", value=f"v=spf1 {mechanism} ~all" if mechanism else "", **base)
    return _permitted(ask, question, domain, whole, addresses, mechanism, base)


def _permitted(
    ask: Resolver, question: DomainQuestion, domain: str, whole: Answer, addresses: list[str], mechanism: str, base: dict[str, str]
) -> RecordCheck:
    answers = [check_host(ask, ip=ip, domain=domain, sender=f"postmaster@{domain}") for ip in addresses]
    silent = next((one for one in answers if one.result == "temperror"), None)
    good = "good_other" if not is_aligned(domain, question.domain) else "good"
    if answers and all(one.result == "pass" for one in answers):
        return RecordCheck(state="good", code=good, **base)
    if silent is not None:
        return RecordCheck(state="unknown", code=silent.code, **base)
    if not question.sending_ip and include_for(question.host) in whole.includes:
        return RecordCheck(state="good", code=good, **base)
    if not mechanism:
        return RecordCheck(state="missing", code="way_unknown", **base)
    value = _with(whole.record, mechanism)
    return RecordCheck(state="wrong", code="not_permitted", value=value, at=", ".join(addresses[:3]) or question.host, **base)


def _public_addresses(ask: Resolver, host: str) -> list[str]:
    """Those of the server's name that others could meet; a server on one's own network tells nothing of where its mails leave from."""
    try:
        found = [str(ip_address(host))]
    except ValueError:
        found = [*ask(host, "A"), *ask(host, "AAAA")]
    return [ip for ip in found if ip_address(ip).is_global][:10]


def _mechanism(question: DomainQuestion, addresses: list[str]) -> str:
    if include := include_for(question.host):
        return f"include:{include}"
    if question.sending_ip:
        return f"ip{ip_address(question.sending_ip).version}:{question.sending_ip}"
    if not addresses:
        return ""
    try:
        return f"ip{ip_address(question.host).version}:{question.host}"
    except ValueError:
        return f"a:{question.host}"


def _with(record: str, mechanism: str) -> str:
    """The record with one more mechanism, before what ends it."""
    terms = record.split()
    end = next((place for place, term in enumerate(terms) if re.match(r"(?i)[+?~-]?all\Z|redirect=", term)), len(terms))
    return " ".join([*terms[:end], mechanism, *terms[end:]])


def _merged(ask: Resolver, domain: str) -> str:
    """The one record in place of several: what each permits, and the mildest of their ends."""
    ends: list[str] = []
    terms: list[str] = []
    for record in sorted(text for text in ask(domain, "TXT") if is_spf(text) and text.isascii()):
        for term in record.split()[1:]:
            (ends if re.match(r"(?i)[+?~-]?all\Z", term) else terms).append(term)
    end = next((sign for sign in ("?all", "~all", "-all") if sign in [one.lower() for one in ends]), "~all")
    return " ".join(["v=spf1", *dict.fromkeys(terms), end])


def check_dkim(ask: Resolver, question: DomainQuestion) -> RecordCheck:
    signed = question.signing_domain or question.domain
    name = f"{question.selector}._domainkey.{signed}" if question.selector else f"..._domainkey.{signed}"
    if not question.selector:
        return RecordCheck("dkim", "missing", "no_selector", name=name)
    if not LABEL.match(question.selector):
        return RecordCheck("dkim", "wrong", "selector_unfit", name=name)
    if not is_aligned(signed, question.domain):
        return RecordCheck("dkim", "wrong", "not_aligned", name=name, at=signed)
    try:
        texts = ask(name, "TXT")
    except Silent as silent:
        return RecordCheck("dkim", "unknown", silent.why, name=name)
    if not texts:
        return RecordCheck("dkim", "missing", "missing", name=name)
    found = " | ".join(texts)[:500]
    if len(texts) > 1:
        return RecordCheck("dkim", "wrong", "two_records", name=name, found=found)
    judged = judge_key(texts[0])
    return RecordCheck("dkim", "good" if judged.startswith("good") else "wrong", judged, name=name, found=found)


def check_dmarc(ask: Resolver, question: DomainQuestion) -> RecordCheck:
    own, wish = f"_dmarc.{question.domain}", "v=DMARC1; p=none"
    try:
        policy = policy_of(ask, question.domain)
    except Silent as silent:
        return RecordCheck("dmarc", "unknown", silent.why, name=own)
    if policy.policy:
        return RecordCheck("dmarc", "good", f"good_{policy.policy}", name=policy.at, found=policy.record[:500])
    state = "missing" if policy.code == "missing" else "wrong"
    return RecordCheck("dmarc", state, policy.code, name=policy.at or own, value=wish, found=policy.record[:500])
