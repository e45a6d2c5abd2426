"""The words of notices; stable for ever."""

STATES = ("pending", "sent", "failed", "unsendable")
MAIL_SECURITY = ("starttls", "tls", "none")
MAIL_PROBLEMS = (
    "no_such_host", "connection_refused", "unreachable", "timed_out", "hung_up", "not_welcome", "tls_not_offered", "tls_failed",
    "certificate_wrong", "login_needed", "login_not_offered", "login_refused", "login_unfit", "sender_refused", "recipient_refused",
    "address_unfit", "message_refused", "message_unfit", "outbox_unwritable", "password_unsealable", "not_taken",
    "key_refused", "too_many", "service_failed", "address_bounced", "address_complained", "bounced",
)  # fmt: skip
# Mail services by their own interface, each with the name by which its record in the DNS is known.
MAIL_SERVICES = {
    "postmark": "smtp.postmarkapp.com", "mailgun": "smtp.mailgun.org", "brevo": "smtp-relay.brevo.com",
    "mailjet": "in-v3.mailjet.com", "resend": "smtp.resend.com", "mailersend": "smtp.mailersend.net",
}  # fmt: skip
REGIONS = ("", "eu")
# What an address gets that complained of our mails: what somebody is owed in writing. A person's own words are `message`.
LAW_ASKS = (
    "withdrawal_received", "withdrawal_opened", "withdrawal_answered", "withdrawal_reply", "refused_by_rule", "declined", "refund_delayed",
    "refund_voided", "message", "mail_answer",
)  # fmt: skip
