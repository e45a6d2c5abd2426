"""A shop with something of everything, made over the API itself, so that calls with any content meet real things."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.disputes.models import Dispute
from makegood.apps.inbox.ports import Came
from makegood.apps.orders.called_back import Chosen
from makegood.apps.recalls import queries as recalls
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.casefile.recalling import RecallForm
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.note_spike import note_spike
from makegood.journeys.take_mail import take_mail
from makegood.web.mail_in import read_in
from tests.cast import LAMP, MUG, Shop, sell
from tests.contract.calling import caller
from tests.inbox.mails import mail, picture


def stocked(server: str, shop: Shop, secret: str, now: datetime) -> dict[str, list[str]]:
    """{name of a parameter or member: ids that are there}."""
    with caller(server, secret) as api:

        def post(path: str, body: Any = None) -> Any:
            answer = api.post(path, json=body or {}, headers={"Idempotency-Key": secrets.token_hex(8)})
            assert answer.status_code < 300, (path, answer.text)
            return answer.json()

        sold = [sell(shop, now, LAMP if place % 2 or place > 5 else MUG, number=f"#{place}") for place in range(8)]
        cases = [
            post("/cases", {"order": order.public_id, "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], **({"choose": "refund"} if place % 2 else {})}]})
            for place, order in enumerate(sold[:6])
        ]  # fmt: skip
        hook = post("/webhooks", {"url": "https://hooks.shop.example/x", "types": ["case.opened", "refund.posted"]})
        going = [case for place, case in enumerate(cases) if place % 2]
        parcels = [post(f"/cases/{case['id']}/labels") for case in going]
        for parcel in parcels[:2]:
            post(f"/parcels/{parcel['id']}/receive")
        seen = {"line": going[0]["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
        looked = post(f"/cases/{going[0]['id']}/inspections", seen)
        hub = api.get("/hubs").json()["items"][0]["id"]
        day = now.date().isoformat()
        post(f"/hubs/{hub}/prices", {"from_on": day, "prices": [{"act": "receive", "price": "0.80"}]})
        charged = post(
            f"/hubs/{hub}/invoices",
            {"number": "R-1", "since": day, "until": day, "lines": [{"act": "receive", "quantity": 1, "amount": "0.80"}]},
        )
        post(f"/hubs/{hub}/samples", {"sku": "L-2", "lot": 12})
        post(f"/cases/{going[1]['id']}/inspections", {"line": going[1]["lines"][0]["id"], "result": "as_it_should", "grade": "A"})
        acts = [one["id"] for one in api.get("/hubs/acts?state=wanted").json()["items"]]
        owed = post(f"/cases/{going[0]['id']}/settle")["reimbursements"]
        claims = post(f"/claims/for-case/{going[0]['id']}")["items"]
        declared = post("/withdrawals", {"order": sold[6].public_id, "name": "Hanna", "email": "h@test.example"})
        unknown = post("/withdrawals", {"order": "#none", "name": "Hanna", "email": "h@test.example"})
        given = {"amount": "5.00", "on": now.date().isoformat(), "reason": "by hand"}
        post(f"/orders/{sold[7].public_id}/refunds-elsewhere", given)
        tried = post(f"/webhooks/{hook['id']}/try")
        handed = post("/worklist")
        lines = [line["id"] for case in cases for line in api.get(f"/orders/{case['order']}").json()["lines"]]
        deadlines = [one["id"] for case in cases for one in api.get(f"/cases/{case['id']}").json()["deadlines"]]
        keys = [one["key"] for one in api.get(f"/orders/{sold[7].public_id}/refunds-elsewhere").json()["items"]]
        known = {name: [one["id"] for one in api.get(f"/{name}").json()["items"]] for name in ("agreements", "policies")}
    everything = {
        "order": [order.public_id for order in sold], "case": [case["id"] for case in cases], "line": [line["id"] for case in cases for line in case["lines"]] + lines,
        "parcel": [one["id"] for one in parcels], "inspection": [looked["id"]], "reimbursement": [one["id"] for one in owed],
        "transfer": [one["id"] for row in owed for one in row["transfers"]], "claim": [one["id"] for one in claims],
        "withdrawal": [declared["id"], unknown["id"]], "webhook": [hook["id"]], "message": [tried["id"]],
        "list": [handed["id"]] if handed["id"] else [], "agreement": known["agreements"], "policy": known["policies"], "deadline": deadlines, "key": keys,
        "past": keys, "other": [one["id"] for one in owed], "day": [now.date().isoformat()], "errand": [],
        "hub": [hub], "invoice": [charged["id"]], "act": acts or ["none"],
        "part": ["1"], **_that_no_call_makes(shop, sold[0], now),
    }  # fmt: skip
    return everything | {f"{name}_id": ids for name, ids in everything.items()}


def _that_no_call_makes(shop: Shop, order: Any, now: datetime) -> dict[str, list[str]]:
    """A dispute, mail that came in, a spike, a recall with its tasks."""
    with unit(merchants=[shop.id]):
        dispute = Dispute.objects.create(
            merchant_id=shop.id, public_id=f"dsp_{secrets.token_hex(6)}", connection="con_1", provider="stripe", source_id=secrets.token_hex(6),
            order_id=order.id, state="needs_response", amount_minor=3900, currency="EUR", told_at=now, opened_at=now,
        )  # fmt: skip
    for _ in range(2):  # mail that came in, with a picture
        came = Came(
            mail(sender="Hanna Huber <hanna@test.example>", message_id=f"<{secrets.token_hex(6)}@x>", pictures=(("a.jpg", picture()),)),
            now,
            {},
        )
        found, _new = take_mail(merchant_id=shop.id, came=came, way="console", by=SYSTEM, now=now)
        read_in(merchant_id=shop.id, mail_id=found.id, now=now)
    spike = note_spike(
        merchant_id=shop.id, about="product", key="L-2", title="Lamp L-2", since_on=now.date() - timedelta(days=40), counts=(2, 100, 20, 80),
        chance=0.0001, splits=[{"by": "batch", "verdict": "explains", "value": "B2", "parts": [{"value": "B2", "of": 20, "total": 40}]}], by=SYSTEM, now=now,
    )  # fmt: skip
    form = RecallForm(Chosen("L-2"), True, dict.fromkeys(("en", "de"), "It gets hot."), dict.fromkeys(("en", "de"), "Unplug it."), "0800 1")
    recall = begin_recall(merchant_id=shop.id, form=form, by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        tasks = recalls.tasks_of_recall(recall.id)
    return {
        "dispute": [dispute.public_id], "spike": [spike.public_id], "recall": [recall.public_id], "task": [one.public_id for one in tasks],
    }  # fmt: skip
