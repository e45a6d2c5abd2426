"""The first page: who are you."""
