"""What the hub saw."""
