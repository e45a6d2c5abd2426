"""A payment provider on this machine that misbehaves when it is told to."""
