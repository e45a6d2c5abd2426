"""Mail as it came, what was read in it, and where it comes from. Personal words: erasable."""

from django.db import models

from makegood.apps.inbox.words import DONE_WITH, NATURES, SECURITY, STATES, VERIFIED
from makegood.base.rows import Row, TenantKey


class InboundMail(Row):
    """One mail. `raw`: its bytes as they came (None once they were erased). `sameness`: by which the same mail is known, whichever way it comes.

    `arrived_at`: when our mailbox or service had it; `sent_at`: what its own Date says. `text`: what is new in it; `whole`: everything in it that
    can be read. `verified`: words.VERIFIED. `guess`: what it may be about (reading/guess.py), ids and codes only. `notice`: the message on its
    case; `answer`: our letter. `answer_by`: until when somebody answers. `ended_as`: words.ENDED_AS. `salt`: of its digest in the timeline.
    """

    public_id = models.CharField(max_length=24)
    way = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=[(word, word) for word in STATES], default="taken")
    nature = models.CharField(max_length=8, choices=[(word, word) for word in NATURES], default="person")
    verified = models.CharField(max_length=4, choices=[(word, word) for word in VERIFIED], default="none")
    sameness = models.CharField(max_length=64)
    message_key = models.CharField(max_length=64, blank=True)
    raw = TenantKey("base.EvidenceFile", null=True)
    size = models.IntegerField()
    told = models.JSONField(default=dict)
    arrived_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    from_address = models.CharField(max_length=254, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_key = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    guess = models.JSONField(default=dict)
    case = TenantKey("returns.Case", null=True)
    order = TenantKey("orders.Order", null=True)
    declaration = TenantKey("returns.Declaration", null=True)
    notice = TenantKey("notices.Notice", null=True)
    answer = TenantKey("notices.Notice", null=True)
    answer_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, blank=True)
    ended_note = models.CharField(max_length=400, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_mail"
        indexes = [
            models.Index(fields=["merchant", "arrived_at"], name="mail_waiting", condition=models.Q(state__in=("taken", "waiting"))),
            models.Index(fields=["merchant", "state", "arrived_at"], name="mail_state"),
            models.Index(fields=["merchant", "case"], name="mail_case"),
            models.Index(fields=["merchant", "order"], name="mail_order"),
            models.Index(fields=["merchant", "from_key"], name="mail_from"),
            models.Index(fields=["merchant", "message_key"], name="mail_message"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="mail_public"),
            models.UniqueConstraint(fields=["merchant", "sameness"], name="mail_once"),
        ]


class MailPart(Row):
    """One attachment. `position`: its place in the mail, by which its bytes are taken from there again. `file`: the picture drawn anew, as
    evidence; `problem` (words.UNFIT): why there is none."""

    mail = TenantKey(InboundMail)
    position = models.IntegerField()
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    file = TenantKey("base.EvidenceFile", null=True)
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "inbox_part"
        constraints = [models.UniqueConstraint(fields=["merchant", "mail", "position"], name="part_once")]


class Mailbox(Row):
    """Where a shop's mail comes in; one row a shop. `way`: imap, or a service that calls us (words.SERVICES); "" where none is set.

    `address`: what customers write to; `plus`: it takes additions behind a plus, so that each case has an answer address of its own.
    `sealed_password`: of the mailbox; `sealed_hook`: what stands in the address that a service calls, or signs our own way's messages;
    `sealed_key`: what Mailgun signs with (see base.sealing). `trusted`: the name by which the receiving server signs its findings
    (RFC 8601 authserv-id); without it no finding is believed. `since`: older mail stays in the mailbox, untouched. `validity` and `last_uid`: how far it was read (RFC 3501 2.3.1.1).
    `checked_as`: how the last look ended (`good` or words.MAILBOX_PROBLEMS); `trouble_since`: since when it does not work.
    """

    way = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=254, blank=True)
    plus = models.BooleanField(default=False)
    host = models.CharField(max_length=253, blank=True)
    port = models.IntegerField(default=993)
    security = models.CharField(max_length=8, choices=[(word, word) for word in SECURITY], default="tls")
    user = models.CharField(max_length=254, blank=True)
    sealed_password = models.TextField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    done_with = models.CharField(max_length=5, choices=[(word, word) for word in DONE_WITH], default="seen")
    done_folder = models.CharField(max_length=200, blank=True)
    trusted = models.CharField(max_length=253, blank=True)
    sealed_hook = models.TextField(blank=True)
    sealed_key = models.TextField(blank=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    since = models.DateField(null=True)
    changed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_as = models.CharField(max_length=200, blank=True)
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_mailbox"
        constraints = [
            models.UniqueConstraint(fields=["merchant"], name="mailbox_once"),
            models.CheckConstraint(condition=models.Q(port__gte=1, port__lte=65535), name="mailbox_port"),
        ]
