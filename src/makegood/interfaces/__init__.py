"""What people and programs come in through."""
