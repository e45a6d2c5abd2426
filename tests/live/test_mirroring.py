"""What the shop's own system should be told by now: pure over rows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace as Row
from typing import Any

import pytest

from makegood.casefile.errands import News, Seen
from makegood.casefile.mirroring import news_of, waits_for

ENDED = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Case:
    """One line of one case, moved by hand; what is told is kept as told."""

    errands: list[Any] = field(default_factory=list)
    parcels: list[Any] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    case: Any = field(default_factory=lambda: Row(public_id="cas_1", number="A-1", closed_at=None, closed_as=""))
    line: Any = field(
        default_factory=lambda: Row(
            id=1, public_id="lin_1", order_line_id=7, split_from_id=None, quantity=1, kinds=["defective"], decision="needs_review", reception="not_required",
            inspection="not_needed", disposition="none", money="nothing_due", remake="none",
        )
    )  # fmt: skip
    choice: str = ""
    item: Any = field(default_factory=lambda: Row(source_id="L1", customer_input="none", agreement_id=None, variant_ref="V1"))
    remedy: str = "refund"

    def told(self, party: str = "shopify") -> list[str]:
        choices = {1: Row(offer={"ship_back": self.choice, "remedy": self.remedy})} if self.choice else {}
        seen = Seen(self.case, [self.line], {7: self.item}, choices, self.parcels, self.rows, [], [], self.errands)
        found: list[str] = []
        while news := news_of(seen, party):
            self.errands += [self._kept(one, place) for place, one in enumerate(news, len(self.errands))]
            found += [one.kind for one in news]
        return found

    def _kept(self, one: News, place: int) -> Any:
        return Row(id=place, public_id=f"err_{place}", kind=one.kind, subject=one.subject, facts=one.facts, state="done")

    def label(self) -> None:
        self.line.decision, self.line.reception, self.choice = "accepted_by_customer", "announced", "hub"
        self.parcels.append(Row(id=3, public_id="prc_1", state="announced", tracking_number="", carrier="", hub_id=None))
        self.rows.append(Row(parcel_id=3, line_id=1))


def test_a_decision_that_takes_a_person_is_a_request_there_and_granted_with_the_label() -> None:
    one = Case()
    assert one.told() == ["note_order", "ask_return"]
    one.label()
    assert one.told() == ["grant_return", "announce_parcel"]
    one.line.reception, one.line.inspection, one.line.disposition = "received", "done", "recycle"
    assert one.told() == ["dispose_units", "finish_units"] and one.errands[-2].facts["disposed"] == "not_stock"
    one.case.closed_at, one.case.closed_as = ENDED, "settled"
    assert one.told() == ["note_order", "close_return"] and one.told() == []


@pytest.mark.parametrize(
    ("decision", "choice", "kind"),
    [("refused", "", "refuse_return"), ("dropped_by_customer", "", "cancel_return"), ("accepted_by_customer", "none", "cancel_return")],
)
def test_what_is_not_sent_back_is_refused_only_where_somebody_refused_it(decision: str, choice: str, kind: str) -> None:
    one = Case()
    one.told()
    one.line.decision, one.choice = decision, choice
    assert one.told() == [kind]


def test_what_comes_later_than_a_refusal_is_a_return_of_its_own() -> None:
    one = Case()
    one.told()
    one.line.decision = "refused"
    one.told()
    one.label()
    assert one.told() == ["open_return", "announce_parcel"]


def test_a_label_after_a_cancelled_return_is_a_second_return_under_a_name_of_its_own() -> None:
    one = Case()
    one.label()
    one.told()
    one.case.closed_at, one.case.closed_as, one.line.reception = ENDED, "settled", "expired"
    assert one.told() == ["note_order", "cancel_return"] and one.told() == []
    one.case.closed_at, one.line.reception = None, "announced"
    assert one.told() == ["open_return"] and one.errands[-1].subject == "prc_1~1"


def test_each_end_and_each_new_beginning_is_told_once() -> None:
    one = Case()
    one.label()
    one.told()
    one.line.reception, one.line.inspection, one.line.disposition, one.line.money = "received", "done", "recycle", "paid"
    for turn in range(3):
        one.case.closed_at, one.case.closed_as = ENDED, "settled"
        assert one.told()[-1] == "close_return" and one.told() == []
        one.case.closed_at = None
        assert one.told() == ["reopen_return"] and one.told() == []
        assert turn == sum(kept.kind == "reopen_return" for kept in one.errands) - 1


def test_a_request_can_hold_no_new_goods_and_a_return_of_its_own_takes_its_place() -> None:
    one = Case(remedy="replacement")
    one.told()
    one.line.remake = "approved"
    one.label()
    assert one.told() == ["cancel_return", "open_return", "send_new", "announce_parcel"]
    opened = one.errands[-3]
    assert opened.facts["new"] == [{"of": "lin_1", "variant": "V1", "line": "L1", "quantity": 1, "reason": "defective"}]
    one.errands[-4].state = "unknown"
    assert waits_for(opened, one.errands)  # until the request has set the pieces free


def test_new_goods_that_were_not_told_of_are_taken_out_and_a_started_one_is_never_sent_twice() -> None:
    one = Case(remedy="replacement")
    one.line.remake = "approved"
    one.label()
    assert one.told() == ["note_order", "open_return", "send_new", "announce_parcel"]
    one.errands[2].state = "dropped"
    one.line.remake = "in_production"
    assert one.told() == ["take_out_new"] and one.errands[-1].facts["left"] == 0
    begun = Case(remedy="replacement")
    begun.line.remake = "in_production"
    begun.label()
    assert begun.told() == ["note_order", "open_return", "announce_parcel"]


def test_a_tracking_number_is_told_when_it_is_known_and_once() -> None:
    one = Case()
    one.label()
    assert one.told() == ["note_order", "open_return", "announce_parcel"]
    one.parcels[0].tracking_number = "00340434"
    assert one.told() == ["track_parcel"] and one.told() == []


def test_a_part_of_a_line_stays_with_the_return_that_it_was_told_of() -> None:
    one = Case()
    one.label()
    one.told()
    one.line.split_from_id, one.line.id, one.line.public_id = None, 1, "lin_1"
    part = Row(**{**vars(one.line), "id": 2, "public_id": "lin_2", "split_from_id": 1, "reception": "missing"})
    one.rows.append(Row(parcel_id=3, line_id=2))
    seen = Seen(
        one.case,
        [one.line, part],
        {7: Row(source_id="L1", customer_input="none")},
        {1: Row(offer={"ship_back": "hub"}), 2: Row(offer={"ship_back": "hub"})},
        one.parcels,
        one.rows,
        [],
        [],
        one.errands,
    )
    assert [(found.kind, found.facts["disposed"]) for found in news_of(seen, "shopify")] == [("dispose_units", "missing")]


def test_a_system_without_returns_hears_of_stock_alone_and_an_unknown_one_of_nothing() -> None:
    one = Case()
    one.label()
    assert one.told("woocommerce") == ["note_order"]
    one.line.reception, one.line.inspection, one.line.disposition = "received", "done", "restock"
    assert one.told("woocommerce") == ["dispose_units"] and one.told("elsewhere") == []


def test_the_end_waits_for_everything_and_a_step_for_its_return() -> None:
    errands = [Row(id=1, public_id="err_1", kind="open_return", state="failed", subject="p", facts={}),
               Row(id=2, public_id="err_2", kind="dispose_units", state="waiting", subject="l", facts={"parent": "err_1"}),
               Row(id=3, public_id="err_3", kind="close_return", state="waiting", subject="err_1", facts={"parent": "err_1"})]  # fmt: skip
    assert [waits_for(one, errands) for one in errands] == [False, True, True]
    errands[0].state = "done"
    assert [waits_for(one, errands) for one in errands] == [False, False, True]
    errands[1].state = "by_hand"
    assert not waits_for(errands[2], errands)
