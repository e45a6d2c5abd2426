"""The demo's own shops, people and orders, and the story that makes its cases by running journeys with past dates."""
