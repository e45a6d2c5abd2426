"""The words of carriage; stable for ever."""

PARCEL_STATES = ("announced", "in_transit", "received", "lost", "expired", "void")
RECEIVED_AS = ("right", "wrong", "missing", "extra")
POSTAGE_MODES = ("customer_buys", "stock", "easypost")  # of a shop; the first is what holds until one is set up
POSTAGE_WAYS = ("stock", "easypost", "by_hand")
POSTAGE_STATES = ("wanted", "buying", "unknown", "bought", "failed", "void_wanted", "voiding", "void_failed", "void")
LABEL_STATES = ("free", "given", "void", "out")
TRACKED_AS = ("announced", "in_transit", "near", "delivered", "held", "going_back", "failed", "unknown")
