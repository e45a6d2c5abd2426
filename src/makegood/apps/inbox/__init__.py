"""Mail that comes in: kept as it came, read, and where it went."""
