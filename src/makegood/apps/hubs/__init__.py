"""What hubs do for a shop, what it costs, and what they ask for it."""
