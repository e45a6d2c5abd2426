"""The rehearsal's web server: the real application, with its crash points armed. A file of more than two orders is already a job."""

import sys
from importlib import import_module

from makegood.config.wsgi import application
from makegood.localdb.tree import web_command

__all__ = ["application"]


def ready() -> None:
    """What a web server reads with its first pages, read once by the tree (see worker.ready)."""
    from makegood.interfaces.desk import imports

    import_module("makegood.config.urls")
    imports.AT_ONCE = 2


def main(port: int) -> None:
    from granian.cli import entrypoint

    from tests.crash.armed import arm

    arm("web")
    sys.argv = web_command("127.0.0.1", port, workers=1, application="tests.crash.web:application")[2:]
    entrypoint()
