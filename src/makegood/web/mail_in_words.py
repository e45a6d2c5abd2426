"""What the desk says of mail that came in: why it could not be read, why a case or an order is suggested, what became of it."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "empty": _("The mail is empty."), "too_deep": _("Too much is nested in this mail to be read."), "too_many_parts": _("This mail has too many parts to be read."),
    "no_sender": _("It does not say who sent it."), "no_words": _("There are no words in it."), "unreadable": _("It could not be read: look at the original."),
    "too_large": _("It is larger than what is fetched: only its head is here, the rest lies unread in the mailbox."),
    "picture_heic": _("a picture of a kind (HEIC) that can't be shown; ask for a screenshot of it"), "no_picture": _("no picture that can be read"),
    "picture_too_large": _("a picture with too many pixels"), "file_too_large": _("too large a picture to be shown"),
    "decoration": _("a small picture, as it stands in signatures"), "other": _("kept, not shown here"), "too_many": _("one of very many: kept, not shown"),
}  # fmt: skip
WHY = {
    "number": _("its number stands in the mail"), "address": _("the sender's address is the customer's"), "quoted": _("its number stands in what is quoted"),
    "earlier": _("it answers a mail of that case"), "answers_supplier": _("it answers a letter to the supplier"), "answers_buyer": _("it answers a letter to the buyer of a present"),
    "answers_staff": _("it answers a mail to you"),
}  # fmt: skip


def problem_of(code: str) -> str:
    return str(PROBLEMS.get(code, ""))


def kind_why(code: str) -> str:
    return str(WHY.get(code, code))
