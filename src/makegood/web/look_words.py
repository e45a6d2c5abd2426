"""What somebody looked at, in words."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "case": _("a case"), "order": _("an order"), "picture": _("a picture"), "letter": _("a letter"), "document": _("a document"),
    "declaration": _("a withdrawal"), "dispute": _("a dispute"), "claim": _("a claim"), "parcel": _("a parcel"), "list": _("a list"),
    "search": _("found by a search"), "export": _("a file with everything"),
}  # fmt: skip
