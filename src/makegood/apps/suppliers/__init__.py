"""Those who make and post the goods, and what they agreed to."""
