"""Addresses of the customer's pages."""

from django.urls import path

from makegood.interfaces.portal import ask, case, choose, claim_info, find, means, postage, promise, recall, withdraw, withdrawal

urlpatterns = [
    path("s/<slug:shop>/", find.find, name="find"),
    path("s/<slug:shop>/brand.css", find.brand, name="brand"),
    path("s/<slug:shop>/write/", find.write, name="write"),
    path("s/<slug:shop>/logo-<str:digest>.png", find.logo, name="logo"),
    path("s/<slug:shop>/ask/", ask.what_happened, name="ask"),
    path("s/<slug:shop>/show/", ask.show_it, name="show"),
    path("s/<slug:shop>/choose/", choose.choose, name="choose"),
    path("s/<slug:shop>/check/", choose.check, name="check"),
    path("s/<slug:shop>/show/<int:file_id>", ask.shown_photo, name="shown_photo"),
    path("s/<slug:shop>/promise/", promise.page, name="promise"),
    path("s/<slug:shop>/promise/form/", promise.form, name="promise_form"),
    path("s/<slug:shop>/promise/shown/<str:digest>/", promise.shown, name="promise_shown"),
    path("s/<slug:shop>/promise.json", promise.as_json, name="promise_json"),
    path("s/<slug:shop>/promise.html", promise.as_html, name="promise_html"),
    path("s/<slug:shop>/help/<str:token>/", claim_info.page, name="claim_info"),
    path("s/<slug:shop>/means/<str:token>/", means.page, name="means"),
    path("s/<slug:shop>/recall/<str:token>/", recall.page, name="recall_page"),
    path("s/<slug:shop>/withdraw/", withdraw.withdraw, name="withdraw"),
    path("s/<slug:shop>/withdrawal/<str:token>/", withdrawal.receipt, name="withdrawal"),
    path("s/<slug:shop>/withdrawal/<str:token>/receipt.pdf", withdrawal.receipt_as_pdf, name="withdrawal_pdf"),
    path("s/<slug:shop>/case/<str:token>/", case.case_page, name="case"),
    path("s/<slug:shop>/case/<str:token>/do/", case.act, name="case_act"),
    path("s/<slug:shop>/case/<str:token>/label.pdf", case.label, name="case_label"),
    path("s/<slug:shop>/case/<str:token>/label/<str:parcel_id>.pdf", case.label, name="case_label_of"),
    path("s/<slug:shop>/case/<str:token>/postage/<str:parcel_id>.pdf", postage.paid_label, name="case_postage"),
    path("s/<slug:shop>/case/<str:token>/credit-note/<str:number>.pdf", case.credit_note, name="case_credit_note"),
    path("s/<slug:shop>/case/<str:token>/photo/<int:file_id>", case.photo, name="case_photo"),
]
