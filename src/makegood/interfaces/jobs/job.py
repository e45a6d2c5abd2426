"""What every job is run in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from makegood.base.about import about, about_nothing
from makegood.base.points import job_points


@contextmanager
def job(name: str) -> Iterator[None]:
    """One job: its log lines name it, and it gives its connection back, so that the next one is never handed a dead one."""
    about_nothing()
    about(job=name)
    try:
        with job_points(name):
            yield
    finally:
        if not connection.in_atomic_block:
            connection.close()
