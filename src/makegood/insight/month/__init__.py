"""A month for the accountant: what was refunded, credited, recovered and kept, and what is owed at its end."""
