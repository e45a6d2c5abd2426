"""A case as one file that verifies on its own: `python3 CASE.zip`."""

from makegood.web.casefile_zip.make import case_zip

__all__ = ["case_zip"]
