"""The rehearsal's web server: the real application, with its crash points armed."""

from makegood.config.wsgi import application
from tests.crash.armed import arm

arm("web")
__all__ = ["application"]
