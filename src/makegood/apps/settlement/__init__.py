"""What is owed to the customer, and that it is paid once."""
