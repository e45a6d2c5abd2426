"""Reads of agreements."""

from collections.abc import Iterable
from datetime import date

from makegood.apps.suppliers.models import Agreement, Autopilot, Product
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


def agreements() -> list[Agreement]:
    """Every version, each supplier's newest first."""
    return list(Agreement.objects.select_related("organisation").order_by("code", "-from_on", "-id"))


def agreements_page(*, before_id: int | None, limit: int, code: str = "") -> list[Agreement]:
    """The newest first."""
    found = Agreement.objects.select_related("organisation")
    found = found if before_id is None else found.filter(id__lt=before_id)
    return list((found.filter(code=code) if code else found).order_by("-id")[:limit])


def agreement_of(public_id: str) -> Agreement:
    """Refuses `agreement_unknown`."""
    found: Agreement | None = Agreement.objects.select_related("organisation").filter(public_id=public_id).first()
    if found is None:
        raise Refusal("agreement_unknown", "There is no such agreement.", "See the list of them.", status=404)
    return found


def versions_of(code: str) -> list[Agreement]:
    """Of one supplier, the newest first."""
    return list(Agreement.objects.select_related("organisation").filter(code=code).order_by("-from_on", "-id"))


def in_force(versions: Iterable[Agreement], on: date) -> Agreement | None:
    """Whose terms hold for what is ordered on a day: the newest that had begun. One that nobody confirmed pushes no confirmed one aside."""
    begun = [one for one in versions if one.from_on <= on and (one.ended_on is None or one.ended_on >= on)]
    return max(begun, key=lambda one: (one.confirmed, one.from_on, one.id), default=None)


def by_code() -> dict[str, list[Agreement]]:
    """Every version by its supplier's code."""
    found: dict[str, list[Agreement]] = {}
    for one in agreements():
        found.setdefault(one.code, []).append(one)
    return found


def current_agreements(on: date) -> list[Agreement]:
    """The one in force of each supplier."""
    return [found for versions in by_code().values() if (found := in_force(versions, on)) is not None]


def agreement_by_id(agreement_id: int | None) -> Agreement | None:
    return None if agreement_id is None else Agreement.objects.filter(id=agreement_id).first()


def agreements_by_id(ids: list[int]) -> dict[int, Agreement]:
    found: dict[int, Agreement] = fetch(agreements_wanted(ids)) if ids else {}
    return found


def agreements_wanted(ids: list[int]) -> Wanted:
    wanted = sorted(set(ids))
    return Wanted(
        ("agreements", *wanted),
        Agreement,
        "id = ANY (%s)",
        (wanted,),
        beside=("organisation",),
        finish=lambda rows: {agreement.id: agreement for agreement in rows},
    )


def supplied() -> dict[str, str]:
    """{article number: supplier's code} as the shop has said."""
    return dict(Product.objects.values_list("sku", "code"))


def products_of(code: str) -> list[str]:
    return list(Product.objects.filter(code=code).order_by("sku").values_list("sku", flat=True))


def unconfirmed_ids() -> list[int]:
    return list(Agreement.objects.filter(confirmed_at=None).values_list("id", flat=True))


def on_autopilot() -> set[str]:
    """Codes of the suppliers whose claims go out by themselves."""
    newest = Autopilot.objects.order_by("code", "-id").distinct("code")
    return {one.code for one in newest if one.is_on}
