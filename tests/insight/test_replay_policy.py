"""What a draft would have changed: Hanna's own cases, decided again by the draft and by the policy in force."""

import json
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight import replay_policy
from makegood.insight.replay_policy import what_would_change
from makegood.interfaces.console import run
from makegood.interfaces.console.policy import app
from makegood.journeys.open_return import open_return
from makegood.journeys.publish_policy import publish_policy
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, MUG, SAMPLES, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
GIFTS = (SAMPLES / "gifts.yaml").read_text()
KINDER = GIFTS.replace("partial_percent: 20", "partial_percent: 50").replace(
    "[reorder_discount, partial_refund]", "[partial_refund, reorder_discount]"
)


def _shop_with_cases():
    shop = make_shop("gifts", NOW)
    for number, (facts, kind) in enumerate(((MUG, "customer_input_error"), (LAMP, "change_of_mind"), (MUG, "customization_error"))):
        order = sell(shop, NOW, facts, number=str(number))
        line = line_of(shop, order)
        case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, (kind,)),)), by=CUSTOMER, now=NOW)
        follow(merchant_id=shop.id, case_id=case.id, now=NOW)
    return shop


def test_a_draft_is_held_against_the_policy_in_force() -> None:
    shop = _shop_with_cases()
    with unit(merchants=[shop.id]):
        found = what_would_change(KINDER, now=NOW)
        assert what_would_change(GIFTS, now=NOW)["changed"] == []
    assert found["lines"] == 3 and len(found["changed"]) == 1
    [row] = found["changed"]
    assert (row["kind"], row["remedy_then"], row["remedy_now"]) == ("customer_input_error", "reorder_discount", "partial_refund")
    assert "typed-by-the-customer" in row["rules_now"] and row["line"].startswith("dec_")
    assert (found["cost_then"], found["cost_now"], found["difference"]) == ("9.96", "12.45", "2.49")
    assert {one["slot"] for one in found["by_slot"]} == {"remedies", "partial_percent"}


def test_what_is_in_force_is_what_was_published_last() -> None:
    shop = _shop_with_cases()
    publish_policy(merchant_id=shop.id, text=KINDER, by=SYSTEM, now=NOW)
    with unit(merchants=[shop.id]):
        assert what_would_change(KINDER, now=NOW + timedelta(minutes=1))["changed"] == []
        assert what_would_change(KINDER, now=NOW + timedelta(minutes=1), against_text=GIFTS)["changed"]


def test_only_what_is_asked_for_is_looked_at() -> None:
    shop = _shop_with_cases()
    with unit(merchants=[shop.id]):
        assert what_would_change(KINDER, now=NOW, limit=2)["lines"] == 2
        assert what_would_change(KINDER, now=NOW, since=NOW + timedelta(days=1))["lines"] == 0
        with pytest.raises(Refusal) as refused:
            what_would_change(GIFTS.replace("currency: EUR", "currency: USD"), now=NOW)
    assert refused.value.code == "policy_currency"


def test_a_thousand_decisions_are_looked_at_while_one_types(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = _shop_with_cases()
    with unit(merchants=[shop.id]):
        records = list(replay_policy.returns.newest_records())
        monkeypatch.setattr(replay_policy.returns, "newest_records", lambda **_: [records[n % 3] for n in range(1000)])
        began = time.process_time()
        found = what_would_change(KINDER, now=NOW)
        took = time.process_time() - began
    assert found["lines"] == 1000 and len(found["changed"]) in (333, 334)
    assert took < 3  # well under a second on a machine that does nothing else


def _decided(shop, order) -> dict:
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("change_of_mind",)),)), by=CUSTOMER, now=NOW)
    follow(merchant_id=shop.id, case_id=case.id, now=NOW)
    with unit(merchants=[shop.id]):
        [(_, record)] = replay_policy.returns.newest_records()
    return record


LAYER = """layers:
  - layer: germany
    when: order.market == "DE"
    rules:
      - {id: german-postage, when: case.kind == change_of_mind, set: {return_paid_by: shop}}
"""


def test_a_newer_policy_decides_where_it_is_kinder_and_the_record_says_why() -> None:
    """A layer for one market, published after the order: the same money, but the shop pays the way back."""
    shop = make_shop("gifts", NOW - timedelta(days=9))
    order = sell(shop, NOW - timedelta(days=5), LAMP)
    publish_policy(merchant_id=shop.id, text=GIFTS + LAYER, by=SYSTEM, now=NOW - timedelta(days=1))
    record = _decided(shop, order)
    assert record["policy_used"] == "newer" and record["slots"]["return_paid_by"] == "shop"
    assert {"slot": "return_paid_by", "by": "rule", "rule": "german-postage"} in record["trace"]
    assert [one["policy"] for one in record["policies_weighed"]] == ["at_order", "newer"]


def test_a_newer_policy_that_is_no_kinder_changes_nothing() -> None:
    shop = make_shop("gifts", NOW - timedelta(days=9))
    order = sell(shop, NOW - timedelta(days=5), LAMP)
    publish_policy(
        merchant_id=shop.id, text=GIFTS.replace("store_credit_bonus_percent: 10", "store_credit_bonus_percent: 5"), by=SYSTEM, now=NOW
    )
    record = _decided(shop, order)
    assert record["policy_used"] == "at_order" and record["slots"]["store_credit_bonus_percent"] == 10
    before, after = record["policies_weighed"]
    assert before["most_minor"] > after["most_minor"] and before["policy_hash"] == record["policy_hash"]


def test_the_command_replays_one_shops_own_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop, draft, out = _shop_with_cases(), tmp_path / "draft.yaml", tmp_path / "changed.csv"
    draft.write_text(KINDER)
    monkeypatch.setattr(run, "database", nullcontext)
    monkeypatch.setattr(run, "django", lambda: None)
    words = ["replay", str(draft), "--shop", shop.merchant.slug, "--json", "--out", str(out)]
    assert app(words, exit_on_error=False, result_action="return_value") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["lines"], found["changed"], found["compared"], found["written"]) == (3, 1, "decision", str(out))
    assert "customer_input_error" in out.read_text().splitlines()[1]
    assert app(["replay", str(draft), "--shop", "nobody", "--json"], exit_on_error=False, result_action="return_value") == 3
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "shop_unknown"
