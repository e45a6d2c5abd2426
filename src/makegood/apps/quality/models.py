"""Spikes, and the corrective actions that answer them. No personal words."""

from django.db import models

from makegood.apps.quality.words import ABOUT, STATES, VERDICTS, WHO, WHY_NOT
from makegood.base.rows import Row, TenantKey


class Spike(Row):
    """`key`: the article number, or the supplier's code. Of lines of orders since `since_on` `after_of` of `after_total` came back with a fault, of those before
    `before_of` of `before_total`, as they stood when it was last looked at. `chance`: the most often that a night of looking finds such a thing where nothing
    changed. `splits`: insight.splits.Split.as_json of each. `decide_by`: the day of the step that is next.
    """

    public_id = models.CharField(max_length=24)
    about = models.CharField(max_length=10, choices=[(word, word) for word in ABOUT])
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=[(word, word) for word in STATES], default="open")
    since_on = models.DateField()
    before_of = models.IntegerField()
    before_total = models.IntegerField()
    after_of = models.IntegerField()
    after_total = models.IntegerField()
    chance = models.FloatField()
    splits = models.JSONField(default=list)
    found_at = models.DateTimeField()
    decide_by = models.DateField()
    paused_at = models.DateTimeField(null=True)
    batch_asked_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=12, choices=[(word, word) for word in WHY_NOT], blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "quality_spike"
        indexes = [models.Index(fields=["merchant", "state"], name="spike_state")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="spike_public"),
            models.UniqueConstraint(
                fields=["merchant", "about", "key"], condition=models.Q(state__in=("open", "acting")), name="spike_one_live"
            ),
        ]


class CorrectiveAction(Row):
    """What is changed, by whom, until when it is done (`due_on`), and from which batch (`from_batch`) or day of order (`from_on`) on it shows.

    `verdict` and the counts before and after are those with which it ended; "" while it is watched.
    """

    public_id = models.CharField(max_length=24)
    spike = TenantKey(Spike, related_name="actions")
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=10, choices=[(word, word) for word in WHO])
    from_on = models.DateField()
    from_batch = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=[(word, word) for word in VERDICTS], blank=True)
    before_of = models.IntegerField(null=True)
    before_total = models.IntegerField(null=True)
    after_of = models.IntegerField(null=True)
    after_total = models.IntegerField(null=True)

    class Meta:
        db_table = "quality_action"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "public_id"], name="action_public"),
            models.UniqueConstraint(fields=["merchant", "spike"], condition=models.Q(ended_at=None), name="action_one_at_a_time"),
        ]
