"""Reads of cases."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from makegood.apps.returns.models import Case, CaseContact, CaseEvidence, CaseLine, CaseLink, CasePresence, CaseWords, Choice, Decision
from makegood.apps.returns.words import GOODS_REMEDIES
from makegood.base import timeline
from makegood.base.about import about
from makegood.base.tenancy import once
from makegood.base.together import Wanted, fetch, kept
from makegood.kernel.refusal import Refusal


def _unknown() -> Refusal:
    return Refusal("case_unknown", "There is no such case.", "Check its number.", status=404)


def case_by_id(case_id: int) -> Case:
    """The unit's one instance of this case. Refuses `case_unknown`."""
    found: Case | None = once(("case", case_id), lambda: Case.objects.filter(id=case_id).first())
    if found is None:
        raise _unknown()
    return found


def cases_by_id(ids: set[int]) -> dict[int, Case]:
    """Many at once, without their orders; for lists."""
    return {one.id: one for one in Case.objects.filter(id__in=ids)}


def case_of(public_id: str) -> Case:
    """By public id. Refuses `case_unknown`."""
    found: Case | None = Case.objects.filter(public_id=public_id).first()
    if found is None:
        raise _unknown()
    about(case=found.public_id)
    return kept("case", found)


def standing_case(public_id: str) -> Case:
    """The case that this one was joined into, or itself. Refuses `case_unknown`."""
    found = case_of(public_id)
    while found.merged_into_id:
        found = case_by_id(found.merged_into_id)
    return found


def joined_into(case_id: int) -> list[Case]:
    """Cases that were joined into this one, directly or through another."""
    found = list(Case.objects.filter(merged_into_id=case_id).order_by("id"))
    return found + [deeper for one in found for deeper in joined_into(one.id)]


def linked_cases(case_id: int) -> list[Case]:
    """The same customer's cases over other orders, as staff linked them."""
    rows = CaseLink.objects.filter(Q(one_id=case_id) | Q(other_id=case_id), ended_at=None).values_list("one_id", "other_id")
    ids = {one for row in rows for one in row} - {case_id}
    return list(Case.objects.filter(id__in=ids).select_related("order").order_by("order_id", "id")) if ids else []


def link_between(one_id: int, other_id: int) -> CaseLink | None:
    found: CaseLink | None = CaseLink.objects.filter(one_id=min(one_id, other_id), other_id=max(one_id, other_id), ended_at=None).first()
    return found


def recipient_email(case_id: int) -> str:
    """Of whoever was given the present; empty where they did not tell it."""
    found = once(("case_contact", case_id), lambda: CaseContact.objects.filter(case_id=case_id, erased_at=None).first())
    return "" if found is None else str(found.email)


def case_by_number(number: str) -> Case | None:
    """By the number that people say, in any case, with or without its hyphen."""
    letters = "".join(sign for sign in number.upper() if sign.isalnum())
    found: Case | None = Case.objects.filter(number=f"{letters[:4]}-{letters[4:]}").first()
    return found


def lines_wanted(case_id: int) -> Wanted:
    return Wanted(("case_lines", case_id), CaseLine, "case_id = %s", (case_id,), one="line")


def lines_of_case(case_id: int) -> list[CaseLine]:
    """The unit's one instance of each line, in order; a line that is parted off joins them."""
    found: list[CaseLine] = fetch(lines_wanted(case_id))
    return list(found)


def lines_of_cases(case_ids: list[int]) -> dict[int, list[CaseLine]]:
    found: dict[int, list[CaseLine]] = {case_id: [] for case_id in case_ids}
    for line in CaseLine.objects.filter(case_id__in=case_ids).order_by("id"):
        found[line.case_id].append(line)
    return found


def line_of(public_id: str) -> CaseLine:
    """Refuses `line_unknown`."""
    found: CaseLine | None = CaseLine.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("line_unknown", "There is no such line.", "Reload the case.", status=404)
    return kept("line", found)


def line_by_id(line_id: int) -> CaseLine:
    found: CaseLine | None = once(("line", line_id), lambda: CaseLine.objects.filter(id=line_id).first())
    if found is None:
        raise Refusal("line_unknown", "There is no such line.", "Reload the case.", status=404)
    return found


def latest_decisions(case_id: int) -> dict[int, Decision]:
    """The newest decision of each line, by line id."""
    found: dict[int, Decision] = fetch(decisions_wanted(case_id))
    return found


def newest_decisions(case_ids: list[int]) -> dict[int, Decision]:
    """The newest decision of each line of several cases, by line id."""
    return {one.line_id: one for one in Decision.objects.filter(line__case_id__in=case_ids).order_by("id")}


def decisions_wanted(case_id: int) -> Wanted:
    # By its lines: a line that came from another case (merge_cases) keeps what was decided there.
    return Wanted(
        ("decisions", case_id), Decision, "line_id = ANY (ARRAY(SELECT id FROM returns_caseline WHERE case_id = %s))", (case_id,),
        finish=lambda rows: {one.line_id: one for one in rows},
    )  # fmt: skip


def decisions_of(case_id: int) -> list[Decision]:
    return list(Decision.objects.filter(line__case_id=case_id).order_by("id"))


def decision_of(public_id: str) -> Decision | None:
    found: Decision | None = Decision.objects.filter(public_id=public_id).select_related("policy").first()
    return found


def all_decisions() -> "list[Decision]":
    return list(Decision.objects.select_related("policy").order_by("id"))


def newest_records(*, since: datetime | None = None, limit: int | None = None) -> "Iterator[tuple[str, dict[str, Any]]]":
    """(public id, record) of the newest decision of each line, of those made from `since` on, the newest first. Read as it is asked for."""
    newest = Decision.objects.order_by("line_id", "-id").distinct("line_id").values("id")
    found = Decision.objects.filter(id__in=newest, **({} if since is None else {"made_at__gte": since})).order_by("-id")
    yield from found.values_list("public_id", "record")[:limit].iterator(chunk_size=500)


def cases_of_decisions(public_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """{decision: (its case's public id, number)}."""
    found = Decision.objects.filter(public_id__in=public_ids).values_list("public_id", "case__public_id", "case__number")
    return {name: (case, number) for name, case, number in found}


def choices_wanted(case_id: int) -> Wanted:
    return Wanted(
        ("choices", case_id), Choice, "line_id = ANY (ARRAY(SELECT id FROM returns_caseline WHERE case_id = %s))", (case_id,),
        finish=lambda rows: {one.line_id: one for one in rows},
    )  # fmt: skip


def choices_of(case_id: int) -> dict[int, Choice]:
    """The newest choice of each line, by line id."""
    found: dict[int, Choice] = fetch(choices_wanted(case_id))
    return found


def goods_chosen(since: datetime, until: datetime) -> list[Choice]:
    """A new one was taken in that time, the oldest first."""
    found = Choice.objects.filter(remedy__in=GOODS_REMEDIES, chosen_at__gte=since, chosen_at__lt=until)
    return list(found.select_related("line", "line__case", "line__case__order").order_by("chosen_at", "id")[:20_000])


def begun_or_ended(since: datetime, until: datetime) -> list[Case]:
    """Cases that were opened or closed in that time."""
    found = Case.objects.filter(Q(opened_at__gte=since, opened_at__lt=until) | Q(closed_at__gte=since, closed_at__lt=until))
    return list(found.select_related("order").order_by("opened_at", "id")[:20_000])


def words_of(case_id: int) -> list[CaseWords]:
    return list(CaseWords.objects.filter(case_id=case_id, erased_at=None).order_by("at", "id"))


def evidence_of(case_id: int) -> list[CaseEvidence]:
    return list(CaseEvidence.objects.filter(case_id=case_id).select_related("file").order_by("at", "id"))


def cases_showing(file_ids: Iterable[int], *, besides: int) -> dict[int, list[Case]]:
    """{file id: the other cases in which it was shown}."""
    rows = CaseEvidence.objects.filter(file_id__in=list(file_ids)).exclude(case_id=besides).select_related("case").order_by("id")
    found: dict[int, list[Case]] = {}
    for row in rows:
        cases = found.setdefault(row.file_id, [])
        if row.case not in cases:
            cases.append(row.case)
    return found


def shown_in(case_id: int) -> list[CaseEvidence]:
    """What was shown in a case, without the files themselves."""
    found: list[CaseEvidence] = fetch(evidence_wanted(case_id))
    return list(found)


def photos_of(case_id: int) -> dict[int, int]:
    """How many photos were shown for each line, by line id."""
    return Counter(one.line_id for one in shown_in(case_id) if one.kind == "photo" and one.line_id is not None)


def evidence_wanted(case_id: int) -> Wanted:
    return Wanted(("evidence", case_id), CaseEvidence, "case_id = %s", (case_id,), order=("at",))


def taken_wanted(order_id: int) -> Wanted:
    return Wanted(
        ("taken", order_id), CaseLine,
        "case_id = ANY (ARRAY(SELECT id FROM returns_case WHERE order_id = %s)) AND decision NOT IN ('refused', 'dropped_by_customer')", (order_id,),
        beside=("case",),
    )  # fmt: skip


def taken_quantities(order_id: int) -> dict[int, tuple[int, Case]]:
    """For each order line: units that are in a case which was neither declined, dropped nor merged, and the newest such case."""
    found: dict[int, tuple[int, Case]] = {}
    for line in fetch(taken_wanted(order_id)):
        units = found[line.order_line_id][0] if line.order_line_id in found else 0
        found[line.order_line_id] = (units + line.quantity, line.case)
    return found


def by_order(case_ids: Iterable[int]) -> list[int]:
    """These cases in the order in which they are locked."""
    return list(Case.objects.filter(id__in=list(case_ids)).order_by("order_id", "id").values_list("id", flat=True))


def cases_of_order(order_id: int) -> list[Case]:
    return list(Case.objects.filter(order_id=order_id).order_by("-id"))


def waiting_for_text(since: datetime, limit: int) -> list[tuple[int, int]]:
    """(shop, case) of open cases with a line in review or kept aside, of which the text was told since then."""
    waits = Q(decision="needs_review") | Q(disposition="hold")
    found = CaseLine.objects.filter(waits, case__closed_at=None, order_line__text_told_at__gte=since)
    return list(found.order_by("case_id").values_list("merchant_id", "case_id").distinct()[:limit])


def cases_of_each(order_ids: list[int]) -> dict[int, list[Case]]:
    """By order id, the newest first."""
    found: dict[int, list[Case]] = {}
    for case in Case.objects.filter(order_id__in=order_ids).order_by("-id"):
        found.setdefault(case.order_id, []).append(case)
    return found


def open_cases() -> list[Case]:
    return list(Case.objects.filter(closed_at=None).order_by("id"))


def open_cases_by_id(ids: list[int]) -> list[Case]:
    return list(Case.objects.filter(id__in=ids, closed_at=None).select_related("order").order_by("ball_due_at", "id"))


def open_cases_with(owner: str, limit: int = 200) -> list[Case]:
    """Open cases whose ball lies with `owner`, the most urgent first."""
    found = Case.objects.filter(closed_at=None, ball_owner=owner).select_related("order")
    return list(found.order_by("ball_due_at", "id")[:limit])


def paid_and_not_sent() -> list[CaseLine]:
    """Lines of open cases whose money has left and whose goods are not on their way, the oldest first."""
    found = CaseLine.objects.filter(case__closed_at=None, money="paid", reception__in=("announced", "expired"))
    return list(found.select_related("case", "case__order").order_by("id")[:200])


def cases_page(
    *, before_id: int | None = None, limit: int = 50, state: str = "", owner: str = "", order: str = "", sku: str = "",
    since: datetime | None = None,
) -> list[Case]:  # fmt: skip
    """The newest first. `order`: a folded number; `since`: something stands in its timeline from then on."""
    found = Case.objects.select_related("order")
    if owner:
        found = found.filter(ball_owner=owner, closed_at=None)
    if order:
        found = found.filter(order__number_key=order)
    if sku:
        found = found.filter(Exists(CaseLine.objects.filter(case_id=OuterRef("id"), order_line__sku=sku)))
    if since is not None:
        chain = Concat(Value("case:"), Cast(OuterRef("id"), CharField()))
        found = found.filter(Exists(timeline.TimelineLine.objects.filter(chain=chain, at__gte=since)))
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    if state == "open":
        found = found.filter(closed_at=None)
    elif state == "closed":
        found = found.exclude(closed_at=None)
    return list(found.order_by("-id")[:limit])


def open_by_owner() -> dict[str, int]:
    """Open cases by owner of the ball; those who have none are not in it."""
    return dict(Case.objects.filter(closed_at=None).values_list("ball_owner").annotate(n=Count("id")))


def counts() -> dict[str, int]:
    """Open cases by owner of the ball, and `closed`."""
    rows = Case.objects.values_list("ball_owner").annotate(n=Count("id", filter=Q(closed_at=None)))
    found = dict(rows)
    found["closed"] = Case.objects.exclude(closed_at=None).count()
    return found


def returned_units(order_line_ids: list[int]) -> int:
    found = CaseLine.objects.filter(order_line_id__in=order_line_ids).aggregate(n=Sum("quantity"))
    return int(found["n"] or 0)


def cases_of_orders(order_ids: list[int]) -> int:
    return Case.objects.filter(order_id__in=order_ids).count()


def timeline_of(case_id: int) -> "list[timeline.TimelineLine]":
    return list(timeline.lines_of(f"case:{case_id}"))


def opened_between(start: datetime, end: datetime) -> int:
    return int(Case.objects.filter(opened_at__gte=start, opened_at__lt=end).count())


def units_back(start: datetime, end: datetime) -> dict[str, int]:
    """Units in cases by item code, of orders placed in that time; declined and dropped ones too: somebody asked."""
    rows = CaseLine.objects.filter(order_line__order__placed_at__gte=start, order_line__order__placed_at__lt=end)
    return dict(rows.values_list("order_line__sku").annotate(units=Sum("quantity")))


def present_at(case_id: int, *, now: datetime) -> list[CasePresence]:
    """Who has this case open, the first first."""
    return list(CasePresence.objects.filter(case_id=case_id, until__gte=now).order_by("since", "id"))


def minds_changed(start: datetime, end: datetime) -> list[tuple[int, int]]:
    """(order line, units) of lines whose customer said in that time that they had changed their mind."""
    rows = CaseLine.objects.filter(case__opened_at__gte=start, case__opened_at__lt=end, kinds__contains=["change_of_mind"])
    return list(rows.values_list("order_line_id", "quantity"))


def units_asked_since(start: datetime, skus: Collection[str]) -> dict[str, int]:
    """{article number: units} of which customers said since then that something was amiss, or sent back; what they let go of does not count."""
    rows = CaseLine.objects.filter(case__opened_at__gte=start, order_line__sku__in=list(skus)).exclude(decision="dropped_by_customer")
    return dict(rows.values_list("order_line__sku").annotate(units=Sum("quantity")).order_by())
