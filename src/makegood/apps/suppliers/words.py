"""The words of agreements; stable for ever."""

# The kinds of trouble (law/scenario.py), in the order in which terms name them.
KINDS = (
    "defective", "damaged_in_transit", "wrong_item", "missing_part", "not_as_described", "customization_error", "not_delivered",
    "delivered_not_received", "late", "returned_to_sender", "refused_at_door", "unexpected_charges", "change_of_mind", "cancellation",
    "customer_input_error", "recalled", "warranty",
)  # fmt: skip
# From when a claim's days are counted; `delivery` is that of this line's own parcel.
STARTS = ("order", "dispatch", "estimated_delivery", "delivery", "receipt_confirmed")
EVIDENCE = (
    "photo", "photo_of_product", "photo_of_packaging", "all_in_one_frame", "video", "unboxing_video", "complaint_screenshot", "carrier_letter",
    "print_job_id",
)  # fmt: skip
# What a customer can show, and which kind of the evidence plan stands for it; the rest the shop has or asks a carrier for.
SHOWN_AS = {
    "photo": "photo", "photo_of_product": "photo", "all_in_one_frame": "photo", "photo_of_packaging": "photo_of_packaging", "video": "video",
    "unboxing_video": "video",
}  # fmt: skip
GIVES = ("credit", "refund", "wallet", "reprint", "resend", "replacement", "part", "part_refund")
CARRIERS = ("supplier", "shop")  # who pays carriage
PLACES = ("supplier", "shop", "hub", "nowhere")  # where goods may go back to
UNANNOUNCED = ("sent_on", "kept_for_shop", "donated", "destroyed", "sent_back", "refused")
STAGES = ("before_production", "in_production", "dispatched")
CANCELS = ("free", "fee", "no")
GROUPINGS = ("order", "batch", "week")  # how claims are gathered into one mail
CHANNELS = ("link", "dashboard", "api", "chat")
CREDIT_FORMS = ("credit_note", "refund", "deduct_from_invoice", "replacement")
CONFIDENCE = ("high", "medium", "low")
NEW_ORDERS = ("mail",)
