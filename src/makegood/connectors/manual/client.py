"""PaymentPort of a person: nothing is called from here."""


class ManualPayments:
    name = "manual"
    asks_person = True
