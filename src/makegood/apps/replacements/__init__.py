"""New goods in place of those that were not right, as orders of their own, and what a customer pays for dearer ones."""
