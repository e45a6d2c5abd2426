"""The pages of the shops in tests/browser/world.py, each as (name, who, path, status)."""

from typing import Any

Page = tuple[str, str, str, int]


def pages_of(made: Any) -> list[Page]:
    """By who may see them: nobody signs in more often than a limit allows."""
    found = [*_customers(made), *_suppliers(made), *_daily(made), *_settings_and_books(made), *_hubs(made)]
    return sorted(found, key=lambda one: one[1])


def _customers(made: Any) -> list[Page]:
    home, long, tokens, slug = made.home, made.long, made.tokens, made.gone.merchant.slug

    def case(shop: Any, name: str) -> str:
        return f"/s/{shop.merchant.slug}/case/{tokens[name]}/"

    return [
        ("front", "", "/", 200),
        ("find", "", f"/s/{home.merchant.slug}/", 200),
        ("find-order-not-chosen", "", f"/s/{home.merchant.slug}/ask/", 409),
        ("find-no-such-shop", "", "/s/nobody/", 404),
        ("case-send", "", case(home, "lamp"), 200),
        ("case-closed", "", case(home, "dropped"), 200),
        ("case-made", "", case(long, "mug"), 200),
        ("case-long", "", case(long, "long"), 200),
        ("case-credit", "", case(home, "credit"), 200),
        ("case-ended", "", case(home, "ended"), 410),
        ("case-garbled", "", f"/s/{home.merchant.slug}/case/lnk_abc:nonsense/", 404),
        ("case-dearer", "", case(home, "dearer"), 200),
        ("recall-customer", "", f"/s/{home.merchant.slug}/recall/{tokens['recall']}/", 200),
        ("means", "", f"/s/{slug}/means/{tokens['means']}/", 200),
        ("means-over", "", f"/s/{slug}/means/{tokens['means_over']}/", 200),
    ]


def _suppliers(made: Any) -> list[Page]:
    tokens = made.tokens
    return [
        ("supplier", "", f"/supplier/{tokens['claim']}/?lang=en", 200),
        ("supplier-chinese", "", f"/supplier/{tokens['claim']}/", 200),
        ("supplier-no-photo", "", f"/supplier/{tokens['claim_no_photo']}/", 200),
        ("supplier-answered", "", f"/supplier/{tokens['claim_answered']}/?lang=en", 200),
        ("supplier-order", "", f"/supplier/order/{tokens['order']}/?lang=en", 200),
        ("supplier-order-chinese", "", f"/supplier/order/{tokens['order']}/", 200),
        ("supplier-order-garbled", "", "/supplier/order/lnk_abc:nonsense/", 404),
        ("supplier-ended", "", f"/supplier/{tokens['claim_ended']}/", 410),
        ("supplier-garbled", "", "/supplier/lnk_abc:nonsense/", 404),
    ]


def _daily(made: Any) -> list[Page]:
    home, long, empty, gone, ids = made.home, made.long, made.empty, made.gone, made.ids
    return [
        ("desk-case-ordered", home.owner, f"/desk/case/{ids['ordered']}/", 200),
        ("desk-case-dearer", home.owner, f"/desk/case/{ids['dearer']}/", 200),
        ("today", home.owner, "/desk/", 200),
        ("recovery", home.owner, "/desk/recovery/", 200),
        ("cases", home.owner, "/desk/cases/?state=all", 200),
        ("cases-none-found", home.owner, "/desk/cases/?q=9999", 200),
        ("desk-case", home.owner, f"/desk/case/{ids['lamp_case']}/", 200),
        ("desk-case-claimed", home.owner, f"/desk/case/{ids['claimed']}/", 200),
        ("desk-case-closed", home.owner, f"/desk/case/{ids['dropped']}/", 200),
        ("desk-case-credit", home.owner, f"/desk/case/{ids['credit']}/", 200),
        ("desk-case-of-another-shop", home.owner, f"/desk/case/{ids['mug']}/", 404),
        ("desk-dock-forbidden", home.owner, "/dock/", 403),
        ("mail", home.owner, "/desk/mail/", 200),
        ("recalls", home.owner, "/desk/recalls/", 200),
        ("recalls-empty", empty.owner, "/desk/recalls/", 200),
        ("recall", home.owner, f"/desk/recalls/{ids['recall']}/", 200),
        ("recall-of-another-shop", long.owner, f"/desk/recalls/{ids['recall']}/", 404),
        ("recall-begin", home.owner, "/desk/recalls/new/?sku=L-2", 200),
        ("makers", home.owner, "/desk/recalls/products/", 200),
        ("spikes", home.owner, "/desk/spikes/", 200),
        ("spikes-empty", empty.owner, "/desk/spikes/", 200),
        ("spike", home.owner, f"/desk/spikes/{ids['spike']}/", 200),
        ("spike-of-another-shop", long.owner, f"/desk/spikes/{ids['spike']}/", 404),
        ("strays", home.owner, "/desk/strays/", 200),
        ("strays-empty", empty.owner, "/desk/strays/", 200),
        ("mails-in", home.owner, "/desk/mail-in/", 200),
        ("mails-in-spam", home.owner, "/desk/mail-in/?state=spam", 200),
        ("mail-in", home.owner, f"/desk/mail-in/{ids['mail_new']}/", 200),
        ("mail-in-landed", home.owner, f"/desk/mail-in/{ids['mail_landed']}/", 200),
        ("mail-in-unread", home.owner, f"/desk/mail-in/{ids['mail_unread']}/", 200),
        ("mail-in-of-another-shop", long.owner, f"/desk/mail-in/{ids['mail_new']}/", 404),
        ("mails-in-empty", empty.owner, "/desk/mail-in/", 200),
        ("mail-in-long", long.owner, f"/desk/mail-in/{ids['mail_long']}/", 200),
        ("begin", home.owner, "/desk/new/?number=1002", 200),
        ("today-empty", empty.owner, "/desk/", 200),
        ("cases-empty", empty.owner, "/desk/cases/", 200),
        ("mail-empty", empty.owner, "/desk/mail/", 200),
        ("today-long", long.owner, "/desk/", 200),
        ("begin-long", long.owner, "/desk/new/?number=2001", 200),
        ("desk-case-long", long.owner, f"/desk/case/{ids['long']}/", 200),
        ("today-means", gone.owner, "/desk/", 200),
        ("desk-case-means", gone.owner, f"/desk/case/{ids['gone']}/", 200),
    ]


def _settings_and_books(made: Any) -> list[Page]:
    home, empty, ids = made.home, made.empty, made.ids
    return [
        ("credits", home.owner, "/desk/credits/", 200),
        ("credits-empty", empty.owner, "/desk/credits/", 200),
        ("hours", home.owner, "/desk/settings/hours/", 200),
        ("settings-stock", home.owner, "/desk/settings/stock/", 200),
        ("settings-stock-empty", empty.owner, "/desk/settings/stock/", 200),
        ("settings-suppliers", home.owner, "/desk/settings/suppliers/", 200),
        ("settings-suppliers-empty", empty.owner, "/desk/settings/suppliers/", 200),
        ("settings-supplier-terms", home.owner, f"/desk/settings/suppliers/{ids['terms']}/", 200),
        ("settings-supplier-change", home.owner, f"/desk/settings/suppliers/{ids['terms']}/change/", 200),
        ("settings-supplier-vetting", home.owner, "/desk/settings/suppliers/known/maker/", 200),
        ("settings-supplier-compare", home.owner, "/desk/settings/suppliers/compare/?one=maker", 200),
        ("settings-supplier-new", home.owner, "/desk/settings/suppliers/new/?pack=cjdropshipping", 200),
        ("hub-settings", home.owner, "/desk/settings/hubs/", 200),
        ("hubs", home.owner, "/desk/hubs/", 200),
        ("hubs-empty", empty.owner, "/desk/hubs/", 200),
        ("hub-invoices", home.owner, "/desk/books/hubs/", 200),
        ("hub-invoices-empty", empty.owner, "/desk/books/hubs/", 200),
        ("hub-invoice", home.owner, f"/desk/books/hubs/{ids['hub_invoice']}/", 200),
        ("inspecting", home.owner, "/desk/settings/inspection/?category=lamp", 200),
        ("scorecards", home.owner, "/desk/scorecards/?days=365", 200),
        ("scorecards-empty", empty.owner, "/desk/scorecards/", 200),
        ("mail-in-settings", home.owner, "/desk/settings/mail-in/", 200),
        ("mail-in-settings-empty", empty.owner, "/desk/settings/mail-in/", 200),
        ("notices", home.owner, "/desk/settings/notices/", 200),
        ("notice", home.owner, "/desk/settings/notices/refund_posted/de/", 200),
        ("well", home.owner, "/desk/settings/well/", 200),
        ("people", home.owner, "/desk/people/", 200),
        ("books", home.owner, "/desk/books/", 200),
        ("reconciliation", home.owner, "/desk/books/reconciliation/", 200),
        ("month", home.owner, "/desk/books/month/", 200),
        (
            "month-rows",
            home.owner,
            f"/desk/books/month/{ids['month']}/rows/?section=recoveries&key=supplier:claim_accepted&currency=EUR",
            200,
        ),
        ("reconciliation-empty", empty.owner, "/desk/books/reconciliation/", 200),
        ("month-empty", empty.owner, "/desk/books/month/", 200),
        ("reconciliation-no-month", home.owner, "/desk/books/reconciliation/?month=soon", 422),
        ("second-factor", home.owner, "/desk/me/second/", 200),
        ("looks", home.owner, "/desk/settings/privacy/looks/", 200),
        ("processing", home.owner, "/desk/settings/privacy/processing/", 200),
    ]


def _hubs(made: Any) -> list[Page]:
    home, empty, ids = made.home, made.empty, made.ids
    return [
        ("dock-work", home.worker, "/dock/work/", 200),
        ("dock-work-empty", empty.worker, "/dock/work/", 200),
        ("dock-sample", home.worker, f"/dock/sample/{ids['sample']}/", 200),
        ("dock-questions", home.worker, "/dock/questions/", 200),
        ("dock-empty", empty.worker, "/dock/", 200),
        ("dock", home.worker, "/dock/", 200),
        ("dock-parcel", home.worker, f"/dock/parcel/{ids['parcel']}/", 200),
        ("dock-unknown", home.worker, "/dock/unknown/", 200),
        ("dock-parcel-counted", home.worker, f"/dock/parcel/{ids['counted']}/", 200),
        ("dock-parcel-done", home.worker, f"/dock/parcel/{ids['opened']}/", 200),
        ("dock-desk-forbidden", home.worker, "/desk/", 403),
        ("dock-parcel-of-another-hub", empty.worker, f"/dock/parcel/{ids['parcel']}/", 404),
    ]
