"""From whom a shop's mails leave: the service until its domain is ready, the shop from then on, and back when a record vanishes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_string
from typing import Any

import pytest
from django.test import Client, override_settings

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.notices.ports import Seen
from makegood.apps.notices.proving import is_due, verdict
from makegood.base import timeline
from makegood.base.unit import unit
from makegood.insight.chores import chores
from makegood.insight.connections_found import connection_findings
from makegood.interfaces.console import mail as console
from makegood.interfaces.jobs import domains, sweeps
from makegood.journeys.invite_member import invite_member
from makegood.journeys.learn_mail_way import learn_mail_way
from makegood.journeys.set_mail_server import set_mail_server
from makegood.kernel.refusal import Refusal
from makegood.web.domain_words import WORDS, shown_check
from tests.cast import STAFF, Shop, make_shop
from tests.connectors.test_domains import IP, OURS, green
from tests.harness.dns import Names, name_server
from tests.harness.smtp import Postbox, mail_server

pytestmark = pytest.mark.django_db


@dataclass
class Stage:
    shop: Shop
    own: Postbox
    service: Postbox
    names: Names

    def write(self, now: datetime, name: str) -> str:
        """One mail, sent; returns its text from whichever box it came to."""
        to = f"{name}-{self.shop.id}@test.example"
        before = len(self.own.mails), len(self.service.mails)
        invite_member(
            merchant_id=self.shop.id,
            email=to,
            name=name,
            role="support",
            inviter="Anna",
            by=STAFF,
            now=now,
        )
        sweeps.send_mails(now=now)
        new = [*self.own.texts[before[0] :], *self.service.texts[before[1] :]]
        new = [text for text in new if f"To: {to}\r\n" in text]  # other shops' mails may have waited, too
        assert len(new) == 1
        return new[0]

    @property
    def server(self) -> Any:
        with unit(merchants=[self.shop.id]):
            return notices.mail_server()


@contextmanager
def staged(now: datetime, zone: Any) -> Iterator[Stage]:
    """A shop with a server of its own at a service that has one, and a DNS that says `zone`."""
    shop, own, service, names = make_shop("gifts", now), Postbox(), Postbox(), Names(zone)
    with mail_server(own) as port, mail_server(service) as other, name_server(names) as dns:
        settings = {
            "MAKEGOOD_SMTP_URL": f"smtp://127.0.0.1:{other}/?tls=none", "MAKEGOOD_MAIL_FROM": "returns@service.example", "MAKEGOOD_DNS": f"127.0.0.1:{dns}",
            "MAKEGOOD_MAIL_BOUNCES": "bounces@service.example",
        }  # fmt: skip
        with override_settings(**settings):
            form = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": f"hello@{OURS}", "sender_name": "Anna"}
            set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
            yield Stage(shop, own, service, names)


def _learn(stage: Stage, now: datetime) -> None:
    seen = Seen(domain=OURS, selector="s1", signing_domain=OURS, sending_ip=IP, envelope_domain=OURS)
    learn_mail_way(merchant_id=stage.shop.id, seen=seen, by=STAFF, now=now)


def test_the_sender_changes_at_green_and_back_when_a_record_vanishes(now: datetime) -> None:
    with staged(now, green()) as stage:
        first = message_from_string(stage.write(now, "ben"))
        assert first["From"] == "Anna via makegood <returns@service.example>" and first["Reply-To"] == "shop@test.example"
        assert stage.service.mails[-1].mail_from == "bounces@service.example"
        assert domains.check_due(now=now) >= 1 and stage.server.proven_at is None
        with unit(merchants=[stage.shop.id]):
            assert [number for number, *_ in connection_findings("x", now=now)] == ["mg.W061"] and chores(now=now) == []
        _learn(stage, now)
        assert domains.check_one(merchant_id=stage.shop.id, now=now) == "proven"
        second = message_from_string(stage.write(now, "ida"))
        assert second["From"] == f"Anna <hello@{OURS}>" and stage.own.mails[-1].mail_from == f"hello@{OURS}"
        with unit(merchants=[stage.shop.id]):
            assert list(connection_findings("x", now=now)) == []

        later = now + timedelta(days=1)
        del stage.names.zone["s1._domainkey.gravur.example", "TXT"]
        domains.check_due(now=later)
        assert stage.server.lost_at == later
        third = message_from_string(stage.write(later, "tom"))
        assert third["From"] == "Anna via makegood <returns@service.example>"
        with unit(merchants=[stage.shop.id]):
            (chore,) = chores(now=later)
            (found,) = connection_findings("x", now=later)
            lines = list(timeline.lines_of(f"shop:{stage.shop.id}"))
        assert chore.kind == "mail_domain_lost" and found[0] == "mg.W060" and "DKIM missing" in found[1]
        told = [line.name for line in lines if line.name.startswith("mail_server.")]
        assert told[-2:] == ["mail_server.proven", "mail_server.lost"] and timeline.broken_lines(lines) == []

        stage.names.zone |= green()
        assert domains.check_one(merchant_id=stage.shop.id, now=later) == "proven" and stage.server.lost_at is None
    with override_settings(MAKEGOOD_SMTP_URL=""):
        assert wiring.mail_way(stage.shop.id) == "own"


def test_a_silent_dns_changes_nothing_for_three_days(now: datetime) -> None:
    with staged(now, green()) as stage:
        _learn(stage, now)
        assert domains.check_one(merchant_id=stage.shop.id, now=now) == "proven"
        stage.names.zone = dict.fromkeys(stage.names.zone, "servfail")
        assert domains.check_one(merchant_id=stage.shop.id, now=now + timedelta(hours=71)) == "silent"
        assert wiring.mail_way(stage.shop.id) == "own" and stage.server.proven_at == now
        assert domains.check_one(merchant_id=stage.shop.id, now=now + timedelta(hours=73)) == "lost"
        assert wiring.mail_way(stage.shop.id) == "installation"


def test_another_server_or_domain_is_proven_anew_and_a_test_goes_by_it_before(now: datetime) -> None:
    with staged(now, green()) as stage:
        _learn(stage, now)
        domains.check_one(merchant_id=stage.shop.id, now=now)
        asked = notices.domain_question(stage.server)
        form = {"host": "127.0.0.1", "port": str(stage.server.port), "security": "none", "sender": f"other@{OURS}"}
        set_mail_server(merchant_id=stage.shop.id, form=form, by=STAFF, now=now)
        assert stage.server.proven_at == now and stage.server.selector == "s1"
        set_mail_server(merchant_id=stage.shop.id, form={**form, "sender": "hello@garn.example"}, by=STAFF, now=now)
        assert stage.server.proven_at is None and stage.server.selector == "" and stage.server.checks == []
        from makegood.journeys.record_mail_check import record_mail_check

        good = wiring.domains().check(asked)
        assert record_mail_check(merchant_id=stage.shop.id, asked=asked, checks=good, by=STAFF, now=now) == "stale"
        assert stage.server.proven_at is None
        assert console.test(to="me@test.example", shop=stage.shop.merchant.slug) == 0
        assert "From: Gravur & Garn <hello@garn.example>" in stage.own.texts[-1]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Seen(), "headers_unread"),
        (Seen(domain="other.example", selector="s1", signing_domain="other.example"), "headers_of_another"),
        (Seen(domain=OURS), "not_signed"),
    ],
)
def test_what_was_pasted_is_refused_in_words(seen: Seen, code: str, now: datetime) -> None:
    with staged(now, green()) as stage, pytest.raises(Refusal) as refused:
        learn_mail_way(merchant_id=stage.shop.id, seen=seen, by=STAFF, now=now)
    assert (refused.value.code, refused.value.field) == (code, "headers")


@pytest.mark.parametrize("selector", ["../x", "a b", "-a", "a" * 121, "a;b"])
def test_a_selector_is_a_label(selector: str, now: datetime) -> None:
    with staged(now, green()) as stage, pytest.raises(Refusal) as refused:
        learn_mail_way(merchant_id=stage.shop.id, selector=selector, by=STAFF, now=now)
    assert refused.value.code == "selector_unfit"


def test_a_mail_is_one_of_a_program_under_a_real_name_and_follows_nobody(now: datetime) -> None:
    with staged(now, green()) as stage:
        text = stage.write(now, "ben")
    mail = message_from_string(text)
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"].endswith("@service.example>") and mail["Date"]
    assert mail["List-Unsubscribe"] is None and mail["Precedence"] is None
    assert mail.get_content_type() == "text/plain" and "<img" not in text and "utm_" not in text


def test_the_console_names_the_record(now: datetime, capsys: Any) -> None:
    zone = green() | {("_dmarc.gravur.example", "TXT"): []}
    with staged(now, zone) as stage:
        _learn(stage, now)
        assert console.check(shop=stage.shop.merchant.slug, json=True) == 1
        found = json.loads(capsys.readouterr().out)
        assert [one["state"] for one in found["checks"]] == ["good", "good", "missing"] and not found["ready"]
        assert console.check(shop=stage.shop.merchant.slug) == 1
        assert "_dmarc.gravur.example TXT v=DMARC1; p=none" in capsys.readouterr().out
        assert console.check(selector="s1", json=True) == 1  # the installation's own
        found = json.loads(capsys.readouterr().out)
        assert found["domain"] == "service.example" and found["checks"][1]["name"] == "s1._domainkey.service.example"
    with pytest.raises(Refusal, match="no mail server"):
        console.check()
    with pytest.raises(Refusal, match="no shop"):
        console.check(shop="nobody")


def test_the_page_refuses_what_is_none_and_keeps_it(now: datetime) -> None:
    with staged(now, green()) as stage:
        client = Client()
        assert client.login(username=stage.shop.owner, password="long-enough-for-tests")
        page = client.post("/desk/settings/mail/", {"do": "learn", "headers": "<script>alert(1)</script>"})
        assert page.status_code == 422 and b"&lt;script&gt;" in page.content and b"no mail in this text" in page.content
        assert client.post("/desk/settings/mail/check/").status_code == 302 and stage.server.checks


def test_every_code_has_words_and_the_rule_of_the_days() -> None:
    for (kind, code), _ in WORDS.items():
        shown = shown_check({"kind": kind, "state": "wrong", "code": code, "at": "a%(x)s", "name": "n", "value": "", "found": ""}, OURS)
        assert shown["what"] and "%(" not in shown["what"].replace("a%(x)s", "")
    at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    assert verdict([], proven=False, answered_at=None, now=at) == "silent"
    assert verdict(["good", "unknown", "missing"], proven=True, answered_at=at, now=at) == "lost"
    assert not is_due(checked_at=at, changed_at=at - timedelta(days=9), proven=False, silent=False, now=at + timedelta(hours=23))
    assert is_due(checked_at=at, changed_at=at, proven=False, silent=False, now=at + timedelta(hours=1))
