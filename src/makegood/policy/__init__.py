"""What the shop promises, decides and owes. Pure: no database, no network, no clock."""
