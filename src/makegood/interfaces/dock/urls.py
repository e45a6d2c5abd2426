"""Addresses of the hub's pages."""

from django.urls import path

from makegood.interfaces.dock import scan

urlpatterns = [
    path("", scan.scan, name="dock"),
    path("last/", scan.last, name="dock_last"),
    path("unknown/", scan.unknown, name="dock_unknown"),
    path("parcel/<str:parcel_id>/", scan.parcel_page, name="dock_parcel"),
    path("line/<str:line_id>/", scan.not_right, name="dock_line"),
]
