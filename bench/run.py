"""`make bench`: ratios against a baseline in the same run (goals P1, P2, P10 to P15 and P17 of the performance list).

The baseline is the least durable writes of one return, five transactions of plain psycopg on the same PostgreSQL with fsync on.
Rounds are interleaved; medians of the per-round ratios with minimum and maximum. Nothing here asserts a time.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import journey
import weight
import years

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ROUNDS, RETURNS = 5, 40
SCHEMA = """
CREATE TABLE IF NOT EXISTS b_case (id uuid PRIMARY KEY, number text UNIQUE, state text);
CREATE TABLE IF NOT EXISTS b_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id uuid REFERENCES b_case, kind text, body jsonb);
CREATE INDEX IF NOT EXISTS b_row_case ON b_row (case_id);
"""
STEPS = (("line", "decision", "note", "note"), ("parcel", "note"), ("note",), ("inspection", "note"), ("posting",) * 4 + ("refund", "note"))


def baseline(url: str, count: int) -> float:
    """Seconds for `count` returns by one connection."""
    import uuid

    import psycopg

    body = json.dumps({"facts": {f"fact_{number}": number for number in range(20)}})
    with psycopg.connect(url, autocommit=True) as connection:
        began = time.perf_counter()
        for _ in range(count):
            case = uuid.uuid4()
            for place, kinds in enumerate(STEPS):
                with connection.transaction():
                    if place == 0:
                        connection.execute("INSERT INTO b_case VALUES (%s, %s, 'open')", [case, case.hex[:16]])
                    else:
                        connection.execute("UPDATE b_case SET state = %s WHERE id = %s", [str(place), case])
                    for kind in kinds:
                        connection.execute("INSERT INTO b_row (case_id, kind, body) VALUES (%s, %s, %s)", [case, kind, body])
        return time.perf_counter() - began


def counters(url: str) -> tuple[int, int]:
    """(commits, bytes of WAL) so far."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        time.sleep(11)  # an idle backend gives its counts after ten seconds (PGSTAT_IDLE_INTERVAL)
        row = connection.execute(
            "SELECT xact_commit, pg_current_wal_insert_lsn() - '0/0' FROM pg_stat_database WHERE datname = current_database()"
        )
        commits, wal = row.fetchone()  # type: ignore[misc]
        return int(commits), int(wal)


def show(name: str, ratios: list[float], goal: str, more: str = "") -> None:
    print(f"{name:<58} {statistics.median(ratios):>6.3f}  ({min(ratios):.3f} to {max(ratios):.3f})  goal {goal}{more}")


def rules() -> None:
    """P11: the row executor with three values and trace against plain two-valued closures on the same rules and facts."""
    from makegood.policy.row import run_rules
    from makegood.policy.rules import load_policy

    kinds = ["defective", "wrong_item", "late", "change_of_mind"]
    text = "policy: bench\ncurrency: EUR\nrules:\n" + "".join(
        f"  - id: r{n}\n    when: case.kind == {kinds[n % 4]} and item.cost < {n + 3} and days_since_delivery <= {n}\n    set: {{approval: auto, ship_back: hub}}\n"
        for n in range(30)
    )
    policy = load_policy(text)
    plain = [
        (lambda v, k=kinds[n % 4], c=(n + 3) * 100, d=n: v["case.kind"] == k and v["item.cost"] < c and v["days_since_delivery"] <= d)
        for n in range(30)
    ]
    values = [{"case.kind": kinds[n % 4], "item.cost": 100 * (n % 40), "days_since_delivery": n % 35} for n in range(4000)]
    ratios = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for one in values:
            [rule(one) for rule in plain]
        bare = time.perf_counter() - began
        began = time.perf_counter()
        for one in values:
            run_rules(policy, one)
        ratios.append(bare / (time.perf_counter() - began))
    show("P11 row decision with trace / plain closures", ratios, ">= 0.35")


def main() -> None:
    import subprocess

    from makegood.localdb.cluster import Cluster, dsn_of

    rules()
    subprocess.run([sys.executable, str(Path(__file__).with_name("policy.py"))], check=True)
    data = Path(tempfile.mkdtemp(prefix="mg-bench-"))
    data.chmod(0o755)
    cluster = Cluster(data, durable=True)
    cluster.start()
    try:
        os.environ |= {"MAKEGOOD_DATABASE_URL": dsn_of(data), "MAKEGOOD_DATA": str(data), "MAKEGOOD_SECRET_KEYS": "bench" * 10,
                       "DJANGO_SETTINGS_MODULE": "makegood.config.settings"}  # fmt: skip
        _http(dsn_of(data), data, cluster.process.pid if cluster.process else 0)
    finally:
        cluster.stop()


def _http(url: str, data: Path, without: int) -> None:
    import django
    import psycopg
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
    from datetime import UTC, datetime

    from makegood.base.actor import SYSTEM
    from makegood.journeys.make_token import make_token
    from makegood.localdb.cluster import socket_folder
    from tests.cast import make_shop
    from tests.harness.server import served

    shop = make_shop("home", datetime.now(UTC))
    token = make_token(merchant_id=shop.id, name="bench", verbs=["read", "write", "money", "receive"], by=SYSTEM, now=datetime.now(UTC))
    with served(url, data, os.environ["MAKEGOOD_SECRET_KEYS"], workers=2) as base:
        journey.warm(base, token, 8)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")  # autovacuum does it within a minute; plans from empty tables fall away with it
        journey.warm(base, token, 8)
        _speed(base, token, url)
        _least(base, token, url, without)
        years.measure(base, token, shop, f"postgresql://postgres@/makegood?host={socket_folder(data)}", show)


def _speed(base: str, token: str, url: str) -> None:
    for clients, name, goal in (
        (8, "P1 returns/s over HTTP / baseline, 8 clients", ">= 0.15"),
        (1, "P2 the same, 1 client", ">= 0.20"),
    ):
        ratios, speeds, seen = [], [], []
        for _ in range(ROUNDS):
            each = RETURNS // clients * (2 if clients > 1 else 1)
            bare = journey.at_once(clients, lambda _, each=each: baseline(url, each * 4)) / 4
            ready = journey.ready(base, token, clients, each)
            ours = journey.run(ready)
            seen += [one for one, _ in ready]
            ratios.append(bare / ours)
            speeds.append((clients * each / bare, clients * each / ours))
        bare_speed, our_speed = (statistics.median(values) for values in zip(*speeds, strict=True))
        show(name, ratios, goal, f"  ({our_speed:.1f} of {bare_speed:.0f} returns/s)")
        print(f"{'':<58} {journey.percentiles(seen)}")


def _least(base: str, token: str, url: str, without: int) -> None:
    """Commits, WAL and bytes of a return, statements of its calls, memory of the server."""
    client = journey.Journey(base, token)
    orders = [client.order() for _ in range(RETURNS)]
    before, size = counters(url), weight.size_of(url)
    for order in orders:
        client.give_back(order)
    after, grew = counters(url), weight.size_of(url) - size
    baseline(url, RETURNS)
    least = counters(url)
    print(f"{'P10 commits a return':<58} {(after[0] - before[0]) / RETURNS:>6.1f}  goal <= 12")
    show("P10 WAL a return / baseline", [(after[1] - before[1]) / max(1, least[1] - after[1])], "<= 3")
    print(f"{'bytes a return: stored, and sent and got over HTTP':<58} {grew / RETURNS:>6.0f}, {client.carried / RETURNS:.0f}")
    seen = weight.statements(token, lambda post: journey.give_back(post, journey.new_order(post)))
    print(f"{'statements of a call':<58} {', '.join(f'{step} {seen[step]}' for step in journey.STEPS)}  goal <= 15")
    memory = weight.memory_mib(without)
    told = "not told by this system" if memory is None else f"{memory:.0f} MiB"
    print(f"{'memory of the web server, two workers (PSS)':<58} {told}")


if __name__ == "__main__":
    main()
