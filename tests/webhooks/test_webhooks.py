"""What programs of a shop are told: with the fact, signed, again until it arrives, and replayable for as long as it is kept."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from standardwebhooks import Webhook, WebhookVerificationError

from makegood import wiring
from makegood.apps.notices import operations as notices
from makegood.apps.notices.models import AccountMail
from makegood.apps.webhooks import queries
from makegood.apps.webhooks.models import Delivery, Endpoint, Try
from makegood.apps.webhooks.words import BACK_OFF_S, EVENTS, KEPT_DAYS, KEPT_DEAD_DAYS
from makegood.base.actor import CUSTOMER
from makegood.base.timeline import TimelineLine
from makegood.base.unit import attempt, unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.jobs.webhooks import send_webhooks
from makegood.journeys.add_webhook import add_webhook
from makegood.journeys.change_webhook import change_webhook, end_webhook, rotate_webhook, turn_webhook
from makegood.journeys.forget_answers import forget_answers
from makegood.journeys.open_return import open_return
from makegood.journeys.replay_webhook import replay_message, replay_webhook, try_webhook
from makegood.journeys.take_webhooks import take_webhooks
from makegood.kernel.refusal import Refusal
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.harness.listener import Listener, listening

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    settings.MAKEGOOD_WEBHOOKS_PRIVATE = True  # listeners of tests stand on this machine


@pytest.fixture
def shop(now: datetime) -> Shop:
    return make_shop("home", now)


@pytest.fixture
def listener() -> Any:
    with listening() as found:
        yield found


def listen(shop: Shop, listener: Listener, now: datetime, *types: str) -> tuple[str, str]:
    """(the address's id, its secret)."""
    made, secret = add_webhook(merchant_id=shop.id, url=listener.url, types=types or ("case.opened",), by=STAFF, now=now)
    return made.public_id, secret


def a_case(shop: Shop, now: datetime) -> Any:
    order = sell(shop, now, LAMP)
    return open_return(
        merchant_id=shop.id,
        order_id=order.id,
        ask=Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It flickers."),)),
        by=CUSTOMER,
        now=now,
    )


def messages(shop: Shop) -> list[Delivery]:
    with unit(merchants=[shop.id]):
        return list(Delivery.objects.order_by("id"))


def endpoint(shop: Shop) -> Endpoint:
    with unit(merchants=[shop.id]):
        return Endpoint.objects.get()  # type: ignore[no-any-return]


def tries(shop: Shop) -> list[Try]:
    with unit(merchants=[shop.id]):
        return list(Try.objects.order_by("id"))


def test_a_case_that_opens_is_told_and_the_listener_knows_who_tells(shop: Shop, listener: Listener, now: datetime) -> None:
    _, secret = listen(shop, listener, now, "case.opened", "line.decided")
    case = a_case(shop, now)
    assert send_webhooks(now=now) == 1 and send_webhooks(now=now) == 0
    ((headers, body),) = listener.got
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        found = Webhook(secret).verify(body, dict(headers.items()))
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body.replace(b"cas_", b"cAs_"), dict(headers.items()))
    assert found["type"] == "case.opened" and found["timestamp"] == now.isoformat()
    assert (
        found["data"]["case"] == case.public_id
        and found["data"]["order"].startswith("ord_")
        and found["data"]["href"].endswith(f"/api/v1/cases/{case.public_id}")
    )
    assert headers["webhook-id"].startswith("evt_") and headers["content-type"] == "application/json"
    (sent,) = messages(shop)
    assert (sent.state, sent.tries, sent.due_at) == ("delivered", 1, None)
    assert [(one.status, one.problem) for one in tries(shop)] == [(200, "")]


def test_what_is_told_names_nobody(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now, *EVENTS)
    a_case(shop, now)
    send_webhooks(now=now)
    assert listener.got and not any(word in body.decode() for _, body in listener.got for word in ("Hanna", "flickers", "Lindenstr", "@"))


def test_what_was_taken_back_is_never_told(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    with unit(merchants=[shop.id]):
        with pytest.raises(RuntimeError), attempt():
            open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",), ""),)), by=CUSTOMER, now=now)
            raise RuntimeError("somebody pulled the plug")
    assert messages(shop) == [] and send_webhooks(now=now) == 0


def test_nobody_hears_of_another_shop_or_of_what_they_did_not_ask_for(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now, "refund.posted")
    other = make_shop("home", now)
    with listening() as second:
        listen(other, second, now)
        a_case(shop, now)
        a_case(other, now)
        send_webhooks(now=now)
        assert listener.got == [] and len(second.got) == 1


def test_a_shop_where_nobody_listens_pays_nothing(shop: Shop, now: datetime) -> None:
    a_case(shop, now)
    assert messages(shop) == []


def test_what_does_not_arrive_is_tried_ten_times_over_three_days_and_then_lies_dead(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    a_case(shop, now)
    listener.status, listener.said = 500, b"<h1>Ouch</h1>"
    at, gone = now, []
    for _ in range(len(BACK_OFF_S) + 1):
        assert send_webhooks(now=at) == 1
        assert send_webhooks(now=at + timedelta(seconds=1)) == 0  # it waits
        (waiting,) = messages(shop)
        if waiting.due_at is not None:
            gone.append((waiting.due_at - at).total_seconds())
            at = waiting.due_at
    assert all(pause <= real < pause * 1.1 + 1 for pause, real in zip(BACK_OFF_S, gone, strict=True))
    assert timedelta(days=3) < at - now < timedelta(days=4)
    (dead,) = messages(shop)
    assert (dead.state, dead.tries, dead.ended_at) == ("dead", 10, at) and send_webhooks(now=at + timedelta(days=30)) == 0
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 1 and len(listener.got) == 10
    assert {(one.status, one.problem, one.excerpt) for one in tries(shop)} == {(500, "their_fault", "<h1>Ouch</h1>")}
    listener.status = 200
    replay_message(merchant_id=shop.id, webhook_id=endpoint(shop).public_id, message_id=dead.message_id, by=STAFF, now=at)
    assert send_webhooks(now=at) == 1 and messages(shop)[0].state == "delivered"
    assert endpoint(shop).failing_since is None


def test_who_asks_to_wait_longer_is_waited_for(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    a_case(shop, now)
    listener.status, listener.more = 429, {"Retry-After": "3600"}
    send_webhooks(now=now)
    assert messages(shop)[0].due_at == now + timedelta(hours=1)


def test_gone_turns_it_off_at_once_and_the_owner_is_told(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    a_case(shop, now)
    listener.status = 410
    send_webhooks(now=now)
    assert endpoint(shop).off_because == "gone"
    mail = AccountMail.objects.get(kind="webhook_off")
    assert mail.person.email == shop.owner
    a_case(shop, now)
    assert len(messages(shop)) == 1 and send_webhooks(now=now + timedelta(days=1)) == 0
    assert notices.take_account_mails(now=now)[0].id == mail.id


def test_days_of_failure_turn_it_off_and_what_was_missed_is_sent_later(shop: Shop, listener: Listener, now: datetime) -> None:
    name, _ = listen(shop, listener, now)
    listener.status = 503
    for day in range(6):
        a_case(shop, now + timedelta(days=day))
        send_webhooks(now=now + timedelta(days=day))
    assert endpoint(shop).off_because == "failing" and AccountMail.objects.filter(kind="webhook_off").count() == 1
    later = now + timedelta(days=8)
    a_case(shop, later)
    with pytest.raises(Refusal, match="off"):
        replay_webhook(merchant_id=shop.id, webhook_id=name, since=now, by=STAFF, now=later)
    listener.status = 200
    listener.got.clear()
    turn_webhook(merchant_id=shop.id, webhook_id=name, on=True, by=STAFF, now=later)
    replay_webhook(merchant_id=shop.id, webhook_id=name, since=now, by=STAFF, now=later)
    send_webhooks(now=later + timedelta(days=2))
    send_webhooks(now=later + timedelta(days=2))
    told = [json.loads(body)["data"]["case"] for _, body in listener.got]
    assert len(told) == len(set(told)) == 7
    assert replay_webhook(merchant_id=shop.id, webhook_id=name, since=now, by=STAFF, now=later) == 0  # what arrived does not go again


@pytest.mark.parametrize("days", [-1, KEPT_DEAD_DAYS + 1])
def test_nothing_is_sent_again_from_a_moment_that_is_not_kept(shop: Shop, listener: Listener, now: datetime, days: int) -> None:
    name, _ = listen(shop, listener, now)
    with pytest.raises(Refusal) as refused:
        replay_webhook(merchant_id=shop.id, webhook_id=name, since=now - timedelta(days=days), by=STAFF, now=now)
    assert refused.value.code == "date_unreadable"


def test_for_a_day_both_secrets_sign(shop: Shop, listener: Listener, now: datetime) -> None:
    name, old = listen(shop, listener, now)
    _, new = rotate_webhook(merchant_id=shop.id, webhook_id=name, by=STAFF, now=now)
    for at, good in ((now, (old, new)), (now + timedelta(hours=25), (new,))):
        listener.got.clear()
        a_case(shop, at)
        send_webhooks(now=at)
        ((headers, body),) = listener.got
        assert len(headers["webhook-signature"].split(" ")) == len(good)
        with time_machine.travel(at, tick=False):
            for secret in good:
                Webhook(secret).verify(body, dict(headers.items()))
            if old not in good:
                with pytest.raises(WebhookVerificationError):
                    Webhook(old).verify(body, dict(headers.items()))


def test_a_secret_is_shown_once_and_lies_sealed(shop: Shop, listener: Listener, now: datetime) -> None:
    name, secret = listen(shop, listener, now)
    assert secret.startswith("whsec_") and len(secret) > 40
    with unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute("SELECT secret || old_secret FROM webhooks_endpoint")
        ((kept,),) = cursor.fetchall()
    assert secret.removeprefix("whsec_") not in kept and kept.startswith("gAAAA")


def test_one_that_is_slow_or_broken_holds_nobody_up(shop: Shop, listener: Listener, now: datetime) -> None:
    """What is down is asked once a round, not once for each of its messages; the others get all of theirs."""
    others = [make_shop("home", now) for _ in range(2)]
    with listening() as broken:
        broken.status = 500
        listen(others[0], broken, now)
        listen(shop, listener, now)
        for _ in range(3):
            a_case(others[0], now)
            a_case(shop, now)
        assert send_webhooks(now=now) == 4
        assert len(broken.got) == 1 and len(listener.got) == 3
        assert [one.state for one in messages(others[0])] == ["waiting"] * 3


def test_a_sender_that_dies_loses_nothing_and_another_does_not_send_it_twice_at_once(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    a_case(shop, now)
    number = endpoint(shop).id
    assert len(take_webhooks(merchant_id=shop.id, endpoint_id=number, open_secret=wiring.webhook_secret, now=now)) == 1  # and here it dies
    assert take_webhooks(merchant_id=shop.id, endpoint_id=number, open_secret=wiring.webhook_secret, now=now + timedelta(seconds=90)) == []
    assert send_webhooks(now=now + timedelta(minutes=2)) == 1 and len(listener.got) == 1


def test_many_go_out_in_order_of_being_due(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now, "case.opened", "message.written", "line.opened", "words.added") if "line.opened" in EVENTS else listen(
        shop, listener, now
    )
    for _ in range(25):
        a_case(shop, now)
    assert send_webhooks(now=now) == 25 and all(one.state == "delivered" for one in messages(shop))


def test_a_try_goes_to_one_address_only(shop: Shop, listener: Listener, now: datetime) -> None:
    name, secret = listen(shop, listener, now)
    try_webhook(merchant_id=shop.id, webhook_id=name, by=STAFF, now=now)
    send_webhooks(now=now)
    ((_, body),) = listener.got
    assert json.loads(body) == {
        "type": "webhook.tried", "timestamp": now.isoformat(),
        "data": {"shop": shop.merchant.slug, "subject": None, "order": None, "case": None, "withdrawal": None, "href": None},
    }  # fmt: skip


def test_an_address_that_ends_takes_its_messages_and_secrets_with_it(shop: Shop, listener: Listener, now: datetime) -> None:
    name, _ = listen(shop, listener, now)
    a_case(shop, now)
    end_webhook(merchant_id=shop.id, webhook_id=name, by=STAFF, now=now)
    assert messages(shop) == [] and endpoint(shop).secret == "" and endpoint(shop).url == ""
    with unit(merchants=[shop.id]), pytest.raises(Refusal, match="no such address"):
        queries.endpoint_of(name)
    listen(shop, listener, now)  # the same address may come again


def test_messages_are_kept_for_a_while_only(shop: Shop, listener: Listener, now: datetime) -> None:
    listen(shop, listener, now)
    a_case(shop, now)
    send_webhooks(now=now)
    forget_answers(now=now + timedelta(days=KEPT_DAYS))
    assert len(messages(shop)) == 1
    forget_answers(now=now + timedelta(days=KEPT_DAYS, seconds=1))
    assert messages(shop) == [] and tries(shop) == []


def test_what_is_refused(shop: Shop, listener: Listener, now: datetime, settings: Any) -> None:
    name, _ = listen(shop, listener, now)
    for url, types, code in (
        (listener.url, ["case.opened"], "webhook_known"), ("https://x.example/", [], "event_unknown"), ("https://x.example/", ["case.exploded"], "event_unknown"),
        ("nonsense", ["case.opened"], "address_unfit"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            add_webhook(merchant_id=shop.id, url=url, types=types, by=STAFF, now=now)
        assert refused.value.code == code
    settings.MAKEGOOD_WEBHOOKS_PRIVATE = False
    with pytest.raises(Refusal, match="https"):
        change_webhook(merchant_id=shop.id, webhook_id=name, url=listener.url, types=["case.opened"], by=STAFF, now=now)
    a_case(shop, now)
    send_webhooks(now=now)
    assert listener.got == [] and tries(shop)[0].problem == "address_unfit"
    other = make_shop("home", now)
    with pytest.raises(Refusal, match="no such address"):
        turn_webhook(merchant_id=other.id, webhook_id=name, on=False, by=STAFF, now=now)


def test_every_event_of_the_list_is_a_line_that_is_written() -> None:
    """The names stand in the code, or are made of a state that there is."""
    from makegood.apps.claims.states import TRANSITIONS as CLAIMS
    from makegood.apps.disputes.states import DISPUTE_STATES
    from makegood.apps.returns.states import TRANSITIONS as AXES
    from makegood.apps.settlement.states import TRANSITIONS as REFUNDS
    from tests.architecture.test_house import SOURCES

    made = {f"refund.{one}" for one in REFUNDS} | {f"claim.{one}" for one in CLAIMS} | {f"dispute.{one}" for one in DISPUTE_STATES}
    made |= {f"line.{one}" for one in AXES}
    code = "".join(path.read_text() for path in SOURCES if path.parts[-2] != "webhooks")
    assert [name for name in EVENTS if name not in made and f'"{name}"' not in code] == []
    assert TimelineLine._meta.get_field("name").max_length == Delivery._meta.get_field("type").max_length
