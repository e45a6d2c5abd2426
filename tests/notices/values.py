"""Random cases for notices: each stage's values as its journey gives them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from makegood.apps.notices.stages import stage_of

WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="{}%<>\x7f"), min_size=1, max_size=20).map(
    lambda text: "x" + text.strip() + "x"
)
AMOUNTS = st.tuples(st.integers(1, 999_999_99), st.sampled_from(["EUR", "USD", "JPY", "GBP"]))
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
REFUSED = st.lists(
    st.fixed_dictionaries(
        {
            "title": WORDS,
            "reason": st.sampled_from(["personalised", "window_over", "conforms_to_contract", "sealed_hygiene", "no_right"]),
            "until": st.none() | DAYS.map(date.isoformat),
        }
    ),
    min_size=1,
    max_size=3,
)
MADE: dict[str, st.SearchStrategy[Any]] = {
    "refused": REFUSED,
    "address": WORDS,
    "means": WORDS,
    "show": WORDS,
    "follows": st.sampled_from(["", "ask_again", "note_debt", "let_be"]),
    "earlier": st.none() | st.fixed_dictionaries({"when": WORDS, "number": WORDS}),
}
KINDS = {"text": WORDS, "amount": AMOUNTS, "day": DAYS, "yes": st.booleans()}


@st.composite
def cases(draw: Any, kind: str) -> dict[str, Any]:
    """A context for a kind: what must be there is there, the rest may be missing. A present's recipient is rare."""
    stage = stage_of(kind)
    found: dict[str, Any] = {"number": "7KQM-2XPV", "link": "https://shop.example/s/g/case/abc/"}
    for name, sort in stage.places.items():
        if name == "recipient":
            found[name] = stage.hides_price and draw(st.integers(0, 4)) == 0
        elif name not in found:
            value = draw(MADE[name] if sort == "made" else KINDS[sort])
            optional = name not in stage.must and name not in ("item", "order", "noun", "when") or name == "credit_note"
            found[name] = "" if optional and draw(st.booleans()) else value
    if kind == "refund_delayed":
        found["moved"] = (found["moved"] or (0, "EUR")) if isinstance(found["moved"], tuple) else (0, found["rest"][1])
    return found


MADE["missing"] = st.lists(
    st.fixed_dictionaries({"title": WORDS, "units": st.integers(1, 9), "fate": st.sampled_from(["missing", "wrong_item"])}),
    min_size=1,
    max_size=3,
)
MADE["what"] = st.sampled_from(["decide", "inspect", "pay_refund", "make", "carry_back", "resolve_missing"])
