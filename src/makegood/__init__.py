"""makegood: returns for goods that can't simply go back on a shelf."""

__version__ = "0.1.0"
