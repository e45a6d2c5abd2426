"""Providers' reports against the books, and months that are closed."""
