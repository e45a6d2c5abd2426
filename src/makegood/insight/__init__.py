"""Read-only answers over all apps."""
