"""A shop's domain, looked up: green, and each way in which it is not; hostile answers; a mail's headers."""

import base64
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.notices.ports import DomainQuestion
from makegood.connectors.dns.check import DnsDomains
from makegood.connectors.dns.dkim import is_aligned, judge_key
from makegood.connectors.dns.resolver import Silent, servers_of
from makegood.connectors.dns.seen import seen_in
from makegood.connectors.dns.spf import check_host
from tests.harness.dns import Names, Zone, name_server

OURS, IP, OTHER = "gravur.example", "81.2.69.142", "81.2.69.160"
ASKED = DomainQuestion(domain=OURS, host="smtp.gravur.example", selector="s1")


@cache
def rsa_key(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()


def green() -> Zone:
    return {
        (OURS, "TXT"): [f"v=spf1 ip4:{IP} -all", "some-other=verification"],
        ("smtp.gravur.example", "A"): [IP],
        ("s1._domainkey.gravur.example", "TXT"): [f"v=DKIM1; k=rsa; p={rsa_key(2048)}"],
        ("_dmarc.gravur.example", "TXT"): ["v=DMARC1; p=quarantine"],
    }


def looked_up(zone: Zone, asked: DomainQuestion = ASKED, **more: Any) -> dict[str, Any]:
    names = Names(zone, **more)
    with name_server(names) as port:
        checks = DnsDomains([("127.0.0.1", port)], step_s=0.4, total_s=4).check(asked)
    return {one.kind: one for one in checks}


def test_a_domain_in_order_is_green() -> None:
    found = looked_up(green())
    assert [(one.state, one.code) for one in found.values()] == [("good", "good"), ("good", "good"), ("good", "good_quarantine")]


MANY = {(f"i{n}.example", "TXT"): [f"v=spf1 include:i{n + 1}.example -all"] for n in range(12)}
SPF: list[tuple[str, Zone, str, str, str]] = [
    ("no record", {(OURS, "TXT"): []}, "missing", "missing", "v=spf1 a:smtp.gravur.example ~all"),
    ("other texts only", {(OURS, "TXT"): ["v=spf10 +all", "spf1"]}, "missing", "missing", "v=spf1 a:smtp.gravur.example ~all"),
    ("another host", {(OURS, "TXT"): ["v=spf1 include:shop.example -all"], ("shop.example", "TXT"): ["v=spf1 ip4:198.41.0.4 -all"]}, "wrong", "not_permitted", "v=spf1 include:shop.example a:smtp.gravur.example -all"),
    ("two records", {(OURS, "TXT"): ["v=spf1 a -all", "v=spf1 include:b.example ~all"]}, "wrong", "two_records", "v=spf1 a include:b.example ~all"),
    ("a syntax error", {(OURS, "TXT"): ["v=spf1 ipv4:81.2.69.142 -all"]}, "wrong", "syntax", ""),
    ("a syntax error behind all", {(OURS, "TXT"): [f"v=spf1 ip4:{IP} -all ip4:300.1.1.1"]}, "wrong", "syntax", ""),
    ("letters that are none", {(OURS, "TXT"): ["v=spf1 \u00e4 -all"]}, "wrong", "syntax", ""),
    ("too many lookups", {(OURS, "TXT"): ["v=spf1 include:i0.example -all"], **MANY}, "wrong", "too_many_lookups", ""),
    ("itself, for ever", {(OURS, "TXT"): [f"v=spf1 include:{OURS} -all"]}, "wrong", "too_many_lookups", ""),
    ("names that are not there", {(OURS, "TXT"): ["v=spf1 a:x1.example a:x2.example a:x3.example -all"]}, "wrong", "too_many_voids", ""),
    ("an include of nothing", {(OURS, "TXT"): ["v=spf1 include:nothing.example -all"]}, "wrong", "include_of_nothing", ""),
    ("everybody", {(OURS, "TXT"): ["v=spf1 a +all"]}, "wrong", "open", "v=spf1 a ~all"),
    ("by its a", {(OURS, "TXT"): ["v=spf1 a:smtp.gravur.example -all"]}, "good", "good", ""),
    ("by its mx", {(OURS, "TXT"): ["v=spf1 mx -all"], (OURS, "MX"): ["10 smtp.gravur.example."]}, "good", "good", ""),
    ("by a redirect", {(OURS, "TXT"): ["v=spf1 redirect=all.example"], ("all.example", "TXT"): [f"v=spf1 ip4:{IP}/24 -all"]}, "good", "good", ""),
    ("by a macro", {(OURS, "TXT"): ["v=spf1 exists:%{i}.ok.example -all"], (f"{IP}.ok.example", "A"): ["127.0.0.2"]}, "good", "good", ""),
    ("no answer", {(OURS, "TXT"): "silent"}, "unknown", "timeout", ""),
    ("no answer further down", {(OURS, "TXT"): ["v=spf1 include:b.example -all"], ("b.example", "TXT"): "silent"}, "unknown", "timeout", ""),
    ("a broken server", {(OURS, "TXT"): "servfail"}, "unknown", "servfail", ""),
    ("an answer to another question", {(OURS, "TXT"): "other"}, "unknown", "timeout", ""),
    ("a flood", {(OURS, "TXT"): "truncated"}, "unknown", "odd", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "state", "code", "value"), SPF, ids=[one[0] for one in SPF])
def test_spf(name: str, change: Zone, state: str, code: str, value: str) -> None:
    found = looked_up(green() | change, whole={(OURS, "TXT"): ["v=spf1 " + "a:x.example " * 2000 + "-all"]})["spf"]
    assert (found.state, found.code, found.value) == (state, code, value)


def test_a_provider_is_known_by_its_server_and_a_learnt_address_counts_before_it() -> None:
    zone = green() | {(OURS, "TXT"): ["v=spf1 include:_spf.google.com ~all"], ("_spf.google.com", "TXT"): [f"v=spf1 ip4:{OTHER} ~all"]}
    gmail = DomainQuestion(domain=OURS, host="smtp.gmail.com", selector="s1")
    assert looked_up(zone, gmail)["spf"].state == "good"
    learnt = DomainQuestion(domain=OURS, host="smtp.gmail.com", selector="s1", sending_ip=OTHER)
    assert looked_up(zone, learnt)["spf"].state == "good"
    elsewhere = DomainQuestion(domain=OURS, host="smtp.gmail.com", selector="s1", sending_ip=IP)
    assert looked_up(zone, elsewhere)["spf"].code == "not_permitted"
    without = looked_up(green() | {(OURS, "TXT"): []}, gmail)["spf"]
    assert without.value == "v=spf1 include:_spf.google.com ~all"
    own = DomainQuestion(domain=OURS, host="10.0.0.5", selector="s1")
    assert looked_up(green(), own)["spf"].code == "way_unknown"
    back = DomainQuestion(
        domain=OURS, host="smtp.gravur.example", selector="s1", envelope_domain="bounce.provider.example", sending_ip=OTHER
    )
    assert looked_up(green() | {("bounce.provider.example", "TXT"): [f"v=spf1 ip4:{OTHER} -all"]}, back)["spf"].code == "good_other"


KEY = "s1._domainkey.gravur.example"
ED = base64.b64encode(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
DKIM: list[tuple[str, Any, str, str]] = [
    ("missing", [], "missing", "missing"),
    ("short but taken", [f"v=DKIM1; p={rsa_key(1024)}"], "good", "good_short"),
    ("ed25519", [f"v=DKIM1; k=ed25519; p={ED}"], "good", "good"),
    ("in pieces and folds", [f"v=DKIM1;\tp={rsa_key(2048)[:200]} {rsa_key(2048)[200:]}"], "good", "good"),
    ("taken back", ["v=DKIM1; p="], "wrong", "revoked"),
    ("cut off", [f"v=DKIM1; p={rsa_key(2048)[:-30]}"], "wrong", "unreadable"),
    ("no tags", ["hello"], "wrong", "unreadable"),
    ("a tag twice", [f"v=DKIM1; p={ED}; p={ED}"], "wrong", "unreadable"),
    ("another version", [f"v=DKIM2; p={ED}"], "wrong", "unreadable"),
    ("another kind", [f"v=DKIM1; k=dsa; p={ED}"], "wrong", "wrong_kind"),
    ("not for mail", [f"v=DKIM1; s=tlsrpt; p={rsa_key(2048)}"], "wrong", "wrong_kind"),
    ("sha1 only", [f"v=DKIM1; h=sha1; p={rsa_key(2048)}"], "wrong", "wrong_kind"),
    ("two keys", ["v=DKIM1; p=", f"v=DKIM1; p={rsa_key(2048)}"], "wrong", "two_records"),
    ("silent", "silent", "unknown", "timeout"),
    ("garbage", "garbage", "unknown", "timeout"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "texts", "state", "code"), DKIM, ids=[one[0] for one in DKIM])
def test_dkim(name: str, texts: Any, state: str, code: str) -> None:
    found = looked_up(green() | {(KEY, "TXT"): texts})["dkim"]
    assert (found.state, found.code, found.name) == (state, code, KEY)


def test_a_key_of_512_bits_is_too_short() -> None:
    short = (
        "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL51oiBlfIgQHk0C7L4pqZlS5t2YyZ3bD1w0T1RkZBLz9nM1M4nT8x6y4wJ2T5l7V0E9n1g7nq8XnB9k0QmZ8dcCAwEAAQ=="
    )
    assert judge_key(f"v=DKIM1; p={short}") == "too_short"


def test_whose_signature_counts() -> None:
    unknown = DomainQuestion(domain=OURS, host="smtp.gravur.example")
    assert looked_up(green(), unknown)["dkim"].code == "no_selector"
    theirs = DomainQuestion(domain=OURS, host="smtp.gravur.example", selector="s1", signing_domain="gappssmtp.example")
    assert looked_up(green(), theirs)["dkim"].code == "not_aligned"
    assert is_aligned("mail.gravur.example", OURS) and is_aligned("GRAVUR.example.", "shop.gravur.example")
    assert not is_aligned("example", OURS) and not is_aligned("xgravur.example", OURS)


DMARC: list[tuple[str, Any, str, str]] = [
    ("missing", {("_dmarc.gravur.example", "TXT"): []}, "missing", "missing"),
    ("other texts", {("_dmarc.gravur.example", "TXT"): ["v=DMARC12; p=none"]}, "missing", "missing"),
    ("p=none", {("_dmarc.gravur.example", "TXT"): ["v=DMARC1; p=none; rua=mailto:d@gravur.example"]}, "good", "good_none"),
    ("no p", {("_dmarc.gravur.example", "TXT"): ["v=DMARC1; rua=mailto:d@gravur.example"]}, "wrong", "unreadable"),
    ("two", {("_dmarc.gravur.example", "TXT"): ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "wrong", "two_records"),
    ("servfail", {("_dmarc.gravur.example", "TXT"): "servfail"}, "unknown", "servfail"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "state", "code"), DMARC, ids=[one[0] for one in DMARC])
def test_dmarc(name: str, change: Zone, state: str, code: str) -> None:
    found = looked_up(green() | change)["dmarc"]
    assert (found.state, found.code) == (state, code)
    assert state == "good" or state == "unknown" or (found.name, found.value) == ("_dmarc.gravur.example", "v=DMARC1; p=none")


def test_the_policy_of_a_domain_above_counts_with_what_it_says_of_those_below() -> None:
    below = DomainQuestion(domain="mail.shop.gravur.example", host="smtp.gravur.example")
    zone = green() | {("_dmarc.gravur.example", "TXT"): ["v=DMARC1; p=reject; sp=none"]}
    found = looked_up(zone, below)["dmarc"]
    assert (found.code, found.name) == ("good_none", "_dmarc.gravur.example")


def test_nobody_is_asked_for_ever() -> None:
    zone: Zone = green() | {(OURS, "TXT"): ["v=spf1 " + " ".join(f"a:h{n}.example" for n in range(10)) + " -all"]}
    zone |= {(f"h{n}.example", "A"): "silent" for n in range(10)}
    names = Names(zone)
    with name_server(names) as port:
        found = DnsDomains([("127.0.0.1", port)], step_s=0.2, total_s=0.5).check(ASKED)
    assert {one.state for one in found} <= {"unknown", "good"} and len(names.asked) < 40
    nobody = DnsDomains([("127.0.0.1", 1)], step_s=0.2, total_s=0.5).check(ASKED)
    assert [one.state for one in nobody] == ["unknown"] * 3


def test_which_servers_are_asked_is_a_setting() -> None:
    assert servers_of("127.0.0.1:5353, 9.9.9.9,[::1]:54,::1") == [("127.0.0.1", 5353), ("9.9.9.9", 53), ("::1", 54), ("::1", 53)]
    assert servers_of("") == []
    for wrong in ("dns.example", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x"):
        with pytest.raises(ValueError):
            servers_of(wrong)


MAIL = f"""Return-Path: <bounces@mail.gravur.example>
Received: by 2002:a05:6a10:dd0e with SMTP id x; Fri, 20 Nov 2026 09:00:02 +0000
Authentication-Results: mx.example; dkim=pass header.d=gravur.example header.s=s7; spf=pass (mx.example: domain of
 bounces@mail.gravur.example designates {OTHER} as permitted sender) smtp.mailfrom=bounces@mail.gravur.example
Received: from out7.provider.example (out7.provider.example [{OTHER}]) by mx.example; Fri, 20 Nov 2026 09:00:01 +0000
DKIM-Signature: v=1; a=rsa-sha256; d=provider.example; s=all; b=xx
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=gravur.example;
\ts=s7; h=from:to; bh=abc=; b=def=
From: Gravur & Garn <hello@gravur.example>
Subject: A test from makegood

It arrived.
"""


def test_what_a_mail_s_headers_tell() -> None:
    seen = seen_in(MAIL)
    assert (seen.domain, seen.selector, seen.signing_domain) == (OURS, "s7", OURS)
    assert (seen.sending_ip, seen.envelope_domain) == (OTHER, "mail.gravur.example")
    plain = seen_in(f"Received: from [10.0.0.1] by x\nReceived: from a (a [IPv6:2a02:6b8::1]) by b\nFrom: x@{OURS}\n\n")
    assert (plain.sending_ip, plain.selector) == ("2a02:6b8::1", "")
    hostile = seen_in(f"From: x@{OURS}\nDKIM-Signature: d=gravur.example; s=../../etc\nReceived-SPF: pass client-ip=999.1.1.1\n\n")
    assert (hostile.selector, hostile.sending_ip) == ("", "")
    assert seen_in("hello, here is my mail").domain == ""


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text("v=spf1 aimxp:/.%{}+-~?0123456789lncudeort_", max_size=120))
def test_no_answer_breaks_anything(text: str, record: str) -> None:
    """Whatever stands in a record or a pasted mail, it comes to a verdict."""

    def ask(name: str, kind: str) -> list[str]:
        if len(name) > 260:
            raise Silent("odd")
        return [f"v=spf1 {record}"] if kind == "TXT" else []

    assert check_host(ask, ip=IP, domain=OURS, sender=f"a@{OURS}").result in (
        "pass",
        "fail",
        "softfail",
        "neutral",
        "none",
        "permerror",
        "temperror",
    )
    judge_key(text)
    judge_key(f"v=DKIM1; p={text}")
    seen_in(text)
    seen_in(f"From: {text}\nDKIM-Signature: {text}\nReceived: {text}\n\n")
