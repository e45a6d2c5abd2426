"""What the stand-ins for outside parties that come along (a payment provider, a Shopify) share: how they answer, and how they cut a line."""

import json
import socket
import struct
from http.server import BaseHTTPRequestHandler
from typing import Any


class Answering(BaseHTTPRequestHandler):
    """Answers in JSON or as they are told; whoever asked may be gone by then."""

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # whoever asked is gone; what was done is done
            self.close_connection = True

    def _reset(self) -> None:
        """Cut the connection so that the other side sees a reset, not an end (SO_LINGER with no time)."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
