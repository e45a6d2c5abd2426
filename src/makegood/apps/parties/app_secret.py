"""The secret of a person's app, which makes the same codes wherever it is known: sealed at rest, opened here only."""

from django.utils.translation import gettext as _

from makegood.base.sealing import Unsealable, seal, unseal
from makegood.kernel.refusal import Refusal

PURPOSE = "second-factor"


def sealed(secret: str) -> str:
    return seal(secret, purpose=PURPOSE)


def opened(text: str) -> str:
    """Refuses `factor_unreadable`: the key it was sealed with is gone."""
    try:
        return unseal(text, purpose=PURPOSE)
    except Unsealable:
        raise Refusal(
            "factor_unreadable",
            _("This installation can't read your app's secret any more."),
            _("Use a recovery code or a passkey, then set the app up anew."),
            status=409,
        ) from None
