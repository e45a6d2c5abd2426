"""`makegood demo`, `serve`, `work`, `migrate`: what runs on this machine."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import cyclopts

from makegood.interfaces.console.output import say, text_of
from makegood.kernel.refusal import Refusal
from makegood.localdb.cluster import Cluster, accepts, dsn_of
from makegood.localdb.environment import DATA, DATABASE_URL
from makegood.localdb.tree import Tree, check_port, free_port, web_command

app = cyclopts.App(name="makegood", help="Run makegood on this machine.")
HOST = "127.0.0.1"
TWIN = DATA / "shopify-twin.json"
"""The shop that the demo's Shopify twin is started with: its key, its orders."""
SANDBOX = DATA / "sandbox.json"
"""What the demo's payment provider is started with: {"key", "secret", "hook"}."""


def django() -> None:
    """Load Django with our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
    import django as framework

    framework.setup()


@contextmanager
def database() -> Iterator[str]:
    """The database's address: the one that is set, the embedded one that runs already, or one that is started for as long as we need it."""
    if DATABASE_URL:
        yield DATABASE_URL
        return
    if accepts(DATA):
        yield dsn_of(DATA)
        return
    cluster = Cluster(DATA)
    try:
        cluster.start()
    except Refusal as refusal:
        if refusal.code != "data_in_use" or not _comes_back():
            raise
        yield dsn_of(DATA)
        return
    try:
        yield dsn_of(DATA)
    finally:
        if (loaded := sys.modules.get("django.db")) is not None:
            loaded.connections.close_all()  # a command's next step may start the database again: it must not meet this one's connections
        cluster.stop()


def _comes_back() -> bool:
    """The process tree that holds the data starts its database again where that died."""
    for _ in range(150):
        if accepts(DATA):
            return True
        time.sleep(0.2)
    return False


def _child(*words: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run([sys.executable, "-m", "makegood", *words], env={**os.environ, **(env or {})}).returncode


@app.command
def migrate(*, no_limits: bool = False, no_backup: bool = False) -> int:
    """Bring the database's tables up to date. --no-limits: a step may keep others from a table for as long as it takes.

    Where tables of shops change, everything is saved first, as each night (docs/how-to/back-up.md); --no-backup: it is not.
    """
    with database() as dsn:
        django()
        from django.core.management import call_command

        from makegood.base.upgrade import upgrade
        from makegood.interfaces.console.saving import save_before_upgrade

        save_before_upgrade(dsn, skip=no_backup)

        if no_limits:
            call_command("migrate", verbosity=0, skip_checks=True)
        else:
            upgrade(say)
    return 0


@app.command
def demo(*, port: int = 8000, reset: bool = False) -> int:
    """Two demo shops with two years of orders, served at http://127.0.0.1:PORT until Ctrl-C."""
    check_port(HOST, port)
    if reset and DATA.exists() and not DATABASE_URL:
        probe = Cluster(DATA)
        probe._take_lock()  # refused where it still runs
        probe.stop()
        shutil.rmtree(DATA)
    base = f"http://{HOST}:{port}"
    pays = free_port(HOST, port + 90)
    sells = free_port(HOST, port + 91)
    env = {
        "MAKEGOOD_DEMO": "1", "MAKEGOOD_BASE_URL": base, "MAKEGOOD_POOL": "1", "MAKEGOOD_DEMO_SANDBOX": f"http://{HOST}:{pays}",
        "MAKEGOOD_DEMO_TWIN": f"http://{HOST}:{sells}",
    }  # fmt: skip
    return _tree(
        port, env, lambda: _child("demo-prepare", env=env), tail="demo-finish", sandbox=pays, twin=sells, ready=lambda: _table(base)
    )


@app.command
def serve(*, port: int = 8000, host: str = HOST, no_backup: bool = False) -> int:
    """Serve this installation: database (unless MAKEGOOD_DATABASE_URL is set), web and worker as one process tree.

    Settings are checked first, tables are brought up to date (everything is saved before that; --no-backup: it is not), and it ends with 1
    where something is not as it must be. --host 0.0.0.0 also serves other machines: only behind a proxy on a network that nobody else is in.
    """
    from makegood.interfaces.console.serving import tell_when_it_serves
    from makegood.localdb.notify import notify

    check_port(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to stop while it begins: what has begun is ended in order
    with suppress(OSError):  # the check says it better
        DATA.mkdir(parents=True, exist_ok=True)
    if code := _child("serve-check"):
        return code
    env, over = {"MAKEGOOD_POOL": "1"}, threading.Event()

    def ready() -> None:
        threading.Thread(target=tell_when_it_serves, args=(host, port), kwargs={"ended": over.is_set}, daemon=True).start()

    try:
        return _tree(port, env, lambda: _child("serve-prepare", *(["--no-backup"] if no_backup else [])), ready=ready, host=host)
    finally:
        over.set()
        notify("STOPPING=1")


@app.command(name="serve-check", show=False)
def serve_check() -> int:
    """What must hold before anything is started."""
    from makegood.interfaces.console.serving import check_settings

    return check_settings()


@app.command(name="serve-prepare", show=False)
def serve_prepare(*, no_backup: bool = False) -> int:
    """The database is one that may be served from, and its tables are ours."""
    from makegood.interfaces.console.serving import check_database

    with database():
        return check_database() or migrate(no_backup=no_backup)


def _tree(
    port: int,
    env: dict[str, str],
    prepare: Callable[[], int],
    *,
    ready: Callable[[], None],
    tail: str = "",
    sandbox: int = 0,
    host: str = HOST,
    twin: int = 0,
) -> int:
    cluster = None if DATABASE_URL else Cluster(DATA)
    counted = DATA / "metrics"  # what the web's processes count, together; begun anew with them
    shutil.rmtree(counted, ignore_errors=True)
    counted.mkdir(parents=True, exist_ok=True)
    tree = Tree({**env, "PROMETHEUS_MULTIPROC_DIR": str(counted)}, say, cluster)
    try:
        if cluster is not None:
            cluster.start()
        code = prepare()
        if code:
            return code
        tree.add("web", web_command(host, port))
        alone = [] if cluster is None else ["--alone"]  # we hold the data folder, so that no other tree has a worker on it
        tree.add("worker", [sys.executable, "-m", "makegood", "work", *alone], orphan=signal.SIGKILL)
        if sandbox and SANDBOX.exists():
            settings = json.loads(SANDBOX.read_text())
            tree.env |= {"MAKEGOOD_SANDBOX_KEY": settings["key"], "MAKEGOOD_SANDBOX_WEBHOOK_SECRET": settings["secret"]}
            hook = env["MAKEGOOD_BASE_URL"] + settings["hook"]
            tree.add("sandbox", [sys.executable, "-m", "makegood", "sandbox", "--port", str(sandbox), "--webhook", hook])
        if twin and TWIN.exists():
            tree.env |= {"MAKEGOOD_TWIN_KEY": os.environ.get("MAKEGOOD_TWIN_KEY", "") or secrets.token_hex(16)}
            tree.add("twin", [sys.executable, "-m", "makegood", "shopify-twin", "--port", str(twin), "--seed", str(TWIN)])
        if tail:
            tree.add("seeding", [sys.executable, "-m", "makegood", tail], once=True)
        ready()
        tree.run()
    finally:
        tree.stop()
        if cluster is not None:
            cluster.stop()
    return 0


def _table(base: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="makegood", show_edge=False, title_justify="left")
    for column in ("who", "where", "sign in"):
        table.add_column(column)
    for row in (
        ("start here", f"{base}/", ""),
        ("customer", f"{base}/s/gravur/ and {base}/s/haus/", "an order of the start page"),
        ("shop", f"{base}/desk/", "anna@demo.example or ben@demo.example, demo-makegood"),
        ("hub", f"{base}/dock/", "hub@demo.example, demo-makegood"),
        ("API", f"{base}/api/v1/openapi.json", "makegood token SHOP"),
    ):
        table.add_row(*row)
    Console(stderr=True, width=120).print(table)
    say("Ctrl-C stops everything.")


@app.command(name="demo-prepare", show=False)
def demo_prepare() -> int:
    """The part of the demo that must be there before anybody looks."""
    migrate()
    from makegood.interfaces.console.demo import story

    sandbox = (address, SANDBOX) if (address := os.environ.get("MAKEGOOD_DEMO_SANDBOX", "")) else None
    if not story.is_there():
        say("making two shops with 2,000 orders")
        story.prepare(datetime.now(UTC), sandbox, TWIN if os.environ.get("MAKEGOOD_DEMO_TWIN") else None)
        (DATA / "seeding").touch()
    elif sandbox is not None and SANDBOX.exists():  # it may have another port this time
        story.connect(*sandbox, datetime.now(UTC))
    return 0


@app.command(name="demo-finish", show=False)
def demo_finish() -> int:
    """The tail of the demo's cases, while it is served already; and its shop system, once that answers."""
    marker, twin = DATA / "seeding", os.environ.get("MAKEGOOD_DEMO_TWIN", "")
    if not marker.exists() and not (twin and TWIN.exists()):
        return 0
    django()
    from makegood.interfaces.console.demo import story

    if twin and TWIN.exists():
        for _ in range(60):
            if story.join_twin(twin, TWIN, datetime.now(UTC)):
                break
            time.sleep(0.5)
    if marker.exists():
        marker.unlink()
        story.finish(datetime.now(UTC))
        say("the demo's cases are complete")
    return 0


@app.command
def work(*, alone: bool = False) -> int:
    """The worker: mails, deadlines and jobs, until it is asked to stop. --alone: there is no other one on this database."""
    with database():
        django()
        import asyncio

        from makegood.interfaces.jobs.worker import work as run

        asyncio.run(run(alone=alone))
    return 0


@app.command
def token(shop: str, *, name: str = "console", verbs: list[str] | None = None) -> int:
    """Make an API token for SHOP and print its secret once."""
    with database():
        django()
        from makegood.base.actor import Actor
        from makegood.base.tenancy import Merchant
        from makegood.journeys.make_token import make_token

        merchant = Merchant.objects.filter(slug=shop).first()
        if merchant is None:
            raise Refusal("shop_unknown", f"There is no shop {shop}.", "Give its short name, as in /s/SHOP/.")
        wanted = verbs or ["read", "write", "money", "receive"]
        print(make_token(merchant_id=merchant.id, name=name, verbs=wanted, by=Actor("system", "console"), now=datetime.now(UTC)))
    return 0


@app.command
def shop(
    slug: str, *, name: str = "", country: str = "DE", currency: str = "EUR", policy: str = "", email: str = "", password: str = ""
) -> int:
    """Make a shop, with an owner where --email and --password are given, and the policy of a file (a sample where none is)."""
    with database():
        migrate()
        _shop(slug, name=name, country=country, currency=currency, policy=policy, email=email, password=password)
    say(f"{slug} is there: /s/{slug}/")
    return 0


def _shop(slug: str, *, name: str, country: str, currency: str, policy: str, email: str, password: str) -> None:
    from makegood.base.actor import Actor
    from makegood.interfaces.console.demo.story import SAMPLES
    from makegood.journeys.found_shop import found_shop

    sample = (SAMPLES / "home.yaml").read_text().replace("currency: EUR", f"currency: {currency}")
    text = text_of(policy) if policy else sample
    owner = {"email": email, "name": email.partition("@")[0], "password": password} if email and password else None
    found_shop(
        slug=slug, name=name or slug, country=country, currency=currency, policy_text=text, owner=owner, languages=["en", "de"],
        by=Actor("system", "console"), now=datetime.now(UTC),
    )  # fmt: skip
