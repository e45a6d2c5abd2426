"""The words of a list; stable for ever: other programs read them."""

# refund: pay it there. credit: give it there as credit for the next order. refund_stopped: one of the two stood on an earlier list, and must not
# be paid (any more). restock: put pieces back into stock.
# restock_undone: they stood on an earlier list as stock, and are none. remake: make and send a new one. note: for the order's notes there.
WORK = ("refund", "credit", "refund_stopped", "restock", "restock_undone", "remake", "note")
COLUMNS = (
    "key", "kind", "state", "at", "by", "order", "order_id", "case", "item", "sku", "pieces", "amount", "currency", "payment", "text", "note",
    "page",
)  # fmt: skip
