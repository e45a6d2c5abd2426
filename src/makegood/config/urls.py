"""Addresses."""

from django.urls import path

from makegood.config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
handler400 = "makegood.web.problems.bad_request"
handler403 = "makegood.web.problems.forbidden"
handler404 = "makegood.web.problems.not_found"
handler500 = "makegood.web.problems.server_error"
