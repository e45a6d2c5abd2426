"""Addresses that other servers call."""

from django.urls import path

from makegood.interfaces.hooks import payments, shop_system

urlpatterns = [
    path("payments/<slug:shop>/<str:connection>/", payments.payments, name="hook_payments"),
    path("shopify/<slug:shop>/<str:connection>/", shop_system.take, {"party": "shopify"}, name="hook_shopify"),
    path("woocommerce/<slug:shop>/<str:connection>/", shop_system.take, {"party": "woocommerce"}, name="hook_woocommerce"),
]
