"""The supplier's page: no login, one link."""
