"""Addresses."""

from django.urls import include, path

from makegood.config import health
from makegood.interfaces.api.v1.app import api
from makegood.interfaces.api.v1.problem_list import problems

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/v1/problems", problems),
    path("api/v1/", api.urls),
    path("desk/", include("makegood.interfaces.desk.urls")),
    path("dock/", include("makegood.interfaces.dock.urls")),
    path("hooks/", include("makegood.interfaces.hooks.urls")),
    path("supplier/", include("makegood.interfaces.supplier.urls")),
    path("", include("makegood.interfaces.front.urls")),
    path("", include("makegood.interfaces.portal.urls")),
]
handler400 = "makegood.web.problems.bad_request"
handler403 = "makegood.web.problems.forbidden"
handler404 = "makegood.web.problems.not_found"
handler500 = "makegood.web.problems.server_error"
