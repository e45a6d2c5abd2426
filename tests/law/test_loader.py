"""A file of law that can't be relied on is refused, by file and key; one fault is said once."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from makegood.insight.diagnosis import _law
from makegood.law.adjacent import adjacent_faults
from makegood.law.entitle import entitle
from makegood.law.load import LawFault, changes_of, is_draft, law_faults, law_version, market
from tests.law.library import append, copied, replace

AUSTRIAN = "\nchange_of_mind:\n  window_days:\n    dated:\n"


def test_the_files_can_be_relied_on() -> None:
    assert law_faults() == [] and adjacent_faults() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("DE", "confidence: high", "confidance: high", "DE.yaml: confidance: unknown key; the nearest is confidence"),
        ("DE", "limitation_note:", "limitation_notes:", "DE.yaml: defect.limitation_notes: unknown key; the nearest is limitation_note"),
        ("EU", "first_day: excluded", "frist_day: excluded", "EU.yaml: change_of_mind.frist_day: unknown key; the nearest is first_day"),
        ("EU", "    cite: art 16(d)\n", "", "EU.yaml: change_of_mind.exceptions[1].cite: a citation is missing"),
        ("EU", "    cite: Dir. 2011/83 art 10\n", "", "EU.yaml: change_of_mind.extension_if_not_informed.cite: a citation is missing"),
        ("US-NY", "    cite: GBL 218-a(3)\n", "", "US-NY.yaml: change_of_mind.default_if_policy_not_disclosed.cite: a citation is missing"),
        ("CA-ON", '    cite: "CPA 2002 s. 37; O. Reg. 17/05 s. 31"\n', "", "applies_over_amount.cite: a citation is missing"),
        ("CH", "  cite: OR 102-109, 190\n", "", "CH.yaml: delay.cite: a citation is missing"),
        ("AT", "confidence: medium", "confidence: certain", "AT.yaml: confidence: 'certain' is not one of low, medium, high"),
        ("DE", "    confidence: medium", "    confidence: middle", "DE.yaml: defect.repair_extension.confidence: 'middle' is not one of low"),
        ("EU", "regime: withdrawal", "regime: withdrawl", "'withdrawl' is not one of withdrawal, none, disclosure_default, formality; the nearest"),
        ("EU", "kind: sealed_hygiene", "kind: hygiene", "EU.yaml: change_of_mind.exceptions[2].kind: 'hygiene' is not one of"),
        ("EU", "window_days: 14", "window_days: fourteen", "EU.yaml: change_of_mind.window_days: 'fourteen' is no whole number"),
        ("EU", "contracts_from: '2026-07-31'", "contracts_from: '2026-07-32'", "repair_extension.contracts_from: '2026-07-32' is no day"),
        ("EU", "    - repair\n    - replacement", "    - mending\n    - replacement", "remedy_order[0].remedies: 'mending' is not one of"),
        ("DE", "name: Germany", "name: Germany\nname: Deutschland", "DE.yaml: the file: the key name stands twice"),
        ("DE", "inherits: EU", "inherits: XX", "DE.yaml: inherits: XX has no file"),
        ("DE", "code: DE", "code: AT", "DE.yaml: code: AT is not the name of the file"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_refused_with_file_and_key(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    with copied(tmp_path):
        replace(tmp_path / "markets" / f"{name}.yaml", old, new)
        found = law_faults()
        assert said in found[0] and all(one.startswith(f"{name}.yaml: ") for one in found)
        with pytest.raises(LawFault, match=r"\.yaml"):
            market("DE" if name == "EU" else name)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("- {until: '2026-12-31', value: 14, cite: A}\n    - {from: '2027-01-02', value: 30, cite: B}", "a gap between 2026-12-31 and 2027-01-02"),
        ("- {until: '2026-12-31', value: 14, cite: A}\n    - {from: '2026-12-31', value: 30, cite: B}", "an overlap between 2026-12-31"),
        ("- {until: '2026-12-31', value: 14, cite: A}\n    - {from: '2027-01-01', value: 30}", "window_days.dated[1].cite: a citation is missing"),
        ("- {until: '2026-12-31', value: 14, cite: A}\n    - {from: '2027-01-01', value: many, cite: B}", "'many' is no whole number"),
        ("- {from: '2020-01-01', until: '2026-12-31', value: 14, cite: A}\n    - {from: '2027-01-01', value: 30, cite: B}", "no day may be without law"),
        ("- {until: '2026-12-31', value: 14, cite: A}", "dated lines are a list of two or more"),
        ("- {until: '2026-12-31', value: 14, cite: A}\n    - {form: '2027-01-01', value: 30, cite: B}", "unknown key; the nearest is from"),
    ],
)  # fmt: skip
def test_dated_lines_leave_no_day_out_and_name_none_twice(tmp_path: Path, lines: str, said: str) -> None:
    with copied(tmp_path):
        append(tmp_path / "markets" / "AT.yaml", f"{AUSTRIAN}    {lines}\n")
        assert any(said in one for one in law_faults()), law_faults()


def test_the_same_topic_may_not_be_asked_for_twice_on_a_day(tmp_path: Path) -> None:
    with copied(tmp_path):
        twice = "\ndisclosure_extra:\n- {topic: a, where: site, until: '2026-06-30', cite: A}\n- {topic: a, where: site, from: '2026-06-30', cite: B}\n"
        append(tmp_path / "markets" / "AT.yaml", twice)
        assert law_faults() == ["AT.yaml: disclosure_extra: an overlap: a stands twice for the same days"]


def test_a_change_of_law_is_a_dated_line_and_a_contract_keeps_the_law_of_its_day(tmp_path: Path) -> None:
    """Austria gives thirty days from 2027 on, say: who bought on New Year's Eve has fourteen, also in January."""
    lines = "- {until: '2026-12-31', value: 14, cite: FAGG sec. 11}\n    - {from: '2027-01-01', value: 30, cite: FAGG sec. 11 as of 2027}\n"
    with copied(tmp_path):
        before = law_version()
        append(tmp_path / "markets" / "AT.yaml", f"{AUSTRIAN}    {lines}")
        law_version.cache_clear()
        assert law_version() != before and changes_of("AT") == ("2027-01-01",)
        assert (market("AT", date(2026, 12, 31))["change_of_mind"]["window_days"], market("AT")["change_of_mind"]["window_days"]) == (
            14,
            30,
        )
        assert market("DE", date(2027, 6, 1))["change_of_mind"]["window_days"] == 14
        until, cited = {}, {}
        for placed in ("2026-12-31", "2027-01-01"):
            order = {"placed_on": placed, "delivered_on": "2027-01-11", "disclosures": ["withdrawal_info"]}
            found = entitle({"market": "AT", "on": "2027-01-20", "case": {"kind": "change_of_mind"}, "order": order, "item": {}})
            until[placed], cited[placed] = found["withdrawal"]["until"], found["citations"]
        assert until == {"2026-12-31": "2027-01-25", "2027-01-01": "2027-02-10"}
        assert "FAGG sec. 11 as of 2027" in cited["2027-01-01"] and "FAGG sec. 11 as of 2027" not in cited["2026-12-31"]
        unknown = entitle(
            {"market": "AT", "on": "2027-01-20", "case": {"kind": "change_of_mind"}, "order": {"delivered_on": "2027-01-11"}, "item": {}}
        )
        assert "order.placed_on" in unknown["missing"]


def test_norway_presumes_for_two_years_since_2024() -> None:
    def presumed(placed: str, delivered: str) -> object:
        order = {"placed_on": placed, "delivered_on": delivered}
        return entitle({"market": "NO", "on": delivered, "case": {"kind": "defective"}, "order": order, "item": {}})["conformity"][
            "presumed_until"
        ]

    assert presumed("2023-12-31", "2024-01-10") == "2024-07-10"  # Prop. 49 LS (2022-2023) ch. 8.1: six months
    assert presumed("2024-01-01", "2024-01-10") == "2026-01-10"


def test_a_market_is_a_draft_until_a_lawyers_name_and_day_stand_in_its_file(tmp_path: Path) -> None:
    with copied(tmp_path):
        facts = {"market": "DE", "on": "2026-11-16", "case": {"kind": "change_of_mind"}, "order": {"placed_on": "2026-11-01"}, "item": {}}
        draft, answer = is_draft("DE"), entitle(facts)
        append(tmp_path / "markets" / "DE.yaml", "reviewed: {by: Rechtsanwaeltin Erika Beispiel, on: '2027-01-15'}\n")
        from makegood.law.load import _file, _standing

        _file.cache_clear(), _standing.cache_clear()
        assert draft and not is_draft("DE") and is_draft("AT")
        assert entitle(facts) == answer  # the word changes only the label
        replace(tmp_path / "markets" / "DE.yaml", "on: '2027-01-15'", "on: soon")
        _file.cache_clear(), _standing.cache_clear()
        assert law_faults() == ["DE.yaml: reviewed.on: 'soon' is no day such as '2026-06-19'"]


@pytest.mark.parametrize("code", ["DE", "AT", "FR", "GB", "US", "US-CA", "US-NY", "CA", "AU"])
def test_the_first_markets_say_what_is_still_to_check(code: str) -> None:
    assert is_draft(code) and market(code)["check"]


@pytest.mark.parametrize(
    ("topic", "old", "new", "said"),
    [
        ("answer_deadlines", "    days: 14\n", "    dayz: 14\n", "rows[1] (PL).rule.dayz: unknown key; the nearest is days"),
        ("answer_deadlines", "    silence: accepted\n", "    silence: golden\n", "rows[1] (PL).rule.silence: 'golden' is not one of accepted"),
        ("answer_deadlines", '  cite: "Ustawa o prawach konsumenta art 7a"\n', "", "rows[1].cite: a citation is missing"),
        ("answer_deadlines", "market: PL", "market: PX", "rows[1] (PX).market: PX has no file"),
        ("answer_deadlines", "market: CZ", "market: PL", "an overlap: two rows of one aspect hold on the same day"),
        ("privacy", "  status: in_force\n  aspect: retention\n", "  status: in_forse\n  aspect: retention\n", "'in_forse' is not one of in_force"),
        ("privacy", "  confidence: high\n", "  confidence: sure\n", "rows[0].confidence: 'sure' is not one of low, medium, high"),
    ],
)  # fmt: skip
def test_a_planted_fault_next_to_returns_is_refused_too(tmp_path: Path, topic: str, old: str, new: str, said: str) -> None:
    with copied(tmp_path):
        replace(tmp_path / "adjacent" / f"{topic}.yaml", old, new)
        assert any(said in one for one in adjacent_faults()), adjacent_faults()


def test_what_is_wrong_in_a_base_is_said_once(tmp_path: Path) -> None:
    with copied(tmp_path):
        replace(tmp_path / "markets" / "EU.yaml", "window_days: 14", "window_dayz: 14")
        said = "EU.yaml: change_of_mind.window_dayz: unknown key; the nearest is window_days"
        assert law_faults() == [said]
        assert [(one.id, one.message) for one in _law()] == [("mg.E011", f"The law can't be read: {said}")]


def test_every_dated_line_has_its_entry_among_the_changes() -> None:
    root = Path(__file__).parent.parent.parent / "src" / "makegood" / "law"
    told = (root / "CHANGES.md").read_text(encoding="utf-8")
    for path in sorted((root / "markets").glob("*.yaml")):
        for line in _lines(yaml.safe_load(path.read_text(encoding="utf-8"))):
            assert f"| {line} | markets: {path.stem} |" in told, f"{path.stem} changes on {line}"


def _lines(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [str(line["from"]) for line in value.get("dated", []) if "from" in line]
        return own + [day for key, one in value.items() if key != "dated" for day in _lines(one)]
    return [day for one in value for day in _lines(one)] if isinstance(value, list) else []
