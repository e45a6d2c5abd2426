"""The words of orders; stable for ever."""

SOURCES = ("shopify", "woocommerce", "csv", "online_retail", "api", "manual")
# What the customer gave for the item (promise.md); `unknown` where the source does not say: never the same as none.
CUSTOMER_INPUTS = ("none", "preset_choice", "own_text", "own_image", "own_measurements", "unknown")
PAST_KINDS = ("refund", "return", "cancellation", "unmatched_cancellation", "write_off", "adjustment", "repeated_row")
UPLOAD_STATES = ("chosen", "waiting", "running", "done", "failed")
