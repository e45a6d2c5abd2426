"""Addresses of the shop's pages."""

from django.urls import path

from makegood.interfaces.desk import act, begin, case, here, mail_settings, me, password, people, shop_settings, sign_in, today

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", password.lost, name="password_lost"),
    path("password/<str:token>/", password.new, name="password_new"),
    path("me/", me.me, name="me"),
    path("shop/", me.switch_shop, name="switch_shop"),
    path("settings/", shop_settings.shop, name="settings"),
    path("settings/look/", shop_settings.look, name="settings_look"),
    path("settings/look/preview.css", shop_settings.preview, name="settings_preview"),
    path("settings/languages/", shop_settings.languages, name="settings_languages"),
    path("settings/mail/", mail_settings.mail_settings, name="mail_settings"),
    path("settings/mail/test/", mail_settings.mail_test, name="mail_test"),
    path("", today.today, name="today"),
    path("pay/", today.pay_all, name="pay_all"),
    path("cases/", today.cases, name="cases"),
    path("mail/", today.mail, name="mail"),
    path("new/", begin.begin, name="begin"),
    path("people/", people.people, name="people"),
    path("join/<str:token>/", people.join, name="join"),
    path("case/<str:case_id>/", case.case_page, name="desk_case"),
    path("case/<str:case_id>/here/", here.here, name="desk_here"),
    path("case/<str:case_id>/do/", act.act, name="desk_act"),
    path("case/<str:case_id>/label.pdf", case.label, name="desk_label"),
    path("credit-note/<str:number>.pdf", case.credit_note, name="desk_credit_note"),
    path("photo/<str:case_id>/<int:file_id>", case.photo, name="desk_photo"),
]
