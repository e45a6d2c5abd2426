"""Each shop's mails go by its own server; a broken one holds nobody else up; a password never lies open."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.base import timeline
from makegood.base.sealing import Unsealable, seal, unseal
from makegood.base.unit import unit
from makegood.interfaces.jobs import sweeps
from makegood.journeys.invite_member import invite_member
from makegood.journeys.set_mail_server import record_mail_test, set_mail_server
from makegood.kernel.refusal import Refusal
from tests.cast import STAFF, Shop, make_shop
from tests.harness.server import free_port
from tests.harness.smtp import Postbox, mail_server, odd_server

pytestmark = pytest.mark.django_db
SECRET = "open-sesame-42"


class Nowhere:
    def send(self, **mail: Any) -> None: ...


@pytest.fixture(autouse=True)
def _nothing_waits(db: None, now: datetime) -> None:
    """What tests that share this database with the server have left waiting would come to the installation's box."""
    sweeps.send_mails(now=datetime(2100, 1, 1, tzinfo=UTC), port=Nowhere())


ROOT = Path(__file__).resolve().parent.parent.parent / "src" / "makegood"


def _invite(shop: Shop, now: datetime, name: str) -> None:
    invite_member(merchant_id=shop.id, email=f"{name}-{shop.id}@test.example", name=name, role="support", inviter="Anna", by=STAFF, now=now)


def _own_server(shop: Shop, port: int, now: datetime, **more: str) -> None:
    form = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "returns@test.example", **more}
    set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)


def _states(shop: Shop) -> list[tuple[str, str]]:
    with unit(merchants=[shop.id]):
        return [(one.state, one.problem) for one in notices.recent_notices()]


def test_each_shop_sends_by_its_own_server_under_its_own_name(now: datetime) -> None:
    gifts, home = make_shop("gifts", now), make_shop("home", now)
    boxes = Postbox(), Postbox()
    with mail_server(boxes[0]) as one, mail_server(boxes[1]) as other:
        _own_server(gifts, one, now, sender="hello@gravur.example", sender_name="Anna", reply_to="anna@gravur.example")
        _own_server(home, other, now)
        _invite(gifts, now, "ben")
        _invite(home, now, "ida")
        sweeps.send_mails(now=now)
    (mine,), (theirs,) = boxes[0].texts, boxes[1].texts
    assert "From: Anna <hello@gravur.example>" in mine and "Reply-To: anna@gravur.example" in mine and f"ben-{gifts.id}@" in mine
    assert "From: Haus & Hof <returns@test.example>" in theirs and f"ida-{home.id}@" in theirs
    assert _states(gifts) == _states(home) == [("sent", "")]


def test_a_broken_server_holds_up_only_its_own_shop(now: datetime) -> None:
    broken, silent, well = make_shop("gifts", now), make_shop("gifts", now), make_shop("home", now)
    box = Postbox()
    with mail_server(box) as port, odd_server(b"220 hello\r\n", hangs_up=True) as odd:
        for shop, at in ((broken, free_port()), (silent, odd), (well, port)):
            _own_server(shop, at, now)
            for name in ("ben", "ida", "tom"):
                _invite(shop, now, name)
        sweeps.send_mails(now=now)
        assert _states(well) == [("sent", "")] * 3 and len(box.mails) == 3
        assert _states(broken) == [("pending", "connection_refused")] * 3
        assert _states(silent) == [("pending", "hung_up")] * 3
        _own_server(broken, port, now)
        sweeps.send_mails(now=now + timedelta(minutes=2))
    assert _states(broken) == [("sent", "")] * 3


def test_without_a_server_of_its_own_a_shop_uses_the_installations_then_the_outbox(now: datetime) -> None:
    shop, box = make_shop("gifts", now), Postbox()
    assert wiring.mail_way(shop.id) == "outbox"
    with (
        mail_server(box) as port,
        override_settings(MAKEGOOD_SMTP_URL=f"smtp://127.0.0.1:{port}/?tls=none", MAKEGOOD_MAIL_FROM="all@host.example"),
    ):
        assert wiring.mail_way(shop.id) == "installation"
        set_mail_server(merchant_id=shop.id, form={"host": "", "sender_name": "Anna", "reply_to": "anna@gravur.example"}, by=STAFF, now=now)
        _invite(shop, now, "ben")
        sweeps.send_mails(now=now)
    assert "From: Anna via makegood <all@host.example>" in box.texts[0] and "Reply-To: anna@gravur.example" in box.texts[0]


def test_the_password_is_sealed_and_stays_with_its_server(now: datetime) -> None:
    shop = make_shop("gifts", now)
    form = {"host": "mail.test.example", "port": "465", "security": "tls", "user": "anna", "password": SECRET, "sender": "a@test.example"}
    set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.merchants', %s, true)", [f"{{{shop.id}}}"])
        cursor.execute("SELECT row_to_json(m)::text FROM notices_mailserver m WHERE merchant_id = %s", [shop.id])
        (row,) = cursor.fetchone()
        cursor.execute("SELECT string_agg(body::text || subject, '') FROM base_timeline WHERE merchant_id = %s", [shop.id])
        (told,) = cursor.fetchone()
        cursor.execute("SELECT set_config('app.merchants', '', true)")
    assert SECRET not in row and SECRET not in told and "mail_server" not in row
    set_mail_server(merchant_id=shop.id, form={**form, "password": "", "sender": "b@test.example"}, by=STAFF, now=now)
    port: Any = wiring.mail(shop.id)
    assert (port.server.password, port.sender) == (SECRET, "b@test.example")
    for change in ({"host": "evil.test.example"}, {"port": "587"}, {"user": "ben"}, {"security": "starttls"}):
        with pytest.raises(Refusal) as refused:
            set_mail_server(merchant_id=shop.id, form={**form, "password": "", **change}, by=STAFF, now=now)
        assert refused.value.code == "password_missing"
    other: Any = wiring.mail(make_shop("home", now).id)
    assert not hasattr(other, "server")


def test_a_new_key_opens_what_the_old_one_sealed_and_a_lost_one_is_said(now: datetime) -> None:
    shop, old = make_shop("gifts", now), settings.SECRET_KEY
    _own_server(shop, 1, now, user="anna", password=SECRET)
    with override_settings(SECRET_KEY="n" * 40, SECRET_KEY_FALLBACKS=[old]):
        found: Any = wiring.mail(shop.id)
        assert found.server.password == SECRET
    with override_settings(SECRET_KEY="n" * 40, SECRET_KEY_FALLBACKS=[]):
        _invite(shop, now, "ben")
        sweeps.send_mails(now=now)
    assert _states(shop) == [("pending", "password_unsealable")]


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    with pytest.raises(Unsealable):
        unseal(seal("x", purpose="form"), purpose="smtp")
    with pytest.raises(Unsealable):
        unseal("not sealed at all", purpose="smtp")


def test_only_four_places_open_what_is_sealed() -> None:
    opening = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "makegood.base.sealing" and any(one.name == "unseal" for one in node.names)
    }
    assert opening == {"wiring.py", "web/kept.py", "interfaces/portal/draft.py", "apps/parties/app_secret.py"}


HOSTILE = [
    ({"host": "mail.test.example\r\nX: y"}, "text_unfit"),
    ({"host": "http://mail.test.example"}, "host_invalid"),
    ({"host": "mail test"}, "host_invalid"),
    ({"host": "-mail.example"}, "host_invalid"),
    ({"host": "a" * 254}, "host_invalid"),
    ({"port": "0"}, "port_invalid"),
    ({"port": "65536"}, "port_invalid"),
    ({"port": "²5"}, "port_invalid"),
    ({"port": "587; ls"}, "port_invalid"),
    ({"security": "ssl3"}, "security_unknown"),
    ({"sender": "a@test.example\nBcc: b@test.example"}, "text_unfit"),
    ({"sender": "nobody"}, "email_invalid"),
    ({"sender": ""}, "email_invalid"),
    ({"sender_name": "Anna\r\nBcc: b@test.example"}, "text_unfit"),
    ({"reply_to": "a@b@c"}, "email_invalid"),
    ({"user": "anna\x00", "password": "x"}, "text_unfit"),
    ({"user": "anna", "password": "x\r\ny"}, "text_unfit"),
    ({"user": "anna", "password": "x", "security": "none"}, "password_in_clear"),
]


@pytest.mark.parametrize(("change", "code"), HOSTILE)
def test_what_can_t_be_a_mail_server_is_refused(change: dict[str, str], code: str, now: datetime) -> None:
    shop = make_shop("gifts", now)
    form = {"host": "mail.test.example", "port": "587", "security": "starttls", "sender": "a@test.example", **change}
    with pytest.raises(Refusal) as refused:
        set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
    assert refused.value.code == code and refused.value.field in {*change, "password"}
    with unit(merchants=[shop.id]):
        assert notices.mail_server() is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.5", "::1", "mail", "smtp.example.com"])
def test_a_server_on_one_s_own_network_is_an_owner_s_choice(host: str, now: datetime) -> None:
    shop = make_shop("gifts", now)
    _own_server(shop, 25, now, host=host)
    record_mail_test(merchant_id=shop.id, outcome="connection_refused", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        server = notices.mail_server()
        assert server is not None and (server.host, server.tested_as) == (host, "connection_refused")
        assert timeline.broken_lines(timeline.lines_of(f"shop:{shop.id}")) == []
