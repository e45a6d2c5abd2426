"""The short lines beside the goods and on the last page before the order: what surely holds, and that more may."""

from collections.abc import Mapping
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.law.load import statutory_word
from makegood.policy.prose.cells import Board
from makegood.policy.prose.effects import Effects, covered
from makegood.policy.prose.sentence import Sentence
from makegood.policy.prose.teller import Teller

GOODS = ("stock", "personalised", "mixed")
_GIVEN = {"stock": "none", "personalised": "own_text"}


class Lines:
    def __init__(self, board: Board, teller: Teller) -> None:
        self.board, self.teller = board, teller
        self.words: dict[str, str] = teller.words["lines"]
        self.effects = Effects(teller)

    def product(self, goods: str) -> tuple[Sentence, ...]:
        """The product page: a change of mind, then what is done if something is wrong. `mixed` says both sorts."""
        sorts = ("stock", "personalised") if goods == "mixed" else (goods,)
        found = [one for sort in sorts for one in self._change(sort)]
        return _once([*found, *self._wrong(_GIVEN[sorts[0]]), *self._more(sorts)])

    def checkout(self, goods: str) -> tuple[Sentence, ...]:
        """The last page: the same, with who pays the way back and how much, before anybody orders."""
        sorts = ("stock", "personalised") if goods == "mixed" else (goods,)
        found = []
        for sort in sorts:
            found += [*self._change(sort), *self._costs(sort)]
        page = self.teller.words["page"]
        if goods == "mixed" and self._refused("personalised") and not self._refused("stock"):
            cite = self.board.floor.cite("change_of_mind", "own_text")
            found.append(self.teller.sentence(page["mixed"], citation=cite))
        if self.board.floor.entitled("change_of_mind")["withdrawal"]["granted"]:
            text = page["function_cancel" if statutory_word(self.board.floor.market) == "cancel" else "function"]
            cite = self.board.floor.cite("change_of_mind")
            found.append(self.teller.sentence(text, citation=cite, discloses=("withdrawal_function",)))
        return _once([*found, *self._wrong(_GIVEN[sorts[0]]), *self._more(sorts)])

    def _refused(self, sort: str) -> bool:
        return set(self._base(sort)[0].get("remedies", ())) <= {"none"} and not self._open(sort)

    def _open(self, sort: str) -> bool:
        """Nothing is said of remedies, and a person looks at it."""
        slots, sure, _ = self._base(sort)
        return "remedies" not in sure and slots.get("approval") == "review" and set(slots.get("remedies", ())) <= {"none"}

    def _base(self, sort: str) -> tuple[Mapping[str, Any], dict[str, int], bool]:
        raised, sure, more = self.board.base("change_of_mind", _GIVEN[sort])
        return raised.slots, sure, more

    def _by(self, slot: str, sure: Mapping[str, int]) -> str | None:
        return self.board.policy.rules[sure[slot]].id if slot in sure else None

    def _cite(self, sort: str) -> str:
        return self.board.floor.cite("change_of_mind", _GIVEN[sort])

    def _change(self, sort: str) -> list[Sentence]:
        slots, sure, _ = self._base(sort)
        span = self.board.floor.span("change_of_mind", _GIVEN[sort])
        if self._open(sort):
            return [self.teller.sentence(self.words["product_ask"], rule=self._by("approval", sure), slots=("approval",))]
        if self._refused(sort):
            exempt = sort == "personalised" and self.board.floor.entitled("change_of_mind", "own_text")["withdrawal"]["exemption"]
            text = self.teller.words["page"]["personal_exempt"] if exempt else self.words["product_no"]
            told = ("no_withdrawal_personalised",) if sort == "personalised" else ()
            rule = self._by("remedies", sure) or self._by("eligible", sure)
            return [self.teller.sentence(text, rule=rule, citation=self._cite(sort), slots=("remedies",), discloses=told)]
        if "window" not in sure and span is None:
            return [self.teller.sentence(self.words["product_open"], rule=self._by("remedies", sure), citation=self._cite(sort))]
        if "window" not in sure and span is not None:
            text = self.words["product_stock"].format(n=self.teller.count(*span))
            return [self.teller.sentence(text, citation=self._cite(sort), slots=("window",), lifted=("window",))]
        texts, lifted = self.effects.texts({"window": slots["window"]}, span)
        cite = self._cite(sort) if lifted else None
        more = {"rule": self._by("window", sure), "citation": cite, "slots": ("window",), "lifted": ("window",) if lifted else ()}
        lead = self.words["product_open"].split("?")[0] + "?"
        return [self.teller.sentence(" ".join([lead, *texts]), **more)]

    def _costs(self, sort: str) -> list[Sentence]:
        """Who pays the way back and how much, where something can go back at all."""
        slots, sure, _ = self._base(sort)
        if self._refused(sort) or self._open(sort) or "return_paid_by" not in slots:
            return []
        shown: dict[str, Any] = {"return_paid_by": slots["return_paid_by"]}
        if slots["return_paid_by"] == "customer" and minor_from_text(slots.get("return_fee") or "0", self.teller.currency):
            shown["return_fee"] = slots["return_fee"]
        rule = self._by("return_paid_by", sure)
        span, later = self.board.floor.span("change_of_mind", _GIVEN[sort]), self._later(sort, sure)
        lifted: tuple[str, ...] = ()
        if later and span is not None:
            first = self.teller.count(*span)
            texts = [self.words["costs_split"].format(n=first, effects=" ".join(self.effects.texts(later, None)[0]))]
            shown, lifted = later, ("return_paid_by",)
        else:
            texts = self.effects.texts(shown, None)[0]
        told = ("return_cost_on_customer",) if shown["return_paid_by"] == "customer" else ()
        cite = None if rule and not lifted else self._cite(sort)
        return [self.teller.sentence(" ".join(texts), rule=rule, citation=cite, slots=tuple(shown), lifted=lifted, discloses=told)]

    def _later(self, sort: str, sure: Mapping[str, int]) -> dict[str, Any]:
        """What the promise itself says of the way back, where the law pays it only for a time and the promise lasts longer."""
        rules = self.board.policy.rules
        own = {slot: rules[sure[slot]].sets[slot] for slot in ("return_paid_by", "return_fee", "window") if slot in sure}
        window, paid_by_law = own.pop("window", None), self._base(sort)[0]["return_paid_by"] == "shop"
        if own.get("return_paid_by") != "customer" or not paid_by_law:
            return {}
        return {} if covered(window, self.board.floor.span("change_of_mind", _GIVEN[sort])) else own

    def _wrong(self, given: str) -> list[Sentence]:
        raised, sure, _ = self.board.base("defective", given)
        offered = [word for word in raised.slots.get("remedies", ()) if word != "none"]
        text = self.words["wrong"].format(v=self.effects.remedies(offered)) if offered else self.words["wrong_ask"]
        lifted = any(lift["slot"] == "remedies" for lift in raised.lifted) or "remedies" not in sure
        cite = self.board.floor.cite("defective", given) if lifted else None
        return [self.teller.sentence(text, rule=self._by("remedies", sure), citation=cite, slots=("remedies",))]

    def _more(self, sorts: tuple[str, ...]) -> list[Sentence]:
        """Where rules that ask for more than this come first, the line says so and leaves nobody with half of it."""
        if not any(self._base(sort)[2] for sort in sorts) and not any(self.board.base("defective", _GIVEN[sort])[2] for sort in sorts):
            return []
        return [self.teller.sentence(self.words["more"], citation=self._cite(sorts[0]))]


def _once(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """What is the same for both sorts of goods is said once."""
    return tuple({one.text: one for one in reversed(sentences)}.values())[::-1]
