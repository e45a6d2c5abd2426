"""The words of recalls; stable for ever."""

KINDS = ("safety", "quality")
REMEDIES = ("refund", "replacement")
# What is told: a recall that begins, an injury or a near one that somebody told in a case.
CAUSES = ("recall", "injury")
# report: to the authority; tell_maker: to who made it or brought it in, who reports.
DUTIES = ("report", "tell_maker")
