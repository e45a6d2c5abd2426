"""A mail server of the rehearsal's own: it takes everything and counts by Message-ID."""

import contextlib
import email
import socketserver
import threading
from collections import Counter
from email.message import Message
from typing import BinaryIO


class Mailbox:
    """`mails` in the order in which they came. A second one with the same Message-ID is what a receiver drops."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        box = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # the sender was killed while it spoke
                    box._talk(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Talk)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server.server_address[1]}?tls=none"

    def counts(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.mails)

    def text_to(self, address: str) -> str:
        """The words of the newest mail to this address, empty where there is none."""
        return next((str(mail.get_payload(decode=True), "utf-8") for mail in reversed(self.mails) if mail["To"] == address), "")

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _talk(self, heard: BinaryIO, said: BinaryIO) -> None:
        """RFC 5321, as much of it as a sender needs."""
        said.write(b"220 rehearsal\r\n")
        while line := heard.readline():
            word = line[:4].upper()
            if word == b"DATA":
                said.write(b"354 go on\r\n")
                lines = []
                while (part := heard.readline()) and part.rstrip(b"\r\n") != b".":
                    lines.append(part[1:] if part.startswith(b"..") else part)
                if part:  # the whole of it came: from here on it is ours
                    self.mails.append(email.message_from_bytes(b"".join(lines)))
                    said.write(b"250 taken\r\n")
            elif word == b"QUIT":
                said.write(b"221 bye\r\n")
                return
            else:
                said.write(b"250 ok\r\n")
