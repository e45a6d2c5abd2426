"""What each role may do, over the whole route table; the limit on support's refunds; who may be asked instead."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import ABILITIES, GRANTS, granted, may
from makegood.apps.parties.words import SHOP_ROLES, TOKEN_VERBS
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.limit import promised
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, line_of, make_shop, sell
from tests.web.test_second_factor import member_of, signed_in

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "sign_in",
    "sign_in_second",
    "sign_in_passkey",
    "sign_out",
    "password_lost",
    "password_new",
    "join",
    "me",
    "second",
    "second_passkey",
    "switch_shop",
}
WHO = {
    "owner manager support": "today pay_all cases desk_find answer_inquiry desk_dispute desk_dispute_act desk_dispute_letters desk_order desk_order_act mail "
    "mail_one mail_html desk_withdrawals desk_withdrawal desk_withdrawal_pdf begin desk_postage_bring desk_postage_label shop_system_export worklist "
    "worklist_day worklist_one worklist_csv desk_case desk_here desk_act claim_picture claim_packet claim_paper claim_pictures recovery claim_picture_covered send_claims recovery_file desk_label desk_label_of desk_link desk_link_code desk_photo "
    "desk_photo_original spikes spike recalls recall recall_not_reached strays stray_photo desk_case_file credits desk_account hubs hub_batch mails_in mail_in_one mail_in_original mail_in_file mail_in_picture",
    "owner manager": "settings settings_look settings_preview settings_languages notice_texts notice_text well promise promise_change promise_look "
    "promise_effects promise_forget promise_publish promise_versions promise_compare promise_take promise_try promise_begin shop_places imports import "
    "import_progress import_refused hours recall_begin stock makers stock_csv source_csv suppliers supplier_risk supplier_new supplier_terms supplier_change supplier_compare supplier_vetting inspecting hub_settings scorecards scorecard_file",
    "owner": "people privacy looks processing processing_text mail_settings mail_test mail_check webhooks webhook postage_settings postage_greet payments payments_greet shop_system "
    "shop_system_connect shop_system_leave shop_system_progress credit_codes mail_in_settings mail_in_check",
    "owner accountant": "books books_file month month_rows month_file reconciliation hub_invoices hub_invoice",
    "owner manager support accountant": "credit_notes desk_credit_note pieces",
}  # fmt: skip


def desk_routes() -> dict[str, str]:
    """{name: address} of every page of the desk, with ids that are nobody's."""
    desk = next(one for one in get_resolver().url_patterns if str(one.pattern) == "desk/")
    found = {}
    for one in desk.url_patterns:
        assert isinstance(one, URLPattern)
        address = re.sub(r"<int:\w+>", "1", str(one.pattern))
        found[str(one.name)] = "/desk/" + re.sub(r"<(?:\w+:)?form>", "csv", re.sub(r"<(?:\w+:)?month>", "2026-11", address))
    return {name: re.sub(r"<[^>]+>", "none", address) for name, address in found.items()}


def test_every_page_of_the_desk_is_in_the_table_once() -> None:
    named = [name for names in WHO.values() for name in names.split()]
    assert len(named) == len(set(named)) and set(named) | EVERYBODY == set(desk_routes())


@pytest.mark.parametrize("role", SHOP_ROLES)
def test_each_role_gets_what_the_table_says_and_is_told_whom_to_ask_elsewhere(role: str, now: datetime) -> None:
    shop = make_shop("home", now)
    client = signed_in(shop.owner if role == "owner" else member_of(shop, now, role))
    client.raise_request_exception = False
    wrong, routes = [], desk_routes()
    for roles, names in WHO.items():
        for name in names.split():
            for answer in [client.get(routes[name])] + ([client.post(routes[name], {"do": "x"})] if role not in roles.split() else []):
                refused = getattr(answer, "refusal", "") == "role_may_not"
                led = name == "today" and answer.status_code == 302 and answer["Location"] == "/desk/books/"
                if (refused or led) == (role in roles.split()) or (refused and answer.status_code != 403) or answer.status_code >= 500:
                    wrong.append((name, answer.status_code, getattr(answer, "refusal", "")))
                if refused:
                    assert "Anna (owner)" in answer.content.decode()
    assert wrong == []


def test_a_hub_worker_has_the_dock_and_no_page_of_the_desk(now: datetime) -> None:
    shop = make_shop("home", now)
    client = signed_in(shop.worker)
    client.raise_request_exception = False
    assert client.get("/dock/").status_code == 200
    routes = desk_routes()
    for names in WHO.values():
        for name in names.split():
            assert client.get(routes[name]).status_code == 403, name
    owner = signed_in(shop.owner)
    assert owner.get("/dock/").status_code == 403


def test_the_accountant_reads_books_without_a_case_a_picture_or_a_name(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    _settled(shop, order, now)
    client = signed_in(member_of(shop, now, "accountant"))
    assert client.get("/desk/", follow=True).redirect_chain == [("/desk/books/", 302)]
    read = [
        client.get(f"/desk/{page}").content.decode()
        for page in (
            "books/",
            "books/2026-11.csv",
            "books/2026-11.beancount",
            "credit-notes/",
            "credit-notes/?as=csv",
            "pieces/",
            "pieces/?place=in_transit",
            "books/month/",
            "books/month/2026-11.csv",
            "books/reconciliation/",
        )
    ]
    assert not any(word in page for page in read for word in ("Hanna", "hanna@", "Lindenstr", "/desk/cases/", "/desk/photo/"))
    for page in ("cases/", "find/?q=Hanna", f"order/{order.public_id}/", "mail/"):
        assert client.get(f"/desk/{page}").status_code == 403


def test_the_table_knows_every_role_verb_and_ability() -> None:
    assert set(GRANTS) == {*SHOP_ROLES, "inspector", *(f"token:{verb}" for verb in TOKEN_VERBS)}
    assert set().union(*GRANTS.values()) == {*ABILITIES, *TOKEN_VERBS}
    assert granted("nobody") == frozenset() and not may(["owner"], "nothing") and not may(["token:read"], "cases")
    assert not any(granted(role) & set(TOKEN_VERBS) for role in (*SHOP_ROLES, "inspector"))


def test_support_orders_up_to_the_limit_and_what_goes_beyond_leaves_no_trace(now: datetime) -> None:
    shop = make_shop("home", now)
    client, owner = signed_in(member_of(shop, now, "support")), signed_in(shop.owner)
    assert owner.post("/desk/people/", {"do": "limit", "limit": "20,00"}).status_code == 302
    assert 'value="20.00"' in owner.get("/desk/people/").content.decode()
    case, line = _opened(shop, sell(shop, now, LAMP), now)
    with unit(merchants=[shop.id]):
        was = (promised(case.id), len(returns.timeline_of(case.id)))
    form = {"do": "offer", "line": line.public_id, "remedy": "partial_refund", "amount": "20.01", "note": "sorry"}
    answer = client.post(f"/desk/case/{case.public_id}/do/", form)
    assert answer.status_code == 403 and "up to €20.00" in answer.content.decode() and "owner, manager" in answer.content.decode()
    with unit(merchants=[shop.id]):
        assert (promised(case.id), len(returns.timeline_of(case.id))) == was
    assert client.post(f"/desk/case/{case.public_id}/do/", form | {"amount": "20.00"}).status_code == 302
    assert client.post(f"/desk/case/{case.public_id}/do/", form | {"amount": "5.00"}).status_code == 302, "a smaller offer instead"
    assert client.post(f"/desk/case/{case.public_id}/do/", {"do": "message", "text": "Hello"}).status_code == 302
    assert owner.post(f"/desk/case/{case.public_id}/do/", form | {"amount": "30.00"}).status_code == 302
    assert client.post(f"/desk/case/{case.public_id}/do/", {"do": "message", "text": "It is more now"}).status_code == 302
    with unit(merchants=[shop.id]):
        assert promised(case.id) == 3000 and settlement.reimbursements_of_case(case.id) == []
    assert owner.post("/desk/people/", {"do": "limit", "limit": ""}).status_code == 302
    assert client.post(f"/desk/case/{case.public_id}/do/", form | {"amount": "31.00"}).status_code == 302
    assert owner.post("/desk/people/", {"do": "limit", "limit": "many"}).status_code == 422
    assert owner.post("/desk/people/", {"do": "limit", "limit": "-1"}).status_code == 422


def test_what_a_person_lets_through_counts_and_what_the_promise_gives_does_not(now: datetime) -> None:
    shop = make_shop("home", now)
    client, owner = signed_in(member_of(shop, now, "support")), signed_in(shop.owner)
    owner.post("/desk/people/", {"do": "limit", "limit": "20"})
    waits, _ = _opened(shop, sell(shop, now, LAMP, number="#1001"), now, "not_delivered")
    assert client.post(f"/desk/case/{waits.public_id}/do/", {"do": "approve"}).status_code == 403
    with unit(merchants=[shop.id]):
        assert returns.lines_of_case(waits.id)[0].decision == "needs_review"
    assert owner.post(f"/desk/case/{waits.public_id}/do/", {"do": "approve"}).status_code == 302
    promised_by_rule, line = _opened(shop, sell(shop, now, LAMP, number="#1002"), now)
    form = {"do": "choose", "line": line.public_id, "remedy": "refund"}
    assert client.post(f"/desk/case/{promised_by_rule.public_id}/do/", form).status_code == 302
    with unit(merchants=[shop.id]):
        assert promised(promised_by_rule.id) == 0 and returns.choices_of(promised_by_rule.id)


def test_an_owner_gives_another_role_and_the_last_owner_stays_one(now: datetime) -> None:
    shop = make_shop("home", now)
    email = member_of(shop, now, "support")
    owner, client = signed_in(shop.owner), signed_in(email)
    assert client.get("/desk/settings/").status_code == 403
    members = {one.person.email: one.id for one in parties.members_of(shop.id)}
    owner.post("/desk/people/", {"do": "role", "member": str(members[email]), "role": "manager"})
    assert client.get("/desk/settings/").status_code == 200 and client.get("/desk/people/").status_code == 403
    assert owner.post("/desk/people/", {"do": "role", "member": str(members[shop.owner]), "role": "support"}).status_code == 409
    assert owner.post("/desk/people/", {"do": "role", "member": str(members[email]), "role": "king"}).status_code == 422
    assert Client().get("/desk/people/").status_code == 302


def _opened(shop: Any, order: Any, now: datetime, kind: str = "defective") -> tuple[Any, Any]:
    ask = Ask((AskedLine(line_of(shop, order).id, 1, (kind,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        return case, returns.lines_of_case(case.id)[0]


def _settled(shop: Any, order: Any, now: datetime) -> None:
    case, line = _opened(shop, order, now)
    accept_offer(merchant_id=shop.id, line_id=line.id, remedy="refund", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
