"""The words of orders; stable for ever."""

SHOP_SYSTEMS = ("shopify", "woocommerce")  # those that can be connected: they tell of what happens, and carry refunds themselves
SOURCES = ("shopify", "woocommerce", "csv", "online_retail", "api", "manual")
# What the customer gave for the item (promise.md); `unknown` where the source does not say: never the same as none.
CUSTOMER_INPUTS = ("none", "preset_choice", "own_text", "own_image", "own_measurements", "unknown")
PAST_KINDS = ("refund", "return", "cancellation", "unmatched_cancellation", "write_off", "adjustment", "repeated_row")
INQUIRY_STATES = ("open", "found", "closed")
# Who stands before us: the one who bought it, or the one who was given it. What the second sees names no price and no buyer.
ACCESS = ("buyer", "recipient")
BY_HAND = "by_hand"  # the source of a refund that staff recorded here
BY_SUM = "-refunded-"  # in the key of a refund that is known only by the sum of all
UPLOAD_STATES = ("chosen", "waiting", "running", "done", "failed")
# A connected shop system: how far the bringing in of its orders is, and what became of one of its messages.
PULL_STATES = ("none", "waiting", "running", "done", "failed", "stopped")
MESSAGE_KINDS = ("order", "gone", "erase_customer", "erase_shop", "data_request", "uninstalled", "other")
MESSAGE_STATES = ("waiting", "done", "refused")
