"""The words of carriage; stable for ever."""

PARCEL_STATES = ("announced", "in_transit", "received", "lost", "expired", "void")
RECEIVED_AS = ("right", "wrong", "missing", "extra")
