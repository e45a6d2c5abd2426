"""Products and suppliers that went wrong more often than before, and what was done about it."""
