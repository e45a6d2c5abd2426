"""Why a mail was not taken, in words, each with what mends it."""

from django.utils.translation import gettext_lazy

# code -> (what happened, what to do)
WORDS = {
    "key_refused": (gettext_lazy("The mail service refused the key."), gettext_lazy("Copy it again; it must be allowed to send mails.")),
    "too_many": (gettext_lazy("The mail service takes no more just now."), gettext_lazy("Nothing: it is tried again.")),
    "service_failed": (gettext_lazy("The mail service could not take it."), gettext_lazy("Nothing: it is tried again.")),
    "address_bounced": (
        gettext_lazy("Mails to this address came back, so none goes there by itself any more."),
        gettext_lazy("Call the customer, or tell us another address on the case. Send again, if it is right."),
    ),
    "address_complained": (
        gettext_lazy("Whoever reads this address called our mails unwanted, so only what they are owed in writing goes there."),
        gettext_lazy("Nothing; call them, if it is urgent."),
    ),
    "bounced": (gettext_lazy("It came back."), gettext_lazy("Call the customer, or tell us another address on the case.")),
    "no_such_host": (gettext_lazy("There is no server of this name."), gettext_lazy("Check the server's name, letter by letter.")),
    "connection_refused": (
        gettext_lazy("The server is there, but nothing answers at this port."),
        gettext_lazy("Check the port: mostly it is 587 with STARTTLS, or 465 with TLS."),
    ),
    "unreachable": (gettext_lazy("The server can't be reached from here."), gettext_lazy("Check name and port, and whether a firewall is between.")),
    "timed_out": (
        gettext_lazy("The server did not answer in time."),
        gettext_lazy("Check port and encryption (465 needs TLS, 587 STARTTLS); some providers block port 25."),
    ),
    "hung_up": (gettext_lazy("The server ended the conversation."), gettext_lazy("Check the encryption that belongs to this port, then try again.")),
    "not_welcome": (gettext_lazy("The server does not talk to us."), gettext_lazy("Try again later, or ask your mail provider.")),
    "tls_not_offered": (
        gettext_lazy("The server offers no STARTTLS at this port, so nothing was sent."),
        gettext_lazy("Choose TLS with port 465, or ask your mail provider for an encrypted port."),
    ),
    "tls_failed": (gettext_lazy("The server speaks no TLS at this port."), gettext_lazy("Choose STARTTLS with port 587, or check the port.")),
    "certificate_wrong": (
        gettext_lazy("The server's certificate is not valid for this name, so nothing was sent."),
        gettext_lazy("Use the name that your mail provider gives; on a server of your own, renew its certificate."),
    ),
    "login_needed": (gettext_lazy("The server wants a login."), gettext_lazy("Fill in user and password.")),
    "login_not_offered": (
        gettext_lazy("The server takes no login here."),
        gettext_lazy("Choose an encryption (many take a login only then), or leave user and password empty."),
    ),
    "login_refused": (
        gettext_lazy("User and password were refused."),
        gettext_lazy("Type both again. Many providers want an app password in place of your own."),
    ),
    "login_unfit": (
        gettext_lazy("User or password hold a letter that can't be sent."),
        gettext_lazy("Choose a password without umlauts at your mail provider."),
    ),
    "sender_refused": (
        gettext_lazy("The server does not send for this sender's address."),
        gettext_lazy("Use an address that belongs to this login, or allow it at your mail provider."),
    ),
    "recipient_refused": (gettext_lazy("The recipient's address was refused."), gettext_lazy("Check the address.")),
    "address_unfit": (gettext_lazy("The server can't write to such an address."), gettext_lazy("Ask for another address.")),
    "message_refused": (
        gettext_lazy("The server did not take the text."),
        gettext_lazy("Often it takes it for unwanted mail: see SPF, DKIM and DMARC in the settings."),
    ),
    "message_unfit": (gettext_lazy("A name or an address holds a line break."), gettext_lazy("Correct it, then send again.")),
    "outbox_unwritable": (gettext_lazy("The outbox folder can't be written."), gettext_lazy("Whoever runs the machine can mend it: makegood doctor.")),
    "password_unsealable": (
        gettext_lazy("The password that is kept can't be opened with today's keys."),
        gettext_lazy("Type it again under Mail server in the settings."),
    ),
    "link_ended": (gettext_lazy("Its link had ended before it could be sent."), gettext_lazy("Ask for a new one.")),
    "not_taken": (gettext_lazy("The mail server did not take it."), gettext_lazy("Try again; if it stays so, ask your mail provider.")),
}  # fmt: skip


def mail_words(problem: str) -> tuple[str, str, str]:
    """(what happened, what to do, the server's own words) of what a notice keeps: `code` or `code: words`."""
    code, _, detail = problem.partition(": ")
    found = WORDS.get(code)
    return (str(found[0]), str(found[1]), detail) if found else (problem, "", "")
