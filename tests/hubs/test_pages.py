"""The pages of hubs: prices, what lies there, invoices; and the dock's own work."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from makegood.apps.carriage import queries as carriage
from makegood.apps.hubs import queries as hubs
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.draw_sample import draw_sample
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.dock.conftest import send_back
from tests.hubs.test_acts import able, acts_of, agree, balance, opened, waiting
from tests.web.test_second_factor import member_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def shop(at: datetime) -> Shop:
    return make_shop("home", at)


def _post(client: Client, path: str, **form: Any) -> Any:
    return client.post(path, form, follow=True)


def test_the_owner_writes_down_what_the_hub_takes(shop: Shop, at: datetime) -> None:
    owner = signed_in(shop.owner)
    form = {"do": "prices", "hub": shop.hub.code, "receive": "0,80", "inspect": "1.20", "from_on": at.date().isoformat()}
    assert b"Saved." in _post(owner, "/desk/settings/hubs/", **form).content
    wrong = _post(owner, "/desk/settings/hubs/", **{**form, "inspect": "lots"})
    assert wrong.status_code == 422 and b"This can&#x27;t be a price." in wrong.content and b'value="lots"' in wrong.content
    with unit(merchants=[shop.id]):
        assert [(one.act, one.price_minor) for one in hubs.prices()] == [("inspect", 120), ("receive", 80)]
    assert b"Saved." in _post(owner, "/desk/settings/hubs/", do="routing", way="cheapest").content
    assert _post(owner, "/desk/settings/hubs/", do="routing", way="dice").status_code == 422


def test_the_case_says_where_it_goes_and_what_else_it_would_cost(shop: Shop, at: datetime) -> None:
    agree(shop, at)
    sent = send_back(shop, at)
    page = signed_in(shop.owner).get(f"/desk/case/{sent.case.public_id}/").content.decode()
    assert "Hub Leipzig, because" in page and "no confirmed agreement says that the supplier takes goods back" in page


def test_a_person_sends_it_elsewhere_with_a_reason_before_there_is_a_label(shop: Shop, at: datetime) -> None:
    order = sell(shop, at, LAMP)
    sold = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(sold.id, 1, ("defective",), "It hums."),)), by=CUSTOMER, now=at
    )
    follow(merchant_id=shop.id, case_id=case.id, now=at)
    owner, path = signed_in(shop.owner), f"/desk/case/{case.public_id}/"
    page = owner.get(path)
    assert b"Send it here instead" in page.content
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
    done = {
        "do": "route",
        "line": line.public_id,
        "place": "shop",
        "seen": str(page.context["seen"]),
        "version": str(page.context["case"].version),
    }
    assert b"A reason is needed." in owner.post(f"{path}do/", done, follow=True).content
    answer = owner.post(f"{path}do/", {**done, "reason": "no_room"}, follow=True)
    assert b"A person sends it there, to you: there is no room for it." in answer.content
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=at)
    follow(merchant_id=shop.id, case_id=case.id, now=at)
    with unit(merchants=[shop.id]):
        (parcel,) = carriage.parcels_of_case(case.id)
        newest = hubs.routes_of_case(case.id)[-1]
    assert (parcel.hub_id, newest.place, newest.reason, newest.parcel_id) == (None, "shop", "no_room", parcel.id)


def test_the_shop_puts_pieces_back_together_and_fetches_the_document(shop: Shop, at: datetime) -> None:
    agree(shop, at)
    sent = opened(shop, at)
    owner = signed_in(shop.owner)
    page = owner.get("/desk/hubs/").content.decode()
    assert "1 × Lamp L-2" in page and sent.case.number in page
    done = _post(owner, "/desk/hubs/", do="restock", act=[waiting(sent)], destination="shop")
    assert b"Batch 1 is put away." in done.content and b"Nothing waits to be put back." in done.content
    with unit(merchants=[shop.id]):
        (batch,) = hubs.batches()
    table = owner.get(f"/desk/hubs/{batch.public_id}.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("1,") and ",shop,L-2,Lamp L-2,A,1," in table
    assert _post(owner, "/desk/hubs/", do="restock", destination="shop").status_code == 422


def test_the_accountant_brings_in_the_week_s_invoice_and_answers_it(shop: Shop, at: datetime) -> None:
    agree(shop, at)
    sent = opened(shop, at)
    accountant = signed_in(member_of(shop, at, "accountant"))
    day = at.date().isoformat()
    form = {"hub": shop.hub.code, "number": "R-47", "since": day, "until": day}
    lines = (
        f"act;reference;day;quantity;amount\nreceive;{sent.parcel.code};{day};1;0,80\ninspect;;;1;1,50\nrepack;{sent.case.number};;1;0,90\n"
    )
    broken = _post(accountant, "/desk/books/hubs/", **form, lines="act,quantity,amount\nreceive,one,0.80")
    assert broken.status_code == 422 and "Line 1 can&#x27;t be read." in broken.content.decode()
    page = _post(accountant, "/desk/books/hubs/", **form, file=SimpleUploadedFile("r.csv", lines.encode()))
    said = page.content.decode()
    assert "As agreed" in said and "Another price than agreed" in said and "The hub did nothing like this here" in said
    path = page.request["PATH_INFO"]
    said = _post(accountant, path, do="fits").content.decode()
    assert "Accepted" in said and balance(shop, "expense:hub") == 80
    with unit(merchants=[shop.id]):
        rows = hubs.compared(path.split("/")[-2]).matches
    said = _post(accountant, path, do="disputed", line=rows[2].line.public_id).content.decode()
    assert "Disputed" in said
    _post(accountant, path, do="open", line=rows[0].line.public_id)
    assert balance(shop, "expense:hub") == 0
    assert signed_in(member_of(shop, at, "support")).get(path).status_code == 403


def test_the_hub_taps_what_it_did_and_takes_a_picture_of_what_it_destroys(shop: Shop, at: datetime) -> None:
    type(shop.hub).objects.filter(id=shop.hub.id).update(abilities=["destroy", "refurbish"])
    sent = opened(shop, at, disposition="destroy")
    worker = sent.hub
    assert b"Picture of it, destroyed" in worker.get("/dock/work/").content
    assert _post(worker, "/dock/work/", act=waiting(sent)).status_code == 422
    picture = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    done = _post(worker, "/dock/work/", act=waiting(sent), photo=SimpleUploadedFile("x.jpg", picture.getvalue(), "image/jpeg"))
    assert b"Nothing waits here." in done.content and acts_of(sent)[-1][:2] == ("destroy", "done")


def test_the_hub_puts_away_what_is_ticked(shop: Shop, at: datetime) -> None:
    first, second = opened(shop, at), opened(shop, at, number="#1002")
    worker = first.hub
    page = _post(worker, "/dock/work/", batch=shop.merchant.slug, piece=[waiting(first)], destination="buffer")
    assert b"Batch 1 is put away." in page.content and acts_of(second)[-1][:2] == ("restock", "wanted")
    assert _post(worker, "/dock/work/", batch="another-shop", piece=[waiting(second)], destination="buffer").status_code == 422


def test_what_is_packed_anew_before_is_an_act_of_its_own_and_only_once(shop: Shop, at: datetime) -> None:
    agree(shop, at, repack=90)
    sent = opened(shop, at)
    name = waiting(sent)
    assert _post(sent.hub, "/dock/work/", repack=name).status_code == 409  # this hub packs nothing
    able(shop, "repack")
    done = _post(sent.hub, "/dock/work/", repack=name)
    assert b"Packed anew." in done.content and b'name="repack"' not in done.content
    assert acts_of(sent)[-1] == ("repack", "done", 90) and waiting(sent) == name
    assert _post(sent.hub, "/dock/work/", repack=name).status_code == 409


def test_a_sample_is_looked_at_piece_by_piece_and_one_bad_one_holds_the_batch(shop: Shop, at: datetime) -> None:
    agree(shop, at, sample=30)
    sample = draw_sample(merchant_id=shop.id, hub_id=shop.hub.id, sku="L-2", batch="B7", lot=12, worst_percent=20, by=STAFF, now=at)
    worker, path = signed_in(shop.worker), f"/dock/sample/{sample.public_id}/"
    assert sample.size == 7 and b"Piece 1 of 7" in worker.get(path).content
    for place in range(1, 7):
        _post(worker, path, tap="as_it_should", place=str(place))
    assert _post(worker, path, tap="as_it_should", place="6").status_code == 409  # the same tap twice
    question = worker.get(path).context["asked"][0]
    page = _post(worker, path, tap=f"bad:{question['id']}", place="7").content.decode()
    assert "Hold the batch: 1 of 7 pieces are bad; of all 12 it is between 1 and" in page
    assert "Hold the batch" in signed_in(shop.owner).get("/desk/hubs/").content.decode()
    with unit(merchants=[shop.id]):
        (act,) = hubs.acts_page(before_id=None, limit=5)
    assert (act.act, act.quantity, act.price_minor) == ("sample", 7, 210)
    assert signed_in(make_shop("gifts", at).worker).get(path).status_code == 404


def test_another_hub_s_work_is_not_here(shop: Shop, at: datetime) -> None:
    sent = opened(shop, at)
    other = make_shop("gifts", at)
    assert _post(signed_in(other.worker), "/dock/work/", act=waiting(sent)).status_code == 404
