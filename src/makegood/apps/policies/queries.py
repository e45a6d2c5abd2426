"""Which policy was in force, and since when."""

from collections.abc import Iterable
from datetime import datetime

from makegood.apps.policies.models import Draft, PolicyVersion, Publication, Showing
from makegood.base.tenancy import current_scope
from makegood.base.together import Wanted, fetch, first
from makegood.kernel.refusal import Refusal
from makegood.policy.rules import Policy, load_policy


def version_in_force(at: datetime) -> PolicyVersion | None:
    """The version published last before `at`; before the first publication: the first. None where nothing was ever published."""
    found: Publication | None = fetch(in_force_wanted(at))
    return None if found is None else found.version


def in_force_wanted(at: datetime) -> Wanted:
    merchants = list(current_scope().merchants)
    newest = "SELECT id FROM policies_publication WHERE merchant_id = ANY (%s) AND from_at <= %s ORDER BY from_at DESC LIMIT 1"
    oldest = "SELECT id FROM policies_publication WHERE merchant_id = ANY (%s) ORDER BY from_at LIMIT 1"
    where, params = f"id = COALESCE(({newest}), ({oldest}))", (merchants, at, merchants)
    return Wanted(("in_force", at), Publication, where, params, beside=("version",), finish=first)


def publications() -> list[Publication]:
    """Newest first, with their versions."""
    return list(Publication.objects.select_related("version").order_by("-from_at"))


def version_by_id(version_id: int | None) -> PolicyVersion | None:
    found: PolicyVersion | None = None if version_id is None else fetch(version_wanted(version_id))
    return found


def version_wanted(version_id: int) -> Wanted:
    return Wanted(("version", version_id), PolicyVersion, "id = %s", (version_id,), finish=first)


def draft() -> Draft | None:
    """What the shop is thinking of promising."""
    return Draft.objects.first()


def publication_of(publication_id: int) -> Publication | None:
    return Publication.objects.select_related("version").filter(id=publication_id).first()


def version_of(public_id: str) -> PolicyVersion:
    """Refuses `policy_unknown`."""
    found: PolicyVersion | None = PolicyVersion.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("policy_unknown", "There is no such promise.", "See the list of them.", status=404)
    return found


def version_by_hash(hash: str) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(hash=hash).first()


def loaded(version: PolicyVersion) -> Policy:
    """Parsed and compiled; the same text is compiled once a process."""
    return load_policy(version.text)


def showings(digests: Iterable[str]) -> dict[str, Showing]:
    """What was served, by digest; what never was is not among them."""
    wanted = set(digests)
    return {row.digest: row for row in Showing.objects.filter(digest__in=wanted)} if wanted else {}
