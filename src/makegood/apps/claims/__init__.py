"""What the shop asks back from supplier, carrier or insurer."""
