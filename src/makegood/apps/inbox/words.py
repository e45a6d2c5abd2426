"""The words of mail that comes in; stable for ever."""

# taken: kept, not read yet. waiting: a person has to look. landed: it stands on its case. declared: it says a withdrawal, which was acknowledged.
# opened: a person opened a case from it. answered, ended: a person answered it, or said why nothing follows. aside: nobody wrote it (see
# NATURES). spam: our mail service calls it unwanted.
STATES = ("taken", "waiting", "landed", "declared", "opened", "answered", "ended", "aside", "spam")
# auto: an answer by a machine (RFC 3834). report: a mail of ours came back, or was called unwanted. own: a mail of ours. list: to many at once.
NATURES = ("person", "auto", "report", "own", "list")
# What the service that received it says of its sender (RFC 8601): pass, fail, or none where nobody whom we believe said anything.
VERIFIED = ("pass", "fail", "none")
WAYS = ("imap", "postmark", "mailgun", "sendgrid", "raw", "console")
SERVICES = ("postmark", "mailgun", "sendgrid", "raw")
ENDED_AS = ("nothing_to_do", "answered_elsewhere", "double", "not_for_us", "unwanted")
DONE_WITH = ("seen", "move", "leave")
SECURITY = ("tls", "starttls", "none")
# Why a mail could not be read as it should.
UNREAD = ("", "empty", "too_deep", "too_many_parts", "no_sender", "no_words", "unreadable", "too_large")
# Why an attachment is no evidence yet; "" where it is.
UNFIT = ("", "picture_heic", "no_picture", "picture_too_large", "file_too_large", "decoration", "other", "too_many")
MAILBOX_PROBLEMS = (
    "no_such_host", "connection_refused", "unreachable", "timed_out", "hung_up", "tls_failed", "tls_not_offered", "certificate_wrong",
    "login_refused", "login_in_clear", "folder_missing", "done_folder_missing", "not_imap", "password_unsealable", "not_taken",
)  # fmt: skip
