"""Stripe: refunds, messages and disputes of a shop that has an account of its own there."""
