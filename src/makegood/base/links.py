"""Private links: signed, expiring, for one purpose, revocable. Opening one changes nothing."""

from datetime import datetime

from django.core import signing
from django.db import connection, models

from makegood.base.later import add_later
from makegood.base.tenancy import Merchant, current_scope, in_unit
from makegood.base.together import Wanted, fetch
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


class SignedLink(models.Model):
    """Not tenant-scoped: it is what tells the shop. `subject` is a public id; `purpose` says what it may be used for."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="+", null=True, db_index=False)
    public_id = models.CharField(max_length=24)
    purpose = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_link"
        indexes = [models.Index(fields=["subject", "purpose"], name="link_subject")]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="link_public")
        ]  # without the second index that unique=True brings


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"makegood.link.{purpose}")


def make_link(*, purpose: str, subject: str, expires_at: datetime, now: datetime, merchant_id: int | None) -> SignedLink:
    """A new link; written at the unit's end where there is a unit."""
    made = SignedLink(
        merchant_id=merchant_id, public_id=new_public_id("lnk"), purpose=purpose, subject=subject, made_at=now, expires_at=expires_at
    )
    if in_unit():
        add_later(made)
        current_scope().known[("link", purpose, subject)] = made
    else:
        made.save()
    return made


def token_of(link: SignedLink) -> str:
    """The text that goes into an address. It can be made again from the row, so that later mails carry the same link."""
    return _signer(link.purpose).sign(link.public_id)


def _opened(token: str, purposes: tuple[str, ...]) -> tuple[str, str]:
    """(public id, purpose) of a token that was signed for one of these purposes; empty where it was for none."""
    for purpose in purposes:
        try:
            return _signer(purpose).unsign(token), purpose
        except signing.BadSignature:
            continue
    return "", ""


def open_link(token: str, *, purpose: str | tuple[str, ...], now: datetime) -> SignedLink:
    """The link behind a token. Refuses `link_invalid` (404) and `link_expired` (410)."""
    public_id, purpose = _opened(token, (purpose,) if isinstance(purpose, str) else purpose)
    if not public_id:
        raise Refusal("link_invalid", "This link is not complete.", "Open it again from the message, or ask us for a new one.", status=404)
    link = SignedLink.objects.filter(public_id=public_id, purpose=purpose).first()
    if link is None:
        raise Refusal("link_invalid", "This link is not known.", "Open it again from the message, or ask us for a new one.", status=404)
    if link.revoked_at is not None or link.expires_at <= now:
        raise Refusal("link_expired", "This link has ended.", "Ask for a new one; nothing is lost.", status=410)
    return link


def merchant_of_token(token: str, *, purpose: str | tuple[str, ...]) -> Merchant | None:
    """Whose link it is, also where it has ended: so that the page which says so can name somebody to ask. None for one that we never made."""
    public_id, purpose = _opened(token, (purpose,) if isinstance(purpose, str) else purpose)
    if not public_id:
        return None
    link = SignedLink.objects.filter(public_id=public_id, purpose=purpose).select_related("merchant").first()
    return None if link is None else link.merchant


def link_wanted(purpose: str, subject: str, now: datetime) -> Wanted:
    return Wanted(
        ("link", purpose, subject), SignedLink, "purpose = %s AND subject = %s AND revoked_at IS NULL AND expires_at > %s",
        (purpose, subject, now), order=("made_at", "id"), finish=lambda rows: rows[-1] if rows else None,
    )  # fmt: skip


def link_for(*, purpose: str, subject: str, now: datetime) -> SignedLink | None:
    """The newest link to `subject` that still opens."""
    found: SignedLink | None = fetch(link_wanted(purpose, subject, now))
    return found


def standing_link(*, purpose: str, subject: str, expires_at: datetime, now: datetime, merchant_id: int) -> SignedLink:
    """The same link as long as one opens; otherwise a new one."""
    found = link_for(purpose=purpose, subject=subject, now=now)
    return found or make_link(purpose=purpose, subject=subject, expires_at=expires_at, now=now, merchant_id=merchant_id)


def revoke_links(*, purpose: str, subject: str, now: datetime) -> None:
    SignedLink.objects.filter(purpose=purpose, subject=subject, revoked_at=None).update(revoked_at=now)
    current_scope().known.pop(("link", purpose, subject), None)


def end_links(*, purpose: str, subject: str, now: datetime, at_least: SignedLink | None = None) -> bool:
    """End all links of this purpose and subject at once. False where `at_least` had ended already: of two at the same moment one is first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE base_link SET revoked_at = %s WHERE purpose = %s AND subject = %s AND revoked_at IS NULL RETURNING id",
            [now, purpose, subject],
        )
        ended = {row[0] for row in cursor.fetchall()}
    return at_least is None or at_least.id in ended
