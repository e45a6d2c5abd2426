"""The words of replacement orders; stable for ever."""

PARTIES = ("shop", "supplier")
REMEDIES = ("replacement", "remake", "exchange")
# Why a supplier can't; what people read is in web/supplier_words.py.
REASONS = ("not_in_stock", "not_made_any_more", "not_our_order", "address_missing", "other")
