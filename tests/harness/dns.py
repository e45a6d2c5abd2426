"""A DNS server of the tests' own, over UDP and TCP, and the faults that one can have."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[tuple[str, str], Any]


@dataclass
class Names:
    """`zone`: (name, kind) -> texts, or one of the faults: "silent", "servfail", "garbage", "other" (the answer to another question),
    "truncated" (whole only over TCP: the texts follow in `whole`). What is in no zone is not there (NXDOMAIN)."""

    zone: Zone
    whole: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, wire: bytes, *, tcp: bool) -> bytes | None:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        found: Any = self.zone.get((name, kind))
        if found == "silent":
            return None
        if found == "garbage":
            return wire[:2] + b"\xff" * 30
        reply = dns.message.make_response(query)
        if found == "servfail":
            reply.set_rcode(dns.rcode.SERVFAIL)
            return reply.to_wire()
        if found == "other":
            reply.id = (query.id + 1) % 65536
            found = ["v=spf1 +all"]
        if found == "truncated":
            found = self.whole[name, kind] if tcp else []
            if not tcp:
                reply.flags |= dns.flags.TC
                return reply.to_wire()
        if found:
            texts = [_quoted(text) if kind == "TXT" else text for text in found]
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


def _quoted(text: str) -> str:
    """As a zone file writes it: pieces of at most 255 bytes, everything odd escaped."""
    raw = text.encode("latin-1")
    pieces = [raw[at : at + 255] for at in range(0, len(raw), 255)] or [b""]
    return " ".join(
        '"' + "".join(chr(one) if 32 <= one < 127 and one not in b'"\\' else f"\\{one:03}" for one in piece) + '"' for piece in pieces
    )


@contextlib.contextmanager
def name_server(names: Names, port: int = 0) -> Iterator[int]:
    """Its port, the same for UDP and TCP."""
    tcp = socket.create_server(("127.0.0.1", port))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", tcp.getsockname()[1]))

    def over_udp() -> None:
        with contextlib.suppress(OSError):
            while True:
                wire, who = udp.recvfrom(4096)
                if wire == b"end":
                    return
                if (reply := names.answer(wire, tcp=False)) is not None:
                    udp.sendto(reply, who)

    def over_tcp() -> None:
        with contextlib.suppress(OSError):
            while True:
                talk, _ = tcp.accept()
                with talk:
                    (size,) = struct.unpack("!H", talk.recv(2))
                    if (reply := names.answer(talk.recv(size), tcp=True)) is not None:
                        talk.sendall(struct.pack("!H", len(reply)) + reply)

    threads = [threading.Thread(target=one, daemon=True) for one in (over_udp, over_tcp)]
    for thread in threads:
        thread.start()
    port = int(tcp.getsockname()[1])
    try:
        yield port
    finally:
        udp.sendto(b"end", ("127.0.0.1", port))
        tcp.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        tcp.close()
        udp.close()
