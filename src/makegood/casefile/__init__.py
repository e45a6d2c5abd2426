"""What a case amounts to, gathered from the apps' queries."""
