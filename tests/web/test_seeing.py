"""What a program sees in a picture, and what follows: a word to the customer, a private note to the owner, never a no."""

import io
import random
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from makegood.apps.returns import queries as returns
from makegood.base.evidence import EvidenceFile, files_alike
from makegood.base.unit import unit
from makegood.casefile.evidence import asked_together, plan_of
from makegood.web.seeing import BLURRED, see
from tests.cast import LAMP, MUG, Shop, line_of, make_shop, sell
from tests.web.test_second_factor import member_of, signed_in


def picture(seed: int, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """A scene with edges, shades and a little noise, as a camera gives it; the same for the same seed."""
    chance = random.Random(seed)
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(made)
    for _ in range(40):
        x, y, w = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(40, 300)
        shade = tuple(chance.randrange(256) for _ in range(3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)((x, y, x + w, y + w * chance.uniform(0.4, 1.6)), fill=shade)
    return made.filter(ImageFilter.GaussianBlur(1))


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(12))
def test_sharp_pictures_pass_and_the_same_out_of_focus_do_not(seed: int) -> None:
    sharp = picture(seed)
    assert see(sharp).sharpness >= BLURRED
    assert see(sharp.resize((800, 600))).sharpness >= BLURRED  # whatever the camera's size
    assert see(sharp.filter(ImageFilter.GaussianBlur(24))).sharpness < BLURRED


@pytest.mark.parametrize("seed", range(12))
def test_the_same_picture_made_smaller_drawn_anew_or_lighter_is_alike_and_others_are_not(seed: int) -> None:
    def apart(one: Image.Image, other: Image.Image) -> int:
        a, b = see(one).alike, see(other).alike
        assert a is not None and b is not None
        return ((a ^ b) & (2**64 - 1)).bit_count()

    first = picture(seed)
    small = Image.open(io.BytesIO(jpeg(first.resize((640, 480)), 60)))
    assert apart(first, small) <= 5 and apart(first, ImageEnhance.Brightness(first).enhance(1.1)) <= 5
    assert all(apart(first, picture(other)) > 5 for other in range(100, 110))


def test_a_wall_or_a_sheet_of_paper_is_like_nothing() -> None:
    for shade in (0, 128, 255):
        assert see(Image.new("RGB", (900, 700), (shade, shade, shade))).alike is None
    assert see(Image.new("RGB", (1, 1))).sharpness == 0


def test_one_picture_serves_everybody_and_the_box_is_asked_for_once() -> None:
    supplier = [{"kind": "photo", "count": 2}, {"kind": "photo_of_packaging", "count": 1}]
    plan = plan_of(kind="damaged_in_transit", decision=[{"kind": "photo"}], supplier=supplier, claim_on=["supplier", "carrier"])
    assert plan == [
        {"kind": "photo", "count": 2, "for": ["shop", "supplier", "carrier", "dispute"]},
        {"kind": "photo_of_packaging", "count": 1, "for": ["supplier", "carrier"]},
    ]
    assert asked_together([plan, plan]) == {"photo": 4, "photo_of_packaging": 1}
    assert plan_of(kind="change_of_mind", decision=[], supplier=supplier, claim_on=[]) == []
    assert plan_of(kind="defective", decision=[], supplier=[], claim_on=[]) == []  # nobody is asked for the bank's sake alone


def show(shop: Shop, tile: str = "broken", quantity: int = 1, line: Any = LAMP, number: str = "1001") -> tuple[Client, Any, str]:
    """(customer, the order's line, the page on which they show it)."""
    client = Client()
    piece = line_of(shop, sell(shop, datetime.now(UTC), line, number=f"#{number}"))
    client.post(f"/s/{shop.merchant.slug}/", {"number": number, "contact": "hanna@test.example"})
    answer = client.post(f"/s/{shop.merchant.slug}/ask/", {"tile": tile, "line": str(piece.id), f"quantity_{piece.id}": str(quantity)})
    return client, piece, answer.headers["Location"]


def send(client: Client, page: str, content: bytes, **more: str) -> Any:
    return client.post(page, {"photo": SimpleUploadedFile("x.jpg", content, "image/jpeg"), **more})


@pytest.mark.django_db
def test_a_blurred_picture_is_a_word_and_goes_on_and_the_count_is_the_customer_s_own() -> None:
    shop = make_shop("home", datetime.now(UTC))
    client, piece, page = show(shop, quantity=2)
    first = client.get(page).content.decode()
    assert "All 2 pieces in one picture" in first and "2 photos with the damage in them" in first  # their agreement wants two
    went_on = send(client, page, jpeg(picture(1).filter(ImageFilter.GaussianBlur(24))))
    assert went_on.status_code == 302
    shown = client.get(page).content.decode()
    assert "Photo 1 looks blurred" in shown and "All 2 pieces are in the pictures" in shown
    choose = client.post(page, {"all_shown": "1"}).headers["Location"]
    check = client.post(choose, {f"remedy_{piece.id}": "refund"}).headers["Location"]
    assert client.post(check, {}).status_code == 302
    with unit(merchants=[shop.id]):
        (evidence,) = returns.evidence_of(returns.cases_page()[0].id)
    assert (evidence.pieces, evidence.file.sharpness < BLURRED) == (2, True)


@pytest.mark.django_db
def test_what_is_for_our_recovery_alone_says_so_and_is_not_asked_where_nobody_needs_it() -> None:
    shop = make_shop("home", datetime.now(UTC))
    client, _, page = show(shop, tile="damaged")
    assert "it helps us get our money back, not you yours" in client.get(page).content.decode()
    engraved = make_shop("gifts", datetime.now(UTC))
    client, _, page = show(engraved, tile="wrong_text", line=MUG)
    shown = client.get(page).content.decode()
    assert "still have the box" not in shown and "I can't take a photo" in shown


def opened(shop: Shop, content: bytes, number: str) -> Any:
    client, piece, page = show(shop, number=number)
    send(client, page, content)
    check = client.post(client.post(page, {}).headers["Location"], {f"remedy_{piece.id}": "refund"}).headers["Location"]
    assert client.post(check, {}).status_code == 302
    with unit(merchants=[shop.id]):
        return returns.cases_page()[0]


@pytest.mark.django_db
def test_a_picture_shown_before_is_a_note_to_owner_and_manager_and_nothing_is_refused_for_it() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("home", now), make_shop("home", now)
    elsewhere = opened(other, jpeg(picture(7)), "1001")
    first = opened(shop, jpeg(picture(7)), "1001")
    second = opened(shop, jpeg(picture(7).resize((700, 525)), 70), "1002")
    third = opened(shop, jpeg(picture(8)), "1003")
    page = f"/desk/case/{second.public_id}/"
    seen = signed_in(shop.owner).get(page).content.decode()
    assert "nearly the same as one in case" in seen and first.number in seen and elsewhere.number not in seen
    assert "nearly the same" not in signed_in(member_of(shop, now, "support")).get(page).content.decode()
    assert "nearly the same" not in signed_in(shop.owner).get(f"/desk/case/{third.public_id}/").content.decode()
    with unit(merchants=[shop.id]):
        assert [one.decision for case in (first, second) for one in returns.lines_of_case(case.id)] == ["accepted_by_customer"] * 2
        assert not any("alike" in str(line.body) for line in returns.timeline_of(second.id))
        assert files_alike(EvidenceFile.objects.all()).keys() == {
            one.file_id for case in (first, second) for one in returns.evidence_of(case.id)
        }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tile", "example"),
    [("broken", "example"), ("wrong_text", "example-text"), ("wrong_item", "example-label"), ("missing", "example-missing")],
)
def test_what_to_show_is_shown_first_by_what_is_wrong(tile: str, example: str) -> None:
    client, _, page = show(make_shop("gifts", datetime.now(UTC)), tile, line=MUG)
    answer = client.get(page).content.decode()
    assert re.search(rf'src="/static/makegood/{example}(\.\w+)?\.svg" alt="Example: ', answer)
