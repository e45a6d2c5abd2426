"""A market's values as `makegood law show` says them."""

from datetime import date

import pytest

from makegood.law.show import prose, show


def test_what_begins_later_is_not_shown_before() -> None:
    before, after = show("DE", date(2026, 6, 18)), show("DE", date(2026, 6, 19))
    assert "withdrawal_function" not in before and after["withdrawal_function"]["required"] is True
    assert "repair_extension" not in after["defect"] and "repair_extension" in show("DE", date(2026, 7, 31))["defect"]
    assert {"harmonised_notice_legal_guarantee"} == {entry["topic"] for entry in show("FR", date(2026, 9, 27))["disclosure"]} - {
        entry["topic"] for entry in show("FR", date(2026, 9, 26))["disclosure"]
    } - {"harmonised_label_producer_durability_guarantee_over_2y"}


def test_an_exception_from_the_contract_on_has_no_date_and_stays() -> None:
    assert show("DE", date(2015, 1, 1))["change_of_mind"]["exceptions"][0]["kind"] == "personalised"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "DE",
            [
                "Germany (DE), as of 2026-11-25",
                "Goods not as agreed  [BGB secs. 434",
                "- personalised: effect no right",
                "[art 16(c); 2(4)",
            ],
        ),
        ("GB", ["[CRA 2015 s. 22(6)-(8)]", "today is the day in Europe/London"]),
        ("US-TX", ["United States (federal base, state rules override) (US)", "Late  [16 CFR 435.1-435.3]"]),
        ("AU", ["tier major: remedies refund, replacement, keep and compensation; chooser consumer"]),
        ("JP", ["default if policy not disclosed:  [ASCT art 15-3]", "first day: included"]),
    ],
)
def test_people_read_a_heading_a_value_and_its_source(code: str, said: list[str]) -> None:
    text = prose(show(code, date(2026, 11, 25)))
    assert all(one in text for one in said)
    assert max(map(len, text.splitlines())) <= 130
