"""When mails go, how they hang together, and what happens to those that come back."""

import email
import email.policy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.notices import queries as notices
from makegood.apps.notices.quiet import held_until
from makegood.apps.notices.threads import case_of_reference, mark_of, notices_in_reference, reply_address, root_of
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.interfaces.jobs import sweeps
from makegood.journeys.change_email import change_email
from makegood.journeys.drop_case import drop_case
from makegood.journeys.record_bounce import record_bounce
from makegood.journeys.retry_notice import retry_notice
from makegood.journeys.send_message import send_message
from makegood.journeys.set_mail_server import set_mail_server
from makegood.journeys.set_quiet_hours import set_quiet_hours
from tests.cast import STAFF, SYSTEM, Shop, make_shop
from tests.harness.smtp import Postbox, mail_server
from tests.notices.test_own_words import _open

pytestmark = pytest.mark.django_db
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Auckland"]
)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    ZONES,
    st.integers(0, 23),
    st.integers(0, 23),
    st.none() | st.integers(-1, 2),
)
def test_a_held_mail_comes_in_the_morning_and_never_after_its_day(at: datetime, zone: str, begin: int, end: int, days: int | None) -> None:
    from zoneinfo import ZoneInfo

    now = at.replace(tzinfo=UTC)
    here = now.astimezone(ZoneInfo(zone))
    by = None if days is None else here.date() + timedelta(days=days)
    held = held_until(now=now, zone=zone, hours=(begin, end), by=by)
    quiet = begin != end and ((here.hour >= begin or here.hour < end) if begin > end else begin <= here.hour < end)
    if held is None:
        assert not quiet or by is not None
        return
    there = held.astimezone(ZoneInfo(zone))
    assert quiet and now < held <= now + timedelta(hours=25) and (by is None or there.date() <= by)
    assert there.hour == end or there.hour == end + 1  # an hour that the change of clocks skips


def _waiting(shop: Shop) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [(one.kind, one.not_before) for one in reversed(notices.recent_notices())]


def test_at_night_only_what_answers_the_customer_goes(now: datetime) -> None:
    shop, night = make_shop("gifts", now), datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # half past ten in Leipzig
    set_quiet_hours(merchant_id=shop.id, begin=21, end=8, by=STAFF, now=now)
    case = _open(shop, night)
    send_message(merchant_id=shop.id, case_id=case.id, text="We look at it.", by=STAFF, now=night)
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=night + timedelta(minutes=5))
    morning = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert dict(_waiting(shop)) == {"case_opened": None, "message": morning, "case_dropped": None}
    assert [one for one in _waiting(shop) if one[0] == "message"][0][1] == morning


def test_a_case_is_one_conversation_in_text_and_html(now: datetime) -> None:
    shop, box = make_shop("gifts", now), Postbox()
    Merchant.objects.filter(id=shop.id).update(settings={"quiet": [0, 0], "inbox": "returns@gravur.example"})
    case = _open(shop, now)
    send_message(merchant_id=shop.id, case_id=case.id, text="A <b>word</b>.", by=STAFF, now=now)
    with mail_server(box) as port:
        set_mail_server(
            merchant_id=shop.id,
            form={"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "hello@gravur.example"},
            by=STAFF,
            now=now,
        )
        sweeps.send_mails(now=now)
    first, second = (email.message_from_string(text, policy=email.policy.default) for text in box.texts)
    assert first["Subject"] == second["Subject"] == f"Order #1001, case {case.number}"
    assert first["References"] == second["In-Reply-To"] == root_of(case.public_id) and first["Message-ID"] != second["Message-ID"]
    assert case_of_reference(second["References"]) == case_of_reference(str(second["Reply-To"])) == case.public_id
    assert str(second["Reply-To"]).startswith("returns+cas_") and len(str(second["Reply-To"]).partition("@")[0]) <= 64
    assert second.get_content_type() == "multipart/alternative"
    plain, html = second.iter_parts()
    assert (
        "A <b>word</b>." in plain.get_content() and "A &lt;b&gt;word&lt;/b&gt;." in html.get_content() and "src=" not in html.get_content()
    )


@given(st.text(max_size=200))
def test_only_our_own_marks_name_a_case(text: str) -> None:
    assert case_of_reference(text) is None
    mark = mark_of("cas_0123456789abcdef")
    assert case_of_reference(f"{text} <{mark.upper()}@x> ").lower() == "cas_0123456789abcdef"  # type: ignore[union-attr]
    assert case_of_reference(mark[:-1] + ("0" if mark[-1] != "0" else "1")) is None
    assert reply_address("", "cas_0123456789abcdef") == ""
    assert notices_in_reference(f"<ntc_0123456789abcdef@x> {text}")[0] == "ntc_0123456789abcdef"


def test_an_address_that_reaches_nobody_is_put_before_a_person_and_another_one_gets_it_all(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = _open(shop, now)
    box = Postbox(refuse="recipient")
    with mail_server(box) as port:
        form = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "hello@gravur.example"}
        set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
        sweeps.send_mails(now=now)
        send_message(merchant_id=shop.id, case_id=case.id, text="Hello?", by=STAFF, now=now)
        box.refuse = ""
        sweeps.send_mails(now=now)
        with unit(merchants=[shop.id]):
            first, second = notices.notices_of_case(case.id)
            assert (
                first.state == second.state == "failed"
                and first.problem.startswith("recipient_refused")
                and second.problem == "address_bounced"
            )
        assert not box.mails  # the second was not even tried
        change_email(merchant_id=shop.id, order_id=case.order_id, email="hanna@new.example", by=STAFF, now=now)
        sweeps.send_mails(now=now)
    assert len(box.mails) == 2 and all(one.rcpt_tos == ["hanna@new.example"] for one in box.mails)


def test_a_bounce_by_message_id_and_a_person_who_says_the_address_is_right(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("home", now)
    case = _open(shop, now)

    class Taken:
        def send(self, **mail: Any) -> None: ...

    sweeps.send_mails(now=now, port=Taken())
    with unit(merchants=[shop.id]):
        (letter,) = notices.notices_of_case(case.id)
    told = {"message_id": f"<{letter.public_id}@host.example>", "by": SYSTEM, "now": now, "detail": "550 5.1.1\nno such user"}
    assert not record_bounce(merchant_id=other.id, kind="bounce", final=True, **told)
    assert not record_bounce(merchant_id=shop.id, kind="delay", final=False, **told)
    assert record_bounce(merchant_id=shop.id, kind="bounce", final=True, **told)
    assert not record_bounce(merchant_id=shop.id, kind="bounce", final=True, **told)
    with unit(merchants=[shop.id]):
        assert notices.bad_address(letter.to) is not None
    retry_notice(merchant_id=shop.id, public_id=letter.public_id, by=STAFF, now=now)
    sweeps.send_mails(now=now, port=Taken())
    with unit(merchants=[shop.id]):
        assert notices.notice_of(letter.public_id).state == "sent" and notices.bad_address(letter.to) is None  # type: ignore[union-attr]


def test_a_day_that_must_be_kept_is_kept_at_night() -> None:
    night = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    assert held_until(now=night, zone="Europe/Berlin", hours=(21, 8), by=date(2026, 11, 20)) is None
    assert held_until(now=night, zone="Europe/Berlin", hours=(21, 8), by=date(2026, 11, 21)) == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
