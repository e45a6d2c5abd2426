"""Addresses of the shop's pages."""

from django.contrib.auth import views as auth
from django.urls import path

from makegood.interfaces.desk import act, begin, case, chat, declarations, imports, payments, people, today

urlpatterns = [
    path("sign-in/", auth.LoginView.as_view(template_name="desk/sign_in.html", next_page="/desk/"), name="sign_in"),
    path("sign-out/", auth.LogoutView.as_view(next_page="/desk/sign-in/"), name="sign_out"),
    path("", today.today, name="today"),
    path("pay/", today.pay_all, name="pay_all"),
    path("cases/", today.cases, name="cases"),
    path("mail/", today.mail, name="mail"),
    path("withdrawals/", declarations.withdrawals, name="desk_withdrawals"),
    path("withdrawal/<str:declaration_id>/", declarations.withdrawal, name="desk_withdrawal"),
    path("withdrawal/<str:declaration_id>/receipt.pdf", declarations.receipt, name="desk_withdrawal_pdf"),
    path("new/", begin.begin, name="begin"),
    path("people/", people.people, name="people"),
    path("settings/payments/", payments.page, name="payments"),
    path("settings/payments/try/", payments.greet, name="payments_greet"),
    path("orders-in/", imports.imports, name="imports"),
    path("orders-in/<str:upload_id>/", imports.one_import, name="import"),
    path("orders-in/<str:upload_id>/progress", imports.import_progress, name="import_progress"),
    path("orders-in/<str:upload_id>/refused.csv", imports.import_refused, name="import_refused"),
    path("join/<str:token>/", people.join, name="join"),
    path("case/<str:case_id>/", case.case_page, name="desk_case"),
    path("case/<str:case_id>/do/", act.act, name="desk_act"),
    path("claim/<str:claim_id>/picture.svg", chat.picture, name="claim_picture"),
    path("case/<str:case_id>/label.pdf", case.label, name="desk_label"),
    path("credit-note/<str:number>.pdf", case.credit_note, name="desk_credit_note"),
    path("photo/<str:case_id>/<int:file_id>", case.photo, name="desk_photo"),
]
