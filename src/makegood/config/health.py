"""Is it up, is it ready, what does it count."""

import hmac
import os
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from makegood.base.queue import queue_state
from makegood.base.tables import tables_differ
from makegood.insight.diagnosis import limping
from makegood.insight.gauges import gauges
from makegood.insight.keeping import late as late_backup
from makegood.web.clock import now_of
from makegood.web.metrics import exposition
from makegood.web.security import address_of

NO_DATABASE = "the database does not answer"
OLD_TABLES = "the database's tables are not those of this version: run `makegood migrate`"


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """{"ready", "missing", "limping"}, in words. 503 where a part without which no page can be served is missing.

    `limping` names what keeps a promise but no page (the worker): taking the pages away as well would help nobody.
    """
    missing: list[str] = []
    late: list[str] = []
    if not os.access(settings.MAKEGOOD_DATA, os.W_OK):
        missing.append("the data folder can't be written: photos could not be kept")
    try:
        if tables_differ():
            missing.append(OLD_TABLES)
        else:
            late = [f"{one.message} {one.mend}" for one in limping(queue_state())]
            if (backup := late_backup(now_of(request))) is not None:
                late.append(f"{backup.message} `makegood doctor` says why.")  # what the disk said may name folders: not for everybody
    except DatabaseError:
        missing.append(NO_DATABASE)
    response = JsonResponse({"ready": not missing, "missing": missing, "limping": late}, status=503 if missing else 200)
    if missing:
        response["Retry-After"] = "5"
    return response


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for this machine, or for whoever has MAKEGOOD_METRICS_TOKEN."""
    if not _may_count(request):
        text = "Metrics are for this machine, or for a caller with `Authorization: Bearer MAKEGOOD_METRICS_TOKEN`.\n"
        return HttpResponse(text, status=403, content_type="text/plain")
    try:
        now = gauges(now_of(request))
    except DatabaseError:  # what was counted is worth having all the more
        now = [("database_up", "Whether the database answers.", "", {"": 0.0})]
    else:
        now = [("database_up", "Whether the database answers.", "", {"": 1.0}), *now]
    return HttpResponse(exposition(now), content_type=CONTENT_TYPE_LATEST)


def _may_count(request: HttpRequest) -> bool:
    token = settings.MAKEGOOD_METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    if request.headers.get("X-Forwarded-For") and not settings.SECURE_PROXY_SSL_HEADER:
        return False  # a proxy that we were not told of: its own address says nothing about the caller's
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
