"""The words of the parties; stable for ever."""

ORGANISATION_KINDS = ("hub", "supplier", "agent")
SHOP_ROLES = ("owner", "manager", "support", "accountant")
MEMBER_ROLES = (*SHOP_ROLES, "inspector")
TOKEN_VERBS = ("read", "write", "money", "receive")
FACTOR_KINDS = ("totp", "passkey")
# What somebody looked at: stable for ever, as they stand in rows that stay.
LOOKS = ("case", "order", "picture", "letter", "document", "declaration", "dispute", "claim", "parcel", "list", "search", "export")
