"""Hubs: what they do, what it costs, where goods go."""
