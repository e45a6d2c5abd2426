"""One folder for each outside party: how we talk to it."""
