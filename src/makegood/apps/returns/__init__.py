"""The case: one customer's affair over one order."""
