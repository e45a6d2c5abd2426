"""Payments by hand: staff pays in the shop's own system and records it here."""
