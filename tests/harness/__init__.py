"""What the tests start and stop: a database, a server, a browser."""
