"""Who takes part: shops' staff, hubs, suppliers, agents, and how programs come in."""
