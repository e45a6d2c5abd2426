"""A market's law as `makegood law show` says it: like a lawyer's note, with a source for each sentence."""

from datetime import date

import pytest

from makegood.law.show import label_of, prose, show

ON = date(2026, 11, 26)


def test_what_begins_later_is_not_shown_before() -> None:
    before, after = show("DE", date(2026, 6, 18)), show("DE", date(2026, 6, 19))
    assert "withdrawal_function" not in before and after["withdrawal_function"]["required"] is True
    assert "repair_extension" not in after["defect"] and "repair_extension" in show("DE", date(2026, 7, 31))["defect"]
    assert {"harmonised_notice_legal_guarantee"} == {entry["topic"] for entry in show("FR", date(2026, 9, 27))["disclosure"]} - {
        entry["topic"] for entry in show("FR", date(2026, 9, 26))["disclosure"]
    } - {"harmonised_label_producer_durability_guarantee_over_2y"}


def test_a_dated_line_is_shown_as_it_stood_that_day() -> None:
    assert show("NO", date(2023, 12, 31))["defect"]["presumption_months"] == 6
    assert "For 6 months a fault is presumed" in prose(show("NO", date(2023, 12, 31)))
    assert "For 2 years a fault is presumed" in prose(show("NO", ON))


def test_an_exception_from_the_contract_on_has_no_date_and_stays() -> None:
    assert show("DE", date(2015, 1, 1))["change_of_mind"]["exceptions"][0]["kind"] == "personalised"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "DE",
            [
                "Germany (DE): the law for a purchase of 2026-11-26",
                "Draft: no lawyer has reviewed it. Confidence high.",
                "within 14 days from delivery of the last parcel, the day itself not counted; a last day on a weekend or public holiday moves",
                "2. Goods not as agreed [BGB secs. 434",
                "Exception, personalised: no right; the customer must be told, though the exception stands without.",
                "[art 16(c); 2(4)",
                "Postage of the way back: the customer, if told before the purchase; otherwise the shop.",
                "A repair adds 1 year, for contracts from 2026-07-31 (confidence medium). [Dir. 2024/1799 art 16",
                "8. Still to be confirmed",
                "whether the German Act transposing 2024/1799 is in force",
                "Goods made to order, before they are made (in force)",
                "presumed pct of undone part: 5",
                "duty: yes (a note only)",
            ],
        ),
        ("GB", ["[CRA 2015 s. 22(6)-(8)]", "Today is the day in Europe/London", "from proof of sending, whichever is earlier"]),
        ("US-TX", ["United States (federal base, state rules override) (US)", "Late [16 CFR 435.1-435.3]", "cash out below: amount 2.5"]),
        ("US-NY", ["refund or credit at buyer option within 30 days from the purchase, if unused, undamaged, proof of purchase [GBL 218-a(3)]"]),
        ("CA-QC", ["no copy within 15 days: 30 days from the contract [CPA ss. 54.7-54.8]", "It stands on CA."]),
        ("AU", ["Major: refund or replacement or keep and compensation; the customer chooses", "Not remedied: refund or replacement"]),
        ("JP", ["rescission refund within 8 days from delivery, the day itself being day 1 [ASCT art 15-3]"]),
        ("BR", ["Refund: at once from the customer's notice.", "90 days from delivery; 30 days for what does not last"]),
        ("IL", ["cancellation fee, at most 5 % or ILS 100, whichever is lower"]),
        ("KR", ["only with notice and the customer's own consent", "within 3 business days from the goods coming back"]),
        ("PL", ["Answers (in force) [", "silence: accepted"]),
    ],
)  # fmt: skip
def test_people_read_sentences_with_their_sources(code: str, said: list[str]) -> None:
    text = prose(show(code, ON))
    flowing = " ".join(text.split())
    assert [one for one in said if one not in flowing] == []
    assert max(map(len, text.splitlines())) <= 130


def test_before_the_oldest_rule_the_note_says_that_it_is_not_the_law() -> None:
    said = "The oldest of these rules began on 2014-06-13"
    assert show("CA-QC", date(2026, 9, 1))["begins"] is None
    assert said in prose(show("DE", date(2014, 6, 12))) and said not in prose(show("DE", date(2014, 6, 13)))


def test_who_reviewed_it_and_when_stands_on_top() -> None:
    assert (
        label_of({"draft": False, "reviewed": {"by": "Erika Beispiel", "on": "2027-01-15"}}) == "Reviewed by Erika Beispiel on 2027-01-15."
    )
