"""What providers report of refunds and payouts, and months that are closed for the accountant."""
