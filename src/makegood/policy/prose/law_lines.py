"""What the law of the market gives, in sentences that name its article."""

from collections.abc import Iterator
from typing import Any

from makegood.law.load import statutory_word
from makegood.policy.prose.cells import Floor
from makegood.policy.prose.sentence import Sentence
from makegood.policy.prose.teller import Teller

_REMEDY = {
    "reject_full_refund": "refund", "termination_refund": "refund", "final_reject": "refund", "rescission_refund": "refund",
    "reject_and_refund": "refund", "revoke_acceptance_refund": "refund", "take_back_and_refund": "refund", "refund": "refund",
    "reject_refund_or_replacement": "refund", "repair": "repair", "repair_again": "repair", "replacement": "replacement",
    "price_reduction": "partial_refund", "keep_and_compensation": "partial_refund",
}  # fmt: skip
# (flags of the goods, what is told, the word for it)
_EXCEPTIONS = (
    ("sealed_hygiene", ("sealed_hygiene", "unsealed"), "hygiene_exception"),
    ("sealed_media", ("sealed_media", "unsealed"), "media_exception"),
    ("perishable", ("perishable",), "perishable_exception"),
)


class LawLines:
    """`payer_open`: no rule says who pays the way back of a changed mind, so that it is what the law leaves. `personal`: what the rules
    surely do with personalised goods then: `stays`, `back`, or "" where it depends."""

    def __init__(self, floor: Floor, teller: Teller, *, payer_open: bool, personal: str) -> None:
        self.floor, self.teller, self.payer_open, self.personal = floor, teller, payer_open, personal
        self.words: dict[str, str] = teller.words["page"]
        self.change: dict[str, Any] = floor.law["change_of_mind"]

    def of(self, section: str) -> Iterator[Sentence]:
        """The sentences that stand before the rules'."""
        maker = getattr(self, f"_{section}", None)
        return iter(()) if maker is None else maker()

    def after(self, section: str) -> Iterator[Sentence]:
        if section == "show":
            yield self._say("not_a_condition", "defective")
        if section == "person":
            yield self._say("person", "change_of_mind")
            if self._granted:
                key = "function_cancel" if statutory_word(self.floor.market) == "cancel" else "function"
                yield self._say(key, "change_of_mind", discloses=("withdrawal_function",))

    def _say(self, key: str, kind: str, given: str = "none", discloses: tuple[str, ...] = (), **values: str) -> Sentence:
        text = self.words[key].format(**{"market": self.teller.market, **values})
        return self.teller.sentence(text, citation=self.floor.cite(kind, given), discloses=discloses)

    @property
    def _granted(self) -> bool:
        return bool(self.floor.entitled("change_of_mind")["withdrawal"]["granted"])

    def _exempt(self, consents: bool = False) -> bool:
        return not self.floor.entitled("change_of_mind", "own_text", consents=consents)["withdrawal"]["granted"]

    def _change_of_mind(self) -> Iterator[Sentence]:
        regime, span = self.change["regime"], self.floor.span("change_of_mind", "none")
        if self._granted and span is not None:
            key = "withdrawal_document" if self.change["counted_from"] == "later_of_delivery_or_contract_document" else "withdrawal"
            yield self._say(key, "change_of_mind", n=self.teller.count(*span))
            if self.change.get("rolls_if_last_day_is_holiday"):
                yield self._say("rolls", "change_of_mind")
        elif regime == "formality":
            yield self._say("formality", "change_of_mind")
        elif regime == "disclosure_default":
            yield self._say("shown_before", "change_of_mind", discloses=("policy_before_purchase",))
        else:
            yield self._say("no_right" if not self._granted else "own_window", "change_of_mind")
        if not self._granted:
            return
        for key, flags, word in _EXCEPTIONS:
            if not self.floor.entitled("change_of_mind", "none", flags)["withdrawal"]["granted"]:
                own = next((one.get("cite") for one in self.change.get("exceptions") or [] if one["kind"] == key), None)
                cite = "; ".join(str(one) for one in (own, self.floor.cite("change_of_mind")) if one)
                yield self.teller.sentence(self.words[key], citation=cite, discloses=(word,))

    def _personal(self) -> Iterator[Sentence]:
        """The narrow sense: own text, picture, measurements. A preset does not count, and the guarantee stays."""
        if self._granted and self._exempt():
            yield self._say("personal_exempt", "change_of_mind", "own_text", ("no_withdrawal_personalised",))
            yield self._say("preset", "change_of_mind")
            key = {"stays": "mixed", "back": "personal_kinder"}.get(self.personal)
            if key:
                yield self._say(key, "change_of_mind", "own_text")
        elif self._granted:
            yield self._say("personal_granted", "change_of_mind", "own_text")
            if self._exempt(consents=True):
                yield self._say("personal_consent", "change_of_mind", "own_text", ("no_withdrawal_personalised",))
        yield self._say("personal_guarantee", "defective", "own_text")

    def _wrong(self) -> Iterator[Sentence]:
        rules, span = self.floor.law["defect"], self.floor.span("defective", "none")
        if span is not None:
            key = "guarantee_found" if rules.get("counted_from") == "discovery" else "guarantee_months"
            yield self._say(key, "defective", n=self.teller.count(*span))
        else:
            yield self._say("guarantee_open", "defective")
        if rules.get("short_term_reject_days") and rules.get("short_term_reject_day_kind") in (None, "calendar"):
            yield self._say("reject", "defective", n=self.teller.count("days", rules["short_term_reject_days"]))
        said: set[str] = set()
        for tier in rules.get("remedy_order") or []:
            names = dict.fromkeys(_REMEDY[word] for word in tier["remedies"] if word in _REMEDY)
            if "reject_refund_or_replacement" in tier["remedies"]:
                names["replacement"] = None
            listed = self.teller.listed([self.teller.words["remedies"][name] for name in names])
            line = {"major": "major", 1: "first_tier", "minor": "first_tier", 2: "next_tier", "not_remedied": "next_tier"}.get(tier["tier"])
            if line and listed and listed not in said:
                said.add(listed)
                yield self._say(line, "defective", v=listed)
                if line == "first_tier" and len(names) > 1 and str(tier["chooser"]).startswith("trader"):
                    yield self._say("shop_chooses", "defective")

    def _missing(self) -> Iterator[Sentence]:
        rules = self.floor.law.get("delay") or {}
        if rules.get("default_max_days"):
            yield self._say("delay_days", "late", n=self.teller.count("days", rules["default_max_days"]))
        if rules.get("ends") == "after_extra_time":
            yield self._say("delay_extra", "late")
        elif rules.get("ends") == "unless_consented":
            yield self._say("delay_notice", "late")
        if (self.floor.law.get("risk_in_transit") or {}).get("bearer") == "trader":
            yield self._say("risk", "not_delivered")

    def _send(self) -> Iterator[Sentence]:
        right = self.floor.entitled("change_of_mind")["withdrawal"]
        if right["granted"]:
            if right["return_paid_by"] == "shop":
                yield self._say("law_shop_pays", "change_of_mind")
            elif self.payer_open:
                yield self._say("law_customer_pays", "change_of_mind", discloses=("return_cost_on_customer",))
            days = self.change.get("consumer_must_send_back_within_days")
            if days:
                yield self._say("send_within", "change_of_mind", n=self.teller.count("days", days))
            paid = {"standard_only": "delivery_back", "full": "delivery_back_full"}.get(self.change.get("outbound_shipping_refunded") or "")
            if paid:
                yield self._say(paid, "change_of_mind")
        if self.floor.entitled("defective")["conformity"]["return_paid_by"] == "shop":
            yield self._say("wrong_shop_pays", "defective")

    def _money(self) -> Iterator[Sentence]:
        right, days = self.floor.entitled("change_of_mind")["withdrawal"], self.change.get("refund_deadline_days")
        if not right["granted"]:
            return
        if days:
            back = self.change.get("refund_trigger") in ("goods_received", "withdrawal_notice_and_goods_returned")
            unit = "working_days" if self.change.get("refund_deadline_kind") == "business" else "days"
            key = (
                "money_within_goods"
                if back or self.change.get("refund_trigger") == "goods_received_or_proof_of_sending"
                else "money_within"
            )
            yield self._say(key, "change_of_mind", n=self.teller.count(unit, days))
            if right["withheld_until"] == "goods_received_or_posted" and key == "money_within":
                yield self._say("money_waits", "change_of_mind")
        elif self.change.get("refund_immediate"):
            yield self._say("money_at_once", "change_of_mind")
        if self.change.get("refund_method_must_match"):
            yield self._say("same_way", "change_of_mind")
