"""The words of hubs; stable for ever."""

# What a hub is paid for. Every hub receives, looks and puts away; the rest is among its abilities or it is not.
ACTS = ("receive", "inspect", "refurbish", "repack", "restock", "donate", "recycle", "destroy", "sample")
EVERY_HUB = ("receive", "inspect", "restock", "sample")
ACT_STATES = ("wanted", "done", "void")
# What is to be done at the hub once a piece's fate is known.
ACT_FOR = {"restock": "restock", "refurbish": "refurbish", "donate": "donate", "recycle": "recycle", "destroy": "destroy"}
DESTINATIONS = ("shop", "buffer")  # buffer: the stock from which new ones leave
PLACES = ("none", "shop", "hub", "supplier")
CHOSEN_BY = ("rule", "person")
# Why a person sends goods elsewhere, or does something else with them, than was proposed. Codes: nobody's own words.
REASONS = ("customer_asks", "supplier_asks", "goods_differ", "no_room", "cheaper", "safety", "other")
CAUSES = ("fits", "price_differs", "quantity_differs", "no_price", "act_unknown", "act_twice")
VERDICTS = ("accepted", "disputed", "open")  # open: what was said before is taken back
SAMPLE_VERDICTS = ("drawing", "accept", "hold")
