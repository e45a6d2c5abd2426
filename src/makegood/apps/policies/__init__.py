"""What the shop promised, and since when."""
