"""`makegood serve` as it runs in earnest: under systemd's eyes, behind nginx with TLS, as the how-to's samples say; and where it must not start."""

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import trustme

from makegood.localdb.cluster import Cluster, socket_folder
from makegood.localdb.death import die_with_parent
from tests.cast import PASSWORD, make_shop
from tests.harness.database import copy_template
from tests.harness.plugin import SECRET
from tests.harness.server import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "docs" / "how-to" / "samples"
CLUSTER = Path(os.environ["MAKEGOOD_TEST_CLUSTER"])
HOST = "returns.myshop.example"


def _env(data: Path, url: str, **more: str) -> dict[str, str]:
    unset = ("MAKEGOOD_DEMO", "MAKEGOOD_NOW", "DJANGO_SETTINGS_MODULE", "NOTIFY_SOCKET")
    given = {key: value for key, value in os.environ.items() if key not in unset}
    return {**given, "MAKEGOOD_DATA": str(data), "MAKEGOOD_DATABASE_URL": url, "MAKEGOOD_SECRET_KEYS": SECRET, **more}


def _serve(env: dict[str, str], port: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "makegood", "serve", "--port", str(port)], env=env, capture_output=True, text=True, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (
            {"MAKEGOOD_BASE_URL": "returns.shop.example", "MAKEGOOD_SECRET_KEYS": "short", "MAKEGOOD_DATA": "/proc/nowhere"},
            1,
            ("mg.E001", "mg.E007", "mg.E002 The data folder /proc/nowhere can't be written."),
        ),
        ({"MAKEGOOD_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, 1, ("mg.E003 The database does not answer.",)),
        ({"MAKEGOOD_DATABASE_URL": f"postgresql://postgres@/makegood?host={socket_folder(CLUSTER)}"}, 1, ("mg.E004",)),
    ],
    ids=["settings", "database away", "superuser"],
)
def test_it_does_not_start_where_something_is_wrong_and_says_what(
    wrong: dict[str, str], code: int, said: tuple[str, ...], tmp_path: Path
) -> None:
    found, text = _serve(_env(tmp_path, "") | {"MAKEGOOD_DATABASE_URL": "postgresql://x@127.0.0.1:1/y"} | wrong, free_port())
    assert found == code and all(one in text for one in said), text
    assert "makegood serves" not in text


def test_a_port_that_can_t_be_had_is_refused_before_anything_begins(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        found, text = _serve(_env(tmp_path, ""), port)
    assert (
        found == 3 and text == f"Port {port} is in use. Choose another one: `make demo PORT={port + 1}`.\n" and os.listdir(tmp_path) == []
    )


def test_the_embedded_database_writes_before_it_answers_whatever_its_files_say() -> None:
    data = Path(tempfile.mkdtemp(prefix="mg-durable-"))
    data.chmod(0o755)
    try:
        for _ in range(2):
            cluster = Cluster(data)
            cluster.start()
            with psycopg.connect(f"postgresql://postgres@/postgres?host={socket_folder(data)}", autocommit=True) as connection:
                shown = [
                    connection.execute(f"SHOW {name}").fetchall()[0][0] for name in ("fsync", "full_page_writes", "synchronous_commit")
                ]
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            cluster.stop()
            assert shown == ["on", "on", "on"]
    finally:
        shutil.rmtree(socket_folder(data), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


class _Systemd:
    """The end of NOTIFY_SOCKET that systemd holds."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def told(self, seconds: float) -> str:
        self.socket.settimeout(seconds)
        return self.socket.recv(4096).decode()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.contextmanager
def _nginx(folder: Path, authority: trustme.CA, upstream: int) -> Iterator[tuple[int, int]]:
    """(http, https) ports of nginx with the sample's own text: only names, ports and the certificate's place are put in."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not os.access(program, os.X_OK):
        pytest.skip("nginx is not installed: the proxy's sample was not tried")
    plain, secure = free_port(), free_port()
    cert = authority.issue_cert(HOST)
    cert.private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))
    text = (SAMPLES / "makegood.nginx").read_text()
    text = re.sub(r"/etc/letsencrypt/\S+\.pem", str(folder / "both.pem"), text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;")
    text = "\n".join(line for line in text.splitlines() if "[::]" not in line)
    temp = "\n".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"{user} pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {temp}\n{text}\n}}")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0 and "successful" in tested.stderr, tested.stderr
    child = subprocess.Popen([*command, "-g", "daemon off;"], preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        yield plain, secure
    finally:
        child.terminate()
        child.wait(20)


def _visitor(authority: trustme.CA, folder: Path, secure: int, address: str, **headers: str) -> httpx.Client:
    """A browser at this address of its own that finds the shop's name here."""
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    return _Named(httpx.HTTPTransport(verify=context, local_address=address), secure, headers)


class _Named(httpx.Client):
    def __init__(self, transport: httpx.HTTPTransport, secure: int, headers: dict[str, str]) -> None:
        super().__init__(base_url=f"https://127.0.0.1:{secure}", transport=transport, trust_env=False, timeout=60, headers={"Host": HOST, "Origin": f"https://{HOST}", **headers})  # fmt: skip

    def request(self, method: Any, url: Any, **more: Any) -> httpx.Response:
        return super().request(method, url, **more | {"extensions": {"sni_hostname": HOST}})


def _sign_in(visitor: httpx.Client, email: str, password: str, **files: Any) -> httpx.Response:
    page = visitor.get("/desk/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert page.status_code == 200 and token, page.text[:500]
    cookie = page.headers.get("set-cookie", "")
    assert not cookie or "Secure" in cookie
    if cookie:
        visitor.headers["Cookie"] = cookie.split(";")[0]
    return visitor.post("/desk/sign-in/", data={"csrfmiddlewaretoken": token[1], "username": email, "password": password}, **files)


@pytest.mark.slow
def test_it_serves_behind_nginx_tells_systemd_and_stops_in_order(tmp_path: Path, authority: trustme.CA, real_db: None) -> None:
    shop = make_shop("home", datetime.now(UTC))
    url = os.environ["MAKEGOOD_DATABASE_URL"]
    systemd, port = _Systemd(tmp_path), free_port()
    (tmp_path / "data").mkdir()
    env = _env(
        tmp_path / "data", url, NOTIFY_SOCKET=systemd.path, MAKEGOOD_BASE_URL=f"https://{HOST}", MAKEGOOD_HOSTS=HOST, MAKEGOOD_BEHIND_PROXY="1",
        MAKEGOOD_TRUSTED_PROXIES="127.0.0.1",
    )  # fmt: skip
    said = open(tmp_path / "said", "wb")  # noqa: SIM115 - closed below
    tree = subprocess.Popen(
        [sys.executable, "-m", "makegood", "serve", "--port", str(port)],
        env=env,
        stderr=said,
        stdout=said,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        assert systemd.told(90).startswith("READY=1")
        with _nginx(tmp_path, authority, port) as (plain, secure):
            _through_the_proxy(shop, tmp_path, authority, port, plain, secure)
            tree.send_signal(signal.SIGTERM)
            assert "STOPPING=1" in systemd.told(60) and tree.wait(60) == 0
            with _visitor(authority, tmp_path, secure, "127.0.0.1") as visitor:
                away = visitor.get("/desk/sign-in/")
            assert away.status_code == 503 and away.headers["Retry-After"] == "5" and "back in a moment" in away.text
    finally:
        tree.kill()
        said.close()
    text = (tmp_path / "said").read_text()
    assert f"makegood serves at http://127.0.0.1:{port}" in text and "Traceback" not in text
    assert not subprocess.run(["pgrep", "-f", f"--port {port}"], capture_output=True).stdout


def _through_the_proxy(shop: Any, folder: Path, authority: trustme.CA, port: int, plain: int, secure: int) -> None:
    moved = httpx.get(f"http://127.0.0.1:{plain}/s/x/", headers={"Host": HOST}, trust_env=False, timeout=60)
    assert moved.status_code == 308 and moved.headers["Location"] == f"https://{HOST}/s/x/"
    with _visitor(authority, folder, secure, "127.0.0.5") as visitor:
        done = _sign_in(visitor, shop.owner, PASSWORD)
        assert (
            done.status_code == 302
            and "Secure" in done.headers["Set-Cookie"]
            and "max-age=31536000" in done.headers["Strict-Transport-Security"]
        )
        static = re.search(r'href="(/static/[^"]+\.css)"', visitor.get("/desk/sign-in/").text)
        assert static and visitor.get(static[1]).status_code == 200
        large = _sign_in(visitor, shop.owner, "wrong", files={"file": ("orders.csv", b"x" * 20_000_000)})
        assert large.status_code == 422  # the page's own answer: what a shop may upload comes through
        assert _refused_at_the_door(authority, folder, secure) == 413
    with _visitor(authority, folder, secure, "127.0.0.2") as guessing:
        for _ in range(10):
            assert _sign_in(guessing, shop.owner, "guess").status_code == 422
        assert _sign_in(guessing, shop.owner, PASSWORD).status_code == 429
        guessing.headers["X-Forwarded-For"] = "203.0.113.7"
        assert _sign_in(guessing, shop.owner, PASSWORD).status_code == 429  # to say that one is somebody else does not help
    with _visitor(authority, folder, secure, "127.0.0.3") as somebody:
        assert _sign_in(somebody, shop.owner, PASSWORD).status_code == 302  # and nobody else is shut out
    direct = httpx.HTTPTransport(local_address="127.0.0.9")  # past the proxy, from a machine that is none
    with httpx.Client(
        transport=direct, trust_env=False, timeout=60, headers={"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    ) as past:
        answer = past.get(f"http://127.0.0.1:{port}/desk/sign-in/")
        assert answer.status_code == 200 and "Strict-Transport-Security" not in answer.headers


def _refused_at_the_door(authority: trustme.CA, folder: Path, secure: int) -> int:
    """What a body of 80 MB meets before any of it is sent."""
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    with socket.create_connection(("127.0.0.1", secure), 10) as raw, context.wrap_socket(raw, server_hostname=HOST) as line:
        line.sendall(f"POST /desk/orders-in/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 80000000\r\n\r\n".encode())
        return int(line.recv(200).split()[1])


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: the unit's sample was not verified")
    unit = (SAMPLES / "makegood.service").read_text()
    (tmp_path / "makegood.service").write_text(
        unit.replace("/opt/makegood/.venv/bin/makegood", str(Path(sys.executable).parent / "makegood"))
    )
    done = subprocess.run([program, "verify", str(tmp_path / "makegood.service")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == ""
    assert "PrivateTmp" not in re.sub("#.*", "", unit)


def test_asked_to_stop_while_it_begins_it_ends_in_order(tmp_path: Path) -> None:
    """The database waits behind a lock that somebody else's upgrade holds; the signal comes in the middle."""
    url = copy_template(CLUSTER, "serve_begins")
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x6D67_7570])
        tree = subprocess.Popen(
            [sys.executable, "-m", "makegood", "serve", "--port", str(free_port())], env=_env(tmp_path, url), stderr=subprocess.PIPE
        )
        until = time.monotonic() + 60
        while (
            time.monotonic() < until
            and not other.execute(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory%' AND pid <> pg_backend_pid()"
            ).fetchall()
        ):
            time.sleep(0.05)
        tree.send_signal(signal.SIGTERM)
        assert tree.wait(20) == 130
        assert tree.stderr is not None and b"Traceback" not in tree.stderr.read()
