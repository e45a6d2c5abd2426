"""One cluster a test session, one template that is migrated once, one copy for each worker."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from makegood.localdb.cluster import Cluster, dsn_of, socket_folder

ROOT = Path(__file__).resolve().parent.parent.parent


def start_cluster() -> tuple[Cluster, Path]:
    """A cluster in a folder of its own (fsync off: its data may be lost, it is only a test's)."""
    data = Path(tempfile.mkdtemp(prefix="mg-test-"))
    data.chmod(0o755)
    cluster = Cluster(data, durable=False)
    cluster.start()
    env = {
        **os.environ,
        "MAKEGOOD_DATABASE_URL": dsn_of(data),
        "MAKEGOOD_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"], env=env, check=True, cwd=ROOT)
    return cluster, data


def stop_cluster(cluster: Cluster, data: Path) -> None:
    cluster.stop()
    shutil.rmtree(socket_folder(data), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def copy_template(data: Path, name: str) -> str:
    """A copy of the migrated database; its address."""
    with psycopg.connect(dsn_of(data, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE makegood')
    return dsn_of(data, name)
