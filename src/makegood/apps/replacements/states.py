"""How far a replacement order is with whoever sends the goods, and how far the money is that dearer goods cost."""

# refused: the party can't, or what it sent went wrong; voided: something else was agreed on. A new try is an order of its own.
ORDER: dict[str, tuple[str, ...]] = {
    "drafted": ("placed", "accepted", "sent", "refused", "voided"),
    "placed": ("accepted", "sent", "refused", "voided"),
    "accepted": ("sent", "delivered", "refused", "voided"),
    "sent": ("delivered", "refused"),
    "delivered": ("refused",),
    "refused": (),
    "voided": (),
}
LIVE = ("drafted", "placed", "accepted", "sent", "delivered")
# Where the line's own axis stands meanwhile.
STANDS = {"drafted": "approved", "placed": "approved", "accepted": "in_production", "sent": "shipped", "delivered": "delivered"}
# Where an order goes when its line's axis moves; what a supplier can answer is that, said from its side (delivered is not its to say).
MOVES = {"in_production": "accepted", "shipped": "sent", "delivered": "delivered", "failed": "refused"}
ANSWERS = {state: remake for remake, state in MOVES.items() if state != "delivered"}
WITH_PARTY = ("placed", "accepted")  # somebody else works on it, and has to hear where it is called off
# earned: the goods were sent for it; back_due: they will not come, so it goes back.
DIFFERENCE: dict[str, tuple[str, ...]] = {
    "asked": ("paid", "voided"),
    "paid": ("earned", "back_due"),
    "earned": ("back_due",),
    "back_due": ("paid_back",),
    "paid_back": (),
    "voided": (),
}
HELD = ("paid", "back_due")  # the customer's money lies with the shop
NEXT = "next"  # of an order that was passed over: let the next best way send it
