"""What roles are called, and what each may do, in a few words."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "owner": _("owner"),
    "manager": _("manager"),
    "support": _("support"),
    "accountant": _("accountant"),
    "inspector": _("hub worker"),
}
MAY = {
    "owner": _("everything, people and keys too"),
    "manager": _("cases, promise and settings; neither people nor keys"),
    "support": _("cases and mails; refunds up to your limit"),
    "accountant": _("books, credit notes and pieces; no cases and no pictures"),
}


def role_name(role: str) -> str:
    return str(ROLES.get(role, role))
