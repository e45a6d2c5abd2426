"""What other servers tell us: taken quickly, believed only after asking."""
