"""The policy page: for each matter what the law gives and what each rule gives there, in the order in which the rules run."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from makegood.kernel.digest import canonical_json
from makegood.policy.node import Node
from makegood.policy.prose.cells import CHANGE, MISSING, PERSONAL, WRONG, Board
from makegood.policy.prose.condition import Clause, Conditions, of
from makegood.policy.prose.effects import Effects, covered
from makegood.policy.prose.law_lines import LawLines
from makegood.policy.prose.sentence import Section, Sentence
from makegood.policy.prose.settled import is_settled, left_open, said_once
from makegood.policy.prose.teller import Teller
from makegood.policy.rules import Rule

MAIN = ("eligible", "window", "remedies", "partial_percent", "store_credit_bonus_percent", "store_credit_bonus_days", "store_credit_ends", "reorder_discount_percent", "customer_share_percent", "chooser", "contingent", "message")  # fmt: skip
KINDS: dict[str, tuple[str, ...]] = {"change_of_mind": CHANGE, "wrong": WRONG, "missing": MISSING, "personal": PERSONAL}
SLOTS: dict[str, tuple[str, ...]] = {
    "send": ("ship_back", "keep_item", "return_paid_by", "return_fee", "restocking_fee", "refund_outbound_shipping", "claim_on"),
    "money": ("release_refund_on", "if_nothing_comes"),
    "show": ("evidence",),
    "person": ("approval", "answer_within_hours"),
}
ALL = (*CHANGE, *WRONG, *MISSING, *PERSONAL)
Group = tuple[dict[str, Any], dict[str, str], list[int]]


class Page:
    def __init__(self, board: Board, teller: Teller) -> None:
        self.board, self.teller = board, teller
        self.conditions, self.effects = Conditions(teller), Effects(teller)
        payer_open = "return_paid_by" not in board.base("change_of_mind", "none")[1]
        self.law = LawLines(board.floor, teller, payer_open=payer_open, personal=board.surely("change_of_mind", "own_text"))
        self.said: set[str] = set()

    def sections(self) -> tuple[Section, ...]:
        titles = self.teller.words["titles"]
        found = []
        for name in (*KINDS, *SLOTS):
            slots, kinds = SLOTS.get(name, MAIN), KINDS.get(name, ALL)
            sentences = [*self.law.of(name), *self._rules(slots, kinds)]
            found.append(Section(name, titles[name], (*sentences, *self.law.after(name))))
        rest = tuple(self._elsewhere())
        return (*found, Section("elsewhere", titles["elsewhere"], rest)) if rest else tuple(found)

    def _rules(self, slots: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[Sentence]:
        before = False
        for index, rule in enumerate(self.board.policy.rules):
            if not set(rule.sets) & set(slots):
                continue
            for given, lifted, places in self._groups(index, slots, kinds):
                yield from self._sentences(rule, index, given, lifted, before, places, kinds)
                self.said.add(rule.id)
            before = before or rule.id in self.said

    def _groups(self, index: int, slots: tuple[str, ...], kinds: tuple[str, ...]) -> list[Group]:
        """(what the rule gives, what of it the law lifted, the cells in which it gives just that)."""
        groups: dict[str, Group] = {}
        for place, cell in enumerate(self.board.cells):
            if cell.kind not in kinds or (found := self.board.gives(index, place)) is None:
                continue
            own = {slot: found[0][slot] for slot in slots if slot in found[0]}
            if not own:
                continue
            span = self.board.floor.span(cell.kind, "own_text" if cell.personal else "none") if "window" in own else None
            alike = {
                slot: sorted(value) if slot == "remedies" else value for slot, value in own.items()
            }  # their order is no matter of choice
            key = canonical_json([alike, span])
            lifted = {slot: cite for slot, cite in found[1].items() if slot in own}
            groups.setdefault(key, (own, lifted, []))[2].append(place)
        return _merged(list(groups.values()))

    def _sentences(
        self, rule: Rule, index: int, given: dict[str, Any], lifted: dict[str, str], before: bool, places: list[int], kinds: tuple[str, ...]
    ) -> Iterator[Sentence]:
        """Where the law lifts a slot for a time and the promise lasts longer, one sentence for the law's time and one for what comes after."""
        later = self._later(rule, lifted, places[0])
        if not later:
            yield self._sentence(rule, given, lifted, self._where(rule, index, places, kinds), before, places)
            return
        lead, cell = self.teller.words["lead"], self.board.cells[places[0]]
        span = self.board.floor.span(cell.kind, "own_text" if cell.personal else "none")
        assert span is not None
        where = self._where(rule, index, places, kinds)
        in_time = Clause(lead["in_time"].format(n=self.teller.count(*span, dative=True)))
        yield self._sentence(rule, given, lifted, of("all", [one for one in (where, in_time) if one is not None]), before, places)
        where = self._where(rule, index, places, kinds)
        yield self._sentence(rule, later, {}, of("all", [one for one in (where, Clause(lead["later"])) if one is not None]), before, places)

    def _later(self, rule: Rule, lifted: dict[str, str], place: int) -> dict[str, Any]:
        """What the rule itself gives in place of what the law lifts, where that comes to count once the law's time is over."""
        cell, sure = self.board.cells[place], self.board.sure[place].get("window")
        span = self.board.floor.span(cell.kind, "own_text" if cell.personal else "none")
        window = rule.sets.get("window") or (None if sure is None else self.board.policy.rules[sure].sets["window"])
        if covered(window, span):
            return {}
        return {slot: rule.sets[slot] for slot in lifted}

    def _sentence(
        self, rule: Rule, given: dict[str, Any], lifted: dict[str, str], where: Clause | None, before: bool, places: list[int]
    ) -> Sentence:
        lead = self.teller.words["lead"]
        condition = self.conditions.text(where) if where is not None else ""
        cell = self.board.cells[places[0]]
        known = "own_text" if cell.personal else "none"
        texts, by_law = self.effects.texts(given, self.board.floor.span(cell.kind, known))
        form = "when" if where is not None else "otherwise" if before else "always"
        if by_law:
            lifted = {**lifted, "window": self.board.floor.cite(cell.kind, known)}
        return self.teller.sentence(
            lead[form].format(condition=condition, effects=" ".join(texts)),
            rule=rule.id,
            citation="; ".join(dict.fromkeys(lifted.values())) or None,
            slots=tuple(given),
            lifted=tuple(lifted),
            discloses=_disclosed(given, cell.kind),
        )

    def _where(self, rule: Rule, index: int, places: list[int], kinds: tuple[str, ...]) -> Clause | None:
        """The rule's condition, with the kinds of case and of goods to which this sentence is narrowed in place of its own."""
        own, rest = _split(rule.when)
        cells = [self.board.cells[place] for place in places]
        could = {cell.kind for place, cell in enumerate(self.board.cells) if cell.kind in kinds and index in self.board.may[place]}
        values = [cell.values for cell in cells]
        left = said_once([part for one in rest if not is_settled(part := left_open(one, values))])
        lost = "case.kind" in rule.facts and not any("case.kind" in part.facts() for part in left)
        parts = [self._narrowed({(cell.kind, cell.given) for cell in cells}, could, index, named=own or lost)]
        parts += [self.conditions.clause(part) for part in left]
        present = [part for part in parts if part is not None]
        return of("all", present) if present else None

    def _narrowed(self, cells: set[tuple[str, str]], could: set[str], index: int, *, named: bool) -> Clause | None:
        """The kinds of the cells; where only goods of one sort are meant though the rule may hold for both, that sort beside them."""
        facts = self.teller.words["facts"]
        sorts: dict[str, list[str]] = {}
        for kind in [kind for kind in ALL if kind in could]:
            given = {one for of_kind, one in cells if of_kind == kind}
            if given:
                sorts.setdefault(self._sort(kind, given, index), []).append(kind)
        every = {kind for kinds in sorts.values() for kind in kinds} == could
        parts = []
        for sort, kinds in sorts.items():
            say_kinds = named or len(sorts) > 1 or not every
            clauses = [of("any", [Clause(facts["case.kind"]["words"][kind]) for kind in kinds])] if say_kinds else []
            if sort:
                clauses.append(Clause(facts["item.personalised"][sort]))
            if clauses:
                parts.append(of("all", clauses))
        return of("any", parts) if parts else None

    def _sort(self, kind: str, given: set[str], index: int) -> str:
        """ "" where nothing more is to be said, else `is` or `is_not` personalised."""
        could = {cell.given for place, cell in enumerate(self.board.cells) if cell.kind == kind and index in self.board.may[place]}
        if given == could:
            return ""
        return "is" if all(one.startswith("own_") for one in given) else "is_not"

    def _elsewhere(self) -> Iterator[Sentence]:
        """Rules that give nothing here: they are said all the same, and why they do not count."""
        words = self.teller.words
        for index, rule in enumerate(self.board.policy.rules):
            if rule.id in self.said:
                continue
            texts, _ = self.effects.texts(rule.sets, None)
            condition = None if rule.when is None else self.conditions.text(self.conditions.clause(rule.when))
            text = words["lead"]["always" if condition is None else "when"].format(condition=condition, effects=" ".join(texts))
            here = any(index in may for may in self.board.may)
            why = words["page"]["spare"] if here else words["page"]["elsewhere"].format(market=self.teller.market)
            yield self.teller.sentence(f"{text} {why}", rule=rule.id, slots=tuple(rule.sets))


def _merged(groups: list[Group]) -> list[Group]:
    """Where an earlier line has settled a part already, the rest is the same sentence: the first line counts, as the page says."""
    found: list[Group] = []
    for own, lifted, places in sorted(groups, key=lambda group: -len(group[0])):
        home = next((one for one in found if all(slot in one[0] and one[0][slot] == value for slot, value in own.items())), None)
        if home is None:
            found.append((own, lifted, places))
        else:
            home[2].extend(places)
            home[2].sort()
    return found


def _split(when: Node | None) -> tuple[bool, list[Node]]:
    """(whether the condition names kinds of case in its first level, its other parts)."""
    if when is None:
        return False, []
    parts = list(when.parts) if when.op == "and" else [when]
    rest = [part for part in parts if not _names_kinds(part)]
    return len(rest) < len(parts), rest


def _names_kinds(part: Node) -> bool:
    if part.op == "in":
        return part.parts[0].op == "fact" and part.parts[0].value == "case.kind"
    if part.op != "compare" or part.value != "==":
        return False
    ends = {one.op for one in part.parts}
    return ends == {"fact", "const"} and any(one.value == "case.kind" and one.op == "fact" for one in part.parts)


def _disclosed(given: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    found: Iterable[str] = ("policy_before_purchase",)
    if kind in CHANGE and given.get("return_paid_by") == "customer":
        found = (*found, "return_cost_on_customer")
    return tuple(found)
