"""What was sold, frozen as it was on the day."""
