"""The words of vetting and of test returns; stable for ever."""

# The supplier checklist of the trade: six parts, and what is asked in each.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "sourcing": ("makes_itself", "sample_as_described", "checks_each_piece", "safety_papers"),
    "pricing": ("prices_in_writing", "no_minimum", "tells_price_changes"),
    "speed": ("production_days_kept", "delivery_days_kept", "tracking_works", "stock_near"),
    "branding": ("plain_parcel", "own_branding"),
    "returns": ("terms_in_writing", "return_address_near", "pays_for_faults", "answers_in_time", "inspects_in_time", "refunds_in_time"),
    "communication": ("named_person", "answers_in_a_day", "orders_by_program", "stock_by_program"),
}
ASKED = tuple(question for part in QUESTIONS.values() for question in part)
ANSWERS = ("yes", "partly", "no")  # what is not known is left out

STEPS = ("asked", "answered", "sent", "arrived", "inspected", "refunded")
OWNERS = {"answered": "supplier", "sent": "shop", "arrived": "carrier", "inspected": "supplier", "refunded": "supplier"}
ENDS = ("refunded", "refused", "given_up")
USUAL_DAYS = {"answered": 3, "sent": 5, "arrived": 21, "inspected": 7, "refunded": 14}  # of our own, where the agreement names none
# What a test return shows: (question, step that ends the span, steps that may begin it: the first that is dated).
MEASURES = (
    ("answers_in_time", "answered", ("asked",)),
    ("inspects_in_time", "inspected", ("arrived",)),
    ("refunds_in_time", "refunded", ("inspected", "arrived")),
)
