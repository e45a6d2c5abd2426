"""A file to keep."""

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"


def download(content: bytes | str, name: str, media_type: str) -> HttpResponse:
    """`name` is plain ASCII. Nothing between us and the reader keeps it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
