"""What every app stands on: tenants, the transaction, locks, the timeline, deadlines, evidence, links, jobs."""
