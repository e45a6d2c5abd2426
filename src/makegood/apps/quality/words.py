"""The words of spikes and corrective actions; stable for ever."""

ABOUT = ("product", "supplier")
# open: a person decides. acting: something was changed, and is watched. ended: it worked. dismissed: nothing is to be done.
STATES = ("open", "acting", "ended", "dismissed")
LIVE = ("open", "acting")
WHY_NOT = ("known", "chance", "wrong_data")
STEPS = ("paused", "batch_asked")
WHO = ("shop", "supplier", "hub", "carrier")
VERDICTS = ("worked", "did_not", "too_early")
