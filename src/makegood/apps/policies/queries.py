"""Which policy was in force, and since when."""

from datetime import datetime

from makegood.apps.policies.models import PolicyVersion, Publication
from makegood.policy.rules import Policy, load_policy


def version_in_force(at: datetime) -> PolicyVersion | None:
    """The version published last before `at`; before the first publication: the first. None where nothing was ever published."""
    found = Publication.objects.filter(from_at__lte=at).order_by("-from_at").select_related("version").first()
    found = found or Publication.objects.order_by("from_at").select_related("version").first()
    return None if found is None else found.version


def publications() -> list[Publication]:
    """Newest first, with their versions."""
    return list(Publication.objects.select_related("version").order_by("-from_at"))


def version_by_id(version_id: int | None) -> PolicyVersion | None:
    return None if version_id is None else PolicyVersion.objects.filter(id=version_id).first()


def version_by_hash(hash: str) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(hash=hash).first()


def loaded(version: PolicyVersion) -> Policy:
    """Parsed and compiled; the same text is compiled once a process."""
    return load_policy(version.text)
