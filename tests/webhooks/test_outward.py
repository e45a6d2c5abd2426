"""A message can't be used to reach what stands inside: addresses of every kind, names that change their mind, redirects."""

import contextlib
import socket
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.base import outward
from makegood.base.outward import check_address, is_public, post
from makegood.kernel.refusal import Refusal
from tests.harness.listener import listening


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_outside(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "ftp://shop.example/", "javascript:alert(1)", "//shop.example/", "https://", "https:///x", "https://localhost/", "https://LOCALHOST./",
        "https://a.localhost/", "https://printer.local/", "https://db.internal/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://10.1.2.3:8443/", "https://intranet/", "https://u:p@shop.example/", "https://shop.example/#x",
        "https://shop.example:0/", "https://shop.example:99999/", "https://shop.example/ä", "https://shop.example/\\x", "https://shop.example/a b",
        "https://shop.example/\nx", "https://" + "a" * 500 + ".example/", "https://[", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_taken(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_address(url, private=False)
    assert refused.value.code == "address_unfit" and refused.value.field == "url"


def test_addresses_that_are_taken() -> None:
    for url in ("https://shop.example/hooks?shop=1", "https://hooks.shop.example:8443/", "https://1.1.1.1/x"):
        assert check_address(f" {url} ", private=False) == url
    assert check_address("http://127.0.0.1:8000/", private=True)


@given(st.text())
def test_any_text_is_an_address_or_a_refusal(text: str) -> None:
    for private in (False, True):
        with contextlib.suppress(Refusal):
            check_address(text, private=private)


def names(monkeypatch: Any, *answers: list[str]) -> list[str]:
    """A name server that answers these, one after another; what was asked."""
    asked, left = [], list(answers)

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(outward.socket, "getaddrinfo", resolve)
    return asked


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: Any) -> None:
    """A name that is public when it is looked at and inside a moment later is asked once."""
    asked, went = names(monkeypatch, ["93.184.215.14"], ["127.0.0.1"]), []

    def answer(request: httpx.Request) -> httpx.Response:
        went.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(204, content=iter([b""]))

    found = post("https://hooks.shop.example/x", b"{}", {}, timeout_s=5, private=False, transport=httpx.MockTransport(answer))
    assert found.status == 204 and found.problem == "" and asked == ["hooks.shop.example"]
    assert went == [("93.184.215.14", "hooks.shop.example", "hooks.shop.example")]


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["169.254.169.254"], ["::1"], ["64:ff9b::7f00:1"]])
def test_a_name_with_one_address_inside_is_not_asked(monkeypatch: Any, answers: list[str]) -> None:
    names(monkeypatch, answers)

    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was asked")

    assert (
        post("https://shop.example/", b"{}", {}, timeout_s=5, private=False, transport=httpx.MockTransport(never)).problem
        == "address_unfit"
    )


def test_a_redirect_is_not_followed() -> None:
    with listening() as elsewhere, listening() as listener:
        listener.status, listener.more = 307, {"Location": elsewhere.url}
        found = post(listener.url, b"{}", {}, timeout_s=5, private=True)
        assert (found.status, found.problem) == (307, "redirected") and len(listener.got) == 1 and elsewhere.got == []


@pytest.mark.parametrize(
    ("status", "problem"), [(200, ""), (204, ""), (299, ""), (301, "redirected"), (400, "refused"), (404, "refused"), (410, "gone"), (408, "asked_to_wait"), (429, "asked_to_wait"), (500, "their_fault"), (503, "their_fault")]
)  # fmt: skip
def test_what_an_answer_means(status: int, problem: str) -> None:
    answer = httpx.MockTransport(
        lambda request: httpx.Response(status, content=iter(["It\x00 said \u2603 this. ".encode()] * 100), headers={"Retry-After": "90"})
    )
    found = post("http://127.0.0.1:9/", b"{}", {}, timeout_s=5, private=True, transport=answer)
    assert (found.status, found.problem, found.retry_after) == (status, problem, 90)
    assert len(found.excerpt) <= 200 and found.excerpt.startswith("It  said \u2603 this.")


def test_who_does_not_answer(monkeypatch: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        assert post(address, b"{}", {}, timeout_s=5, private=True).problem == "no_connection"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert post(address, b"{}", {}, timeout_s=0.05, private=True).problem == "no_answer"

    def nowhere(*_: Any, **__: Any) -> Any:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(outward.socket, "getaddrinfo", nowhere)
    assert post("https://gone.shop.example/", b"{}", {}, timeout_s=5, private=False).problem == "no_address"
