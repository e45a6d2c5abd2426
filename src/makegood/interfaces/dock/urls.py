"""Addresses of the hub's pages."""

from django.urls import path

from makegood.interfaces.dock import device, parcel, questions, scan, work

urlpatterns = [
    path("", scan.scan, name="dock"),
    path("last/", scan.last, name="dock_last"),
    path("unknown/", scan.unknown, name="dock_unknown"),
    path("parcel/<str:parcel_id>/", parcel.parcel_page, name="dock_parcel"),
    path("line/<str:line_id>/photo/<int:file_id>", parcel.photo, name="dock_photo"),
    path("work/", work.work, name="dock_work"),
    path("sample/<str:sample_id>/", work.sample, name="dock_sample"),
    path("questions/", questions.questions, name="dock_questions"),
    path("worker.js", device.worker, name="dock_worker"),
    path("hello/", device.hello, name="dock_hello"),
    path("awaited/", device.awaited, name="dock_awaited"),
    path("take/", device.take, name="dock_take"),
]
