"""Addresses of the supplier's page."""

from django.urls import path

from makegood.interfaces.supplier import answer

urlpatterns = [
    path("<str:token>/", answer.claim_page, name="supplier"),
    path("<str:token>/photo/<int:file_id>", answer.photo, name="supplier_photo"),
]
