"""The customer's bank, or PayPal, takes a payment's side: what is asked of the shop, until when, and what was answered."""
