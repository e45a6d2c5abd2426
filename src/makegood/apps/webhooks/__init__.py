"""What is told to programs of the shop: addresses, and every message to them with its tries."""
