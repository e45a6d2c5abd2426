"""People and organisations. None of these is one shop's row, but the hubs that a shop uses."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from makegood.apps.parties.words import FACTOR_KINDS, LOOKS, MEMBER_ROLES, ORGANISATION_KINDS
from makegood.base.rows import Row
from makegood.base.tenancy import Merchant


class Organisation(models.Model):
    """A hub operator, a supplier or an agent: it deals with many shops. `address` is lines for a label."""

    public_id = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in ORGANISATION_KINDS])
    name = models.CharField(max_length=160)
    address = models.JSONField(default=list)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, default="en")
    email = models.EmailField(blank=True)

    class Meta:
        db_table = "parties_organisation"


class Hub(models.Model):
    """A local return address with abilities (receive, inspect, refurbish, restock, repack, donate, recycle, destroy)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hubs")
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    address = models.JSONField(default=list)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=64)
    abilities = models.JSONField(default=list)
    shelves = models.JSONField(default=list)

    class Meta:
        db_table = "parties_hub"


class ShopHub(Row):
    """A shop that sends its returns to a hub; the first by `rank` is offered. `fee_minor` a parcel in the shop's currency."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="+")
    rank = models.IntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "parties_shophub"
        constraints = [models.UniqueConstraint(fields=["merchant", "hub"], name="shophub_once")]


class PersonManager(BaseUserManager[Any]):
    """Makes people; the e-mail address is kept lower-case."""

    def create_user(self, email: str, password: str | None, name: str, language: str = "") -> "Person":
        person = Person(email=email.strip().lower(), name=name, language=language)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """One human who signs in; a member of several shops or organisations.

    `language`: empty as long as they chose none (their browser says it then). `sign_ins_from`: raised to end every sign-in at once.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    sign_ins_from = models.IntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        db_table = "parties_person"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session is bound to: the password, and the count that ends them all."""
        words = f"{self.password}:{self.sign_ins_from}"
        return salted_hmac("makegood.session", words, secret=secret, algorithm="sha256").hexdigest()


class Factor(models.Model):
    """What a person shows besides the password: an app that makes codes (`totp`), or a `passkey`.

    `secret`: the app's, sealed. `credential`: the passkey's name of itself, `key` its public key (both base64url, see web/passkeys.py).
    `used`: the last step of time whose code was taken (totp), or the passkey's own count. Both only grow: nothing is taken twice.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="factors")
    public_id = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in FACTOR_KINDS])
    name = models.CharField(max_length=60, blank=True)
    secret = models.TextField(blank=True)
    credential = models.TextField(null=True, unique=True)
    key = models.TextField(blank=True)
    used = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_factor"
        constraints = [models.UniqueConstraint(fields=["person"], condition=models.Q(kind="totp"), name="factor_one_app")]


class RecoveryCode(models.Model):
    """One of a person's codes for the day when the phone is gone, found by its SHA-256; each opens once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_recoverycode"


class Membership(models.Model):
    """A person's part in a shop (SHOP_ROLES; what each may do: abilities.py) or an organisation (inspector). Exactly one of the two is set.

    `joined_at` is empty as long as it is an invitation: then it opens nothing.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=10, choices=[(role, role) for role in MEMBER_ROLES])
    since = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_membership"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merchant__isnull=False, organisation=None) | models.Q(merchant=None, organisation__isnull=False),
                name="membership_of_one",
            ),
            models.UniqueConstraint(fields=["person", "merchant"], condition=models.Q(ended_at=None), name="membership_shop_once"),
            models.UniqueConstraint(fields=["person", "organisation"], condition=models.Q(ended_at=None), name="membership_org_once"),
        ]


class ApiToken(models.Model):
    """A program's key to one shop, found by the SHA-256 of its secret. `verbs`: read, write, money, receive.

    `last_four`: the secret's last letters, to tell one from another. Without `expires_at` it ends only when it is revoked.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4, blank=True)
    verbs = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_apitoken"


class Look(Row):
    """Somebody of the shop, its hub or a program of it saw something of a customer: one row for each of them, subject, kind and ten minutes.

    `who` is an Actor as text, `role` what they were then ("" for a program). `subject` is a public id (a case's, an order's ...), "" for a list. No
    word of the customer stands here, nor what was searched for. The database lets rows be added only (guard.py); they go when their years are over.
    """

    who = models.CharField(max_length=80)
    role = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in LOOKS])
    subject = models.CharField(max_length=40, blank=True)
    span_at = models.DateTimeField()

    class Meta:
        db_table = "parties_look"
        constraints = [models.UniqueConstraint(fields=["merchant", "subject", "who", "kind", "span_at"], name="look_once")]
        indexes = [
            models.Index(fields=["merchant", "span_at"], name="look_newest"),
            models.Index(fields=["merchant", "who", "span_at"], name="look_by"),
        ]
