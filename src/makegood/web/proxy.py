"""What a proxy says of the caller (X-Forwarded-*), believed only where MAKEGOOD_BEHIND_PROXY is set and the proxy's address is a trusted one."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SAID = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED")


def is_trusted(address: str) -> bool:
    """Whether it is an address of MAKEGOOD_TRUSTED_PROXIES."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in settings.MAKEGOOD_TRUSTED_PROXIES)


def forwarded_for(request: HttpRequest) -> str:
    """The last hop that is no trusted proxy; "" where no proxy is to be believed. What a caller wrote in front of it himself is not read."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        return ""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    for hop in reversed(hops):
        if not is_trusted(hop):
            return hop
    return hops[0] if hops else ""


class TrustedProxies:
    """Behind a proxy, what anybody else says in its name is forgotten: nobody is secure, or somewhere else, because he says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_PROXY_SSL_HEADER and not is_trusted(str(request.META.get("REMOTE_ADDR", ""))):
            for name in _SAID:
                request.META.pop(name, None)
        return self.get_response(request)
