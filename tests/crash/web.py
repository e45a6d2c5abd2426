"""The rehearsal's web server: the real application, with its crash points armed. A file of more than two orders is already a job."""

from makegood.config.wsgi import application
from makegood.interfaces.desk import imports
from tests.crash.armed import arm

imports.AT_ONCE = 2
arm("web")
__all__ = ["application"]
