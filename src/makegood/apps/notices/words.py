"""The words of notices; stable for ever."""

MAIL_SECURITY = ("starttls", "tls", "none")
MAIL_PROBLEMS = (
    "no_such_host", "connection_refused", "unreachable", "timed_out", "hung_up", "not_welcome", "tls_not_offered", "tls_failed",
    "certificate_wrong", "login_needed", "login_not_offered", "login_refused", "login_unfit", "sender_refused", "recipient_refused",
    "address_unfit", "message_refused", "message_unfit", "outbox_unwritable", "password_unsealable", "not_taken",
    "key_refused", "too_many", "service_failed", "address_bounced", "address_complained", "bounced",
)  # fmt: skip
MAIL_SERVICES = ("postmark", "mailgun", "sendgrid", "brevo", "mailjet", "resend", "mailersend")
REGIONS = ("", "eu")
# What an address gets that complained of our mails: what somebody is owed in writing. A person's own words are `message`.
LAW_ASKS = (
    "withdrawal_received", "withdrawal_opened", "withdrawal_answered", "withdrawal_reply", "refused_by_rule", "declined", "refund_delayed",
    "refund_voided", "message",
)  # fmt: skip
