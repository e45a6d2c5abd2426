"""Why a mailbox can't be read, in words, each with what mends it."""

from django.utils.translation import gettext_lazy

# code -> (what happened, what to do)
WORDS = {
    "no_such_host": (gettext_lazy("There is no server of this name."), gettext_lazy("Check the server's name, letter by letter.")),
    "connection_refused": (
        gettext_lazy("The server is there, but nothing answers at this port."),
        gettext_lazy("Check the port: mostly it is 993 with TLS, or 143 with STARTTLS."),
    ),
    "unreachable": (gettext_lazy("The server can't be reached from here."), gettext_lazy("Check name and port, and whether a firewall is between.")),
    "timed_out": (gettext_lazy("The server did not answer in time."), gettext_lazy("Check port and encryption: 993 needs TLS, 143 STARTTLS.")),
    "hung_up": (gettext_lazy("The server ended the conversation."), gettext_lazy("It is tried again within a minute. Check the encryption, if it stays so.")),
    "tls_failed": (gettext_lazy("The server speaks no TLS at this port."), gettext_lazy("Choose STARTTLS with port 143, or check the port.")),
    "tls_not_offered": (gettext_lazy("The server offers no STARTTLS at this port, so nothing was sent."), gettext_lazy("Choose TLS with port 993.")),
    "certificate_wrong": (
        gettext_lazy("The server's certificate is not valid for this name, so nothing was sent."),
        gettext_lazy("Use the name that your mail provider gives; on a server of your own, renew its certificate."),
    ),
    "login_refused": (
        gettext_lazy("User and password were refused."),
        gettext_lazy("Type both again. Many providers want an app password in place of your own, and IMAP switched on."),
    ),
    "login_in_clear": (gettext_lazy("The server takes no login without encryption."), gettext_lazy("Choose TLS or STARTTLS.")),
    "folder_missing": (gettext_lazy("There is no such folder in this mailbox."), gettext_lazy("Write it as your mail program shows it, or take INBOX.")),
    "done_folder_missing": (gettext_lazy("The folder for read mail does not exist."), gettext_lazy("Make it in your mail program, or choose another way.")),
    "not_imap": (gettext_lazy("This is no IMAP server."), gettext_lazy("Check name and port: the server for reading mail is mostly another one than for sending.")),
    "password_unsealable": (
        gettext_lazy("The password that is kept can't be opened with today's keys."),
        gettext_lazy("Type it again under Mail server in the settings."),
    ),
    "raw_missing": (
        gettext_lazy("The service sends what it read in the mail, but not the mail itself, so it was not taken."),
        gettext_lazy("Switch on the raw message at the service: it repeats what was not taken for some hours."),
    ),
    "not_taken": (gettext_lazy("The mail server did not do as it was asked."), gettext_lazy("It is tried again. If it stays so, ask your mail provider.")),
}  # fmt: skip


def mailbox_words(problem: str) -> tuple[str, str, str]:
    """(what happened, what to do, the server's own words) of what a mailbox keeps: `code` or `code: words`."""
    code, _, detail = problem.partition(": ")
    found = WORDS.get(code, WORDS["not_taken"])
    return str(found[0]), str(found[1]), detail
