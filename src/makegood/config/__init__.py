"""How one installation is set up: from the environment only."""
