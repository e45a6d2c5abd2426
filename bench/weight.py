"""What the server weighs and asks: memory of its processes, statements of a call, bytes that a return leaves."""

import os
import secrets
from collections import Counter
from pathlib import Path
from typing import Any


def memory_mib(without: int) -> float | None:
    """Proportional set size of what we started, but for the process `without` and all below it; None where the system does not tell."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile

    def is_below(pid: int, root: int) -> bool:
        while pid in parents and pid != root:
            pid = parents[pid]
        return pid == root

    found = 0
    for pid in parents:
        if pid != os.getpid() and is_below(pid, os.getpid()) and not is_below(pid, without):
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            found += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return found / 1024


def statements(token: str, give_back: Any) -> Counter[str]:
    """{step: statements} of one return, asked in this process."""
    from django.db import connection
    from django.test import Client

    seen: Counter[str] = Counter()
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})

    def post(step: str, path: str, body: Any) -> Any:
        def count(execute: Any, *given: Any) -> Any:
            seen[step] += 1
            return execute(*given)

        with connection.execute_wrapper(count):
            answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers={"Idempotency-Key": secrets.token_hex(8)})
        assert answer.status_code < 300, answer.content
        return answer.json()

    give_back(post)
    return seen


def size_of(url: str) -> int:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0
