"""`makegood mail test --to ADDRESS [--shop SHOP]`: does a mail arrive, and if not, why. `makegood mail check [--shop SHOP]`: is its domain ready.
`makegood mail take FILE|- --shop SHOP`: a mail that came in, for a pipe of a mail server."""

from dataclasses import asdict
from typing import Any

import cyclopts

from makegood.interfaces.console.output import BAD_USAGE, DONE, WANTING, answer
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
        failed = try_one(wiring.mail(merchant.pk, unproven=True), test_mail(merchant, server, to))
        what, mend, said = mail_words(str(failed)) if failed else ("", "", "")
        found = {
            "taken": failed is None, "way": wiring.mail_way(merchant.pk, unproven=True), "code": failed.code if failed else None, "message": what, "mend": mend,
            "said": said,
        }  # fmt: skip
    answer(found, as_json=json, human=_prose)
    return WANTING if failed else DONE


@app.command
def check(*, shop: str = "", selector: str = "", json: bool = False) -> int:
    """Ask DNS whether the domain of SHOP's own server is ready to send, and keep the answer; 1 where something is missing.

    Without SHOP: the installation's own (MAKEGOOD_MAIL_FROM by MAKEGOOD_SMTP_URL; SELECTOR names its DKIM key), and nothing is kept.
    """
    with database():
        django()
        from datetime import UTC, datetime

        from makegood import wiring
        from makegood.base.actor import SYSTEM
        from makegood.journeys.record_mail_check import record_mail_check
        from makegood.web.domain_words import shown_check

        merchant_id, asked = _asked(shop, selector)
        checks = wiring.domains().check(asked)
        if merchant_id:
            record_mail_check(merchant_id=merchant_id, asked=asked, checks=checks, by=SYSTEM, now=datetime.now(UTC))
        shown = [shown_check(asdict(one), asked.domain) for one in checks]
        ready = all(one["good"] for one in shown)
    answer({"domain": asked.domain, "ready": ready, "checks": shown}, as_json=json, human=_records)
    return DONE if ready else WANTING


@app.command
def take(file: str, /, *, shop: str, json: bool = False) -> int:
    """Take in the mail in FILE (- for standard input) for SHOP, as it came; once it is kept it is read at once. The same mail again changes nothing.

    With 2 or 3 nothing was taken: a mail server's pipe then keeps it and tries again.
    """
    import sys
    from pathlib import Path

    from makegood.apps.inbox.ports import MOST_BYTES

    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        print(f"{file} can't be read: {error.strerror}", file=sys.stderr)
        return BAD_USAGE
    with database():
        django()
        from datetime import UTC, datetime

        from makegood.apps.inbox import queries as inbox
        from makegood.apps.inbox.ports import Came
        from makegood.base.actor import Actor
        from makegood.base.tenancy import Merchant
        from makegood.base.unit import unit
        from makegood.journeys.take_mail import take_mail
        from makegood.web.mail_in import read_in

        if len(raw) > MOST_BYTES:
            raise Refusal("message_too_large", "This mail is too large.", f"Up to {MOST_BYTES // 1_000_000} MB are taken.")
        merchant = Merchant.objects.filter(slug=shop).first()
        if merchant is None:
            raise Refusal("shop_unknown", f"There is no shop {shop}.", "Give its short name, as in /s/SHOP/.")
        now = datetime.now(UTC)
        mail, is_new = take_mail(merchant_id=merchant.pk, came=Came(raw, now, {}), way="console", by=Actor("system", "console"), now=now)
        read_in(merchant_id=merchant.pk, mail_id=mail.id, now=now)
        with unit(merchants=[merchant.pk]):
            kept = inbox.mail_of(mail.public_id)
            found = {"mail": kept.public_id, "new": is_new, "state": kept.state, "case": kept.case.number if kept.case else None}
    answer(found, as_json=json, human=_taken)
    return DONE


def _taken(found: dict[str, Any]) -> str:
    where = f" on case {found['case']}" if found["case"] else ""
    return f"{'Taken' if found['new'] else 'Known already'}: {found['mail']}, {found['state']}{where}."


def _asked(shop: str, selector: str) -> tuple[int, Any]:
    """(the shop's id, or 0, what to ask). Refuses `shop_unknown`, `no_server`."""
    from urllib.parse import urlsplit

    from django.conf import settings

    from makegood.apps.notices import queries as notices
    from makegood.apps.notices.ports import DomainQuestion
    from makegood.base.tenancy import Merchant
    from makegood.base.unit import unit

    if not shop:
        if not settings.MAKEGOOD_SMTP_URL:
            raise Refusal("no_server", "This installation has no mail server.", "Set MAKEGOOD_SMTP_URL, or name a shop with --shop.")
        domain = settings.MAKEGOOD_MAIL_FROM.rpartition("@")[2].lower()
        back = settings.MAKEGOOD_MAIL_BOUNCES.rpartition("@")[2].lower()
        host = urlsplit(settings.MAKEGOOD_SMTP_URL).hostname or ""
        return 0, DomainQuestion(domain=domain, host=host, selector=selector, envelope_domain="" if back == domain else back)
    merchant = Merchant.objects.filter(slug=shop).first()
    if merchant is None:
        raise Refusal("shop_unknown", f"There is no shop {shop}.", "Give its short name, as in /s/SHOP/.")
    with unit(merchants=[merchant.pk]):
        server = notices.mail_server()
    if server is None or not server.host:
        raise Refusal("no_server", "No server of its own is set for this shop.", "Fill it in on the desk, under Settings, Mail server.")
    return int(merchant.pk), notices.domain_question(server)


def _records(found: dict[str, Any]) -> str:
    lines = [f"{found['domain']}: {'ready' if found['ready'] else 'not ready'}"]
    for one in found["checks"]:
        lines.append(f"{one['title']}: {one['word']}. {one['what']} {'' if one['good'] else one['mend']}".rstrip())
        if one["value"] and not one["good"]:
            lines.append(f"  {one['name']} TXT {one['value']}")
    return "\n".join(lines)


def _prose(found: dict[str, object]) -> str:
    ways = {"own": "the shop's own server", "installation": "the installation's server", "outbox": "the outbox folder: nobody gets it"}
    if found["taken"]:
        return f"Taken by {ways[str(found['way'])]}."
    return " ".join(str(found[part]) for part in ("message", "mend", "said") if found[part])
