"""Addresses that other servers call."""

from django.urls import path

from makegood.interfaces.hooks import mail_in, mail_status, payments, postage, shop_system

urlpatterns = [
    path("payments/<slug:shop>/<str:connection>/", payments.payments, name="hook_payments"),
    path("postage/<slug:shop>/<str:connection>/", postage.postage, name="hook_postage"),
    path("mail-status/<slug:provider>/<slug:shop>/", mail_status.mail_status, name="hook_mail_status"),
    path(
        "mail-in/<slug:provider>/<slug:shop>/<str:token>/mime", mail_in.mail_in, name="hook_mail_in"
    ),  # Mailgun sends the mail itself to such an end
    path("stripe/<slug:shop>/<str:connection>/", payments.stripe, name="hook_stripe"),
    path("paypal/<slug:shop>/<str:connection>/", payments.paypal, name="hook_paypal"),
    path("shopify/<slug:shop>/<str:connection>/", shop_system.take, {"party": "shopify"}, name="hook_shopify"),
    path("woocommerce/<slug:shop>/<str:connection>/", shop_system.take, {"party": "woocommerce"}, name="hook_woocommerce"),
]
