"""Any table of orders, by a mapping that a person confirmed once."""
