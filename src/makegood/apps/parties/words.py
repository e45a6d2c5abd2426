"""The words of the parties; stable for ever."""

ORGANISATION_KINDS = ("hub", "supplier", "agent")
SHOP_ROLES = ("owner", "manager", "support", "accountant")
MEMBER_ROLES = (*SHOP_ROLES, "inspector")
TOKEN_VERBS = ("read", "write", "money", "receive")
FACTOR_KINDS = ("totp", "passkey")
# What somebody looked at: stable for ever, as they stand in rows that stay.
LOOKS = ("case", "order", "picture", "letter", "document", "declaration", "dispute", "claim", "parcel", "list", "search", "export")
# What no row can tell for the records of processing; where a shop's settings keep it.
PROCESSING, PROCESSING_SAYS = "processing", ("joint", "representative", "officer", "safeguards", "measures")
