"""Whom to buy from: what a shop asked a supplier before it relied on it, and what it tried out."""
