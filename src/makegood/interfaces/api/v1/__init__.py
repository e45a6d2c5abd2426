"""Version 1: changes only by addition."""
