"""An errand's own states; pure.

waiting: not told yet, or they know nothing of it. asked: on its way. unknown: it may have been done. done. failed: they will not have it
so, and a person's turn. by_hand: a person did it there. dropped: no longer needed before it was told.
"""

STATES = ("waiting", "asked", "unknown", "done", "failed", "by_hand", "dropped")
OPEN = ("waiting", "asked", "unknown")
SENT = ("asked", "unknown")
SETTLED = ("done", "by_hand", "dropped")
