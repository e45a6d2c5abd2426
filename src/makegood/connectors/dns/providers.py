"""What the big mail providers ask to be included, by the name of the server that one sends through.

Background knowledge, not looked up (docs/connectors.md says how to prove it); a server that is not here is named itself, by `a:`.
"""

INCLUDES = (
    ("gmail.com", "_spf.google.com"),
    ("google.com", "_spf.google.com"),
    ("office365.com", "spf.protection.outlook.com"),
    ("outlook.com", "spf.protection.outlook.com"),
    ("fastmail.com", "spf.messagingengine.com"),
    ("messagingengine.com", "spf.messagingengine.com"),
    ("mailgun.org", "mailgun.org"),
    ("sendgrid.net", "sendgrid.net"),
    ("amazonaws.com", "amazonses.com"),
    ("postmarkapp.com", "spf.mtasv.net"),
    ("brevo.com", "spf.brevo.com"),
    ("mailjet.com", "spf.mailjet.com"),
    ("mailersend.net", "_spf.mailersend.net"),
    ("resend.com", "amazonses.com"),
    ("infomaniak.com", "spf.infomaniak.ch"),
)


def include_for(host: str) -> str:
    """The domain to include; empty where the server's provider is not known."""
    name = host.lower().rstrip(".")
    return next((include for suffix, include in INCLUDES if name == suffix or name.endswith(f".{suffix}")), "")
