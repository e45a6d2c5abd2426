"""Reads of lists."""

from makegood.apps.worklist.models import Handout, HandoutRow
from makegood.kernel.refusal import Refusal


def handouts(limit: int = 30) -> list[Handout]:
    """The newest first."""
    return list(Handout.objects.order_by("-number")[:limit])


def last_handout() -> Handout | None:
    found: Handout | None = Handout.objects.order_by("-number").first()
    return found


def handout_of(public_id: str) -> Handout:
    """Refuses `list_unknown`."""
    found: Handout | None = Handout.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("list_unknown", "There is no such list.", "Choose one of the page.", status=404)
    return found


def rows_of(handout: Handout) -> list[HandoutRow]:
    return list(HandoutRow.objects.filter(handout=handout).order_by("place"))


def known_keys(keys: list[str]) -> set[str]:
    """Those of these that stand on a list already."""
    return set(HandoutRow.objects.filter(key__in=keys).values_list("key", flat=True))


def last_kinds(subjects: list[str], kinds: tuple[str, ...]) -> dict[str, str]:
    """{subject: the kind of its newest row among these kinds}."""
    return dict(HandoutRow.objects.filter(subject__in=subjects, kind__in=kinds).order_by("id").values_list("subject", "kind"))


def subjects_with(kind: str, *, without: str, limit: int = 5000) -> list[str]:
    """Subjects that stand on a list as `kind` and on none as `without`, the newest first."""
    ended = HandoutRow.objects.filter(kind=without).values("subject")
    return list(HandoutRow.objects.filter(kind=kind).exclude(subject__in=ended).order_by("-id").values_list("subject", flat=True)[:limit])
