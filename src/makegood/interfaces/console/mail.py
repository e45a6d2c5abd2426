"""`makegood mail test --to ADDRESS [--shop SHOP]`: does a mail arrive, and if not, why."""

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="mail", help="Try the way that mails go.")


@app.command
def test(*, to: str, shop: str = "", json: bool = False) -> int:
    """Send a test mail TO an address by the way of SHOP (without: of the installation); 1 where it was not taken, and why."""
    with database():
        django()
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from makegood import wiring
        from makegood.apps.notices import queries as notices
        from makegood.base.tenancy import Merchant
        from makegood.base.unit import unit
        from makegood.web.mail_words import mail_words
        from makegood.web.sending import test_mail, try_one

        try:
            validate_email(to)
        except ValidationError:
            raise Refusal("email_invalid", f"{to} is no e-mail address.", "Check it.", field="to") from None
        merchant = Merchant.objects.filter(slug=shop).first() if shop else Merchant(name="makegood")
        if merchant is None:
            raise Refusal("shop_unknown", f"There is no shop {shop}.", "Give its short name, as in /s/SHOP/.")
        server = None
        if merchant.pk:
            with unit(merchants=[merchant.pk]):
                server = notices.mail_server()
        failed = try_one(wiring.mail(merchant.pk), test_mail(merchant, server, to))
        what, mend, said = mail_words(str(failed)) if failed else ("", "", "")
        found = {
            "taken": failed is None, "way": wiring.mail_way(merchant.pk), "code": failed.code if failed else None, "message": what, "mend": mend,
            "said": said,
        }  # fmt: skip
    answer(found, as_json=json, human=_prose)
    return WANTING if failed else DONE


def _prose(found: dict[str, object]) -> str:
    ways = {"own": "the shop's own server", "installation": "the installation's server", "outbox": "the outbox folder: nobody gets it"}
    if found["taken"]:
        return f"Taken by {ways[str(found['way'])]}."
    return " ".join(str(found[part]) for part in ("message", "mend", "said") if found[part])
