"""The embedded PostgreSQL and the process tree of one machine. Standard library and psycopg only."""
