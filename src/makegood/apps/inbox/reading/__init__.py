"""What stands in a mail: `read(raw)`. Pure: no table, no network, and nothing that is in a mail is believed."""

from makegood.apps.inbox.reading.letter import Letter, Part, read

__all__ = ["Letter", "Part", "read"]
