"""A notice is written with what it tells of; a sweep sends it. Personal words: erasable."""

from django.db import models

from makegood.apps.notices.words import MAIL_SECURITY, STATES
from makegood.base.rows import Row, TenantKey


class Notice(Row):
    """One message to one person. `kind` names its text (notices/stages) or is `message` for words somebody wrote.

    `direction` is out (we wrote) or in (they wrote: nothing is sent). `unsendable`: we have no address; it stands on the case page.
    `again`: the earlier letter whose words this one carries to another address. `said`: the values that its text was made of, plain, without
    its private link. `own_text`: the version of the shop's own text that it was made from.
    """

    public_id = models.CharField(max_length=24)
    case = TenantKey("returns.Case", null=True)
    again = TenantKey("notices.Notice", null=True)
    kind = models.CharField(max_length=30)
    direction = models.CharField(max_length=3, default="out")
    audience = models.CharField(max_length=10)
    to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="pending")
    attempts = models.IntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    said = models.JSONField(default=dict)
    own_text = models.IntegerField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["merchant", "case"], name="notice_case"),
            models.Index(fields=["merchant", "made_at"], name="notice_open", condition=models.Q(state__in=("pending", "failed"))),
        ]
        constraints = [models.UniqueConstraint(fields=["merchant", "public_id"], name="notice_public")]


class NoticeText(Row):
    """One version of a shop's own text for a kind of notice in a language; the newest one holds. Empty `text`: back to ours.

    `trouble`: the last time that it could not be used for a case, so that ours went: why, when, which notice.
    """

    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    version = models.IntegerField()
    subject = models.CharField(max_length=600, blank=True)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    trouble = models.CharField(max_length=80, blank=True)
    trouble_at = models.DateTimeField(null=True)
    trouble_case = models.CharField(max_length=24, blank=True)

    class Meta:
        db_table = "notices_noticetext"
        constraints = [models.UniqueConstraint(fields=["merchant", "kind", "language", "version"], name="noticetext_version")]


class BadAddress(Row):
    """An address that mails do not reach (`bounce`), or whose owner called them unwanted (`complaint`): nothing automatic goes there.

    Only a keyed digest of the address: it says nothing to whoever reads the table, and is found by whoever writes there again.
    """

    address_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in ("bounce", "complaint")])
    detail = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "notices_badaddress"
        constraints = [models.UniqueConstraint(fields=["merchant", "address_key"], name="badaddress_once")]


class MailServer(Row):
    """How a shop's mails leave; one row a shop. Without `host` they go by the installation's server, under this name and reply address.

    `provider`: a mail service by its interface (words.MAIL_SERVICES) in place of SMTP; then `sealed_password` is its key, `user` the second
    half of one that has two, `region` where the service keeps its data, and `sealed_hook` what its messages about mails are signed with.
    `sealed_password`: see base.sealing. `tested_as`: what the last test mail ended with (`taken` or one of words.MAIL_PROBLEMS).
    `selector` to `sending_ip`: what is known of the way (ports.DomainQuestion), typed or read from a mail's headers. `checks`: what DNS said
    last (ports.RecordCheck as plain values), at `checked_at`; `answered_at`: when it last said anything. `proven_at`: since when all of it
    is good, and only then mails leave by this server; `lost_at`: since when it no longer is (proving.py).
    """

    provider = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=4, blank=True)
    sealed_hook = models.TextField(blank=True)
    host = models.CharField(max_length=253, blank=True)
    port = models.IntegerField(default=587)
    security = models.CharField(max_length=8, choices=[(word, word) for word in MAIL_SECURITY], default="starttls")
    user = models.CharField(max_length=254, blank=True)
    sealed_password = models.TextField(blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()
    tested_at = models.DateTimeField(null=True)
    tested_as = models.CharField(max_length=200, blank=True)
    selector = models.CharField(max_length=120, blank=True)
    signing_domain = models.CharField(max_length=253, blank=True)
    envelope_domain = models.CharField(max_length=253, blank=True)
    sending_ip = models.CharField(max_length=45, blank=True)
    checks = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_mailserver"
        constraints = [
            models.UniqueConstraint(fields=["merchant"], name="mailserver_once"),
            models.CheckConstraint(condition=models.Q(port__gte=1, port__lte=65535), name="mailserver_port"),
        ]


class AccountMail(models.Model):
    """A mail about somebody's account. It belongs to the person, who may work for several shops and hubs, and to no shop.

    Only what and to whom: text and link are made when it is sent, so that no secret ever lies here.
    """

    public_id = models.CharField(max_length=24, unique=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    link = models.ForeignKey("base.SignedLink", models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="pending")
    attempts = models.IntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_accountmail"
        indexes = [models.Index(fields=["made_at"], name="accountmail_pending", condition=models.Q(state="pending"))]
