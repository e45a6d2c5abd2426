"""Addresses that other servers call."""

from django.urls import path

from makegood.interfaces.hooks import payments

urlpatterns = [
    path("payments/<slug:shop>/<str:connection>/", payments.payments, name="hook_payments"),
    path("stripe/<slug:shop>/<str:connection>/", payments.stripe, name="hook_stripe"),
    path("paypal/<slug:shop>/<str:connection>/", payments.paypal, name="hook_paypal"),
]
