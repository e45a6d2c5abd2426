"""The words of notices; stable for ever."""

MAIL_SECURITY = ("starttls", "tls", "none")
MAIL_PROBLEMS = (
    "no_such_host", "connection_refused", "unreachable", "timed_out", "hung_up", "not_welcome", "tls_not_offered", "tls_failed",
    "certificate_wrong", "login_needed", "login_not_offered", "login_refused", "login_unfit", "sender_refused", "recipient_refused",
    "address_unfit", "message_refused", "message_unfit", "outbox_unwritable", "password_unsealable", "not_taken",
)  # fmt: skip
