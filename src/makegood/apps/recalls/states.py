"""How far a campaign is, and each customer in it."""

RECALL: dict[str, tuple[str, ...]] = {
    "telling": ("told",),
    "told": ("ended",),
    "ended": (),
}
# no_address: nobody can be written to; had_it: everything of theirs was made good before, and nothing is left to choose.
CONTACT: dict[str, tuple[str, ...]] = {
    "waiting": ("told", "no_address", "had_it"),
    "told": ("answered",),
    "no_address": ("answered",),
    "had_it": (),
    "answered": (),
}
