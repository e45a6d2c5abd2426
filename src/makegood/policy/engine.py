"""What a decision was made by besides policy, law and holidays: the meaning of our own code."""

ENGINE_VERSION = "1"
"""Moved by hand, with an ADR, whenever the same facts, policy and law would give another record (docs/adr/0029-decisions-for-ever.md)."""
