"""The words of the parties; stable for ever."""

ORGANISATION_KINDS = ("hub", "supplier", "agent")
MEMBER_ROLES = ("owner", "staff", "inspector")
TOKEN_VERBS = ("read", "write", "money", "receive")
