"""Addresses of the supplier's page."""

from django.urls import path

from makegood.interfaces.supplier import answer, order

urlpatterns = [
    path("order/<str:token>/", order.order_page, name="supplier_order"),
    path("<str:token>/", answer.claim_page, name="supplier"),
    path("<str:token>/photo/<int:file_id>", answer.photo, name="supplier_photo"),
    path("<str:token>/packet.<str:form>", answer.packet, name="supplier_packet"),
]
