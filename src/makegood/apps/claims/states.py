"""A claim's own states (flow.md); a line's recovery axis is the least advanced of its claims."""

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "drafted": ("submitted", "written_off"),
    "submitted": ("acknowledged", "info_requested", "accepted", "part_accepted", "refused", "written_off"),
    "acknowledged": ("info_requested", "accepted", "part_accepted", "refused", "written_off"),
    "info_requested": ("submitted", "accepted", "part_accepted", "refused", "written_off"),
    "accepted": ("credited", "short_credited", "written_off"),
    "part_accepted": ("credited", "short_credited", "submitted", "written_off"),
    "refused": ("submitted", "written_off"),
    "short_credited": ("credited", "written_off"),
    "credited": (),
    "written_off": (),
}
