"""Mails of our own for tests, and the shared ones where they lie."""

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", "shared")) / "data" / "mail"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared mails are not here: set MAKEGOOD_SHARED")


def mail(
    text: str = "It does not shine.", *, subject: str = "My lamp", sender: str = "Hanna Huber <hanna@test.example>", to: str = "returns@shop.example",
    message_id: str = "<one@mail.example>", html: str = "", pictures: tuple[tuple[str, bytes], ...] = (), **headers: str,
) -> bytes:  # fmt: skip
    """A mail as it comes; further headers by their names with _ for -."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, to, subject, "Fri, 20 Nov 2026 09:30:00 +0100"
    if message_id:
        made["Message-ID"] = message_id
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in pictures:
        made.add_attachment(content, maintype="image", subtype=name.rpartition(".")[2], filename=name)
    return made.as_bytes().replace(b"\n", b"\r\n")


def picture(shade: int = 0) -> bytes:
    from tests.browser.world import picture as drawn

    found: Any = drawn(shade)
    return bytes(found)
