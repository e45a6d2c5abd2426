"""What the receiving service says of a mail: is its sender who it says, and does it take it for unwanted.

A mail's own headers prove nothing: anybody writes them. Believed is only the topmost Authentication-Results (RFC 8601), and only where it is
signed with the name that the owner gave (its authserv-id), because the receiving server puts its own on top and takes forged ones away.
"""

import re
from email.message import Message

from makegood.apps.inbox.reading.letter import text_of_header

_COMMENT = re.compile(r"\([^()]*\)")


def signed_as(head: Message) -> str:
    """The authserv-id of the topmost finding; "" where there is none."""
    for value in (head.get_all("Authentication-Results") or [])[:1]:
        return _COMMENT.sub(" ", text_of_header(value)).split(";")[0].strip().split(" ")[0].lower()[:253]
    return ""


def verified_by(head: Message, *, trusted: str, sender: str) -> str:
    """pass: the domain of `sender` stands behind it (DMARC, or an aligned DKIM signature or SPF); fail: it says it does not; none: not said."""
    if not trusted or signed_as(head) != trusted.strip().lower():
        return "none"
    text = _COMMENT.sub(" ", text_of_header((head.get_all("Authentication-Results") or [""])[0])).lower()
    domain = sender.rpartition("@")[2].lower()
    dmarc = re.search(r"\bdmarc=(\w+)", text)
    if dmarc and dmarc[1] in ("pass", "fail"):
        return dmarc[1]
    for method, names in (("dkim", r"header\.[di]=@?"), ("spf", r"smtp\.(?:mailfrom|helo)=(?:[^@\s;]*@)?")):
        for part in text.split(";"):
            found = re.search(rf"\b{method}=(\w+)", part)
            named = re.search(rf"{names}\"?([a-z0-9.-]+)", part)
            if found and found[1] == "pass" and named and aligned(named[1], domain):
                return "pass"
    return "none"


def aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other (relaxed alignment without a list of public suffixes: never two sisters)."""
    one, other = one.strip(".").lower(), other.strip(".").lower()
    short, long = sorted((one, other), key=len)
    return short == long or (short.count(".") >= 1 and long.endswith(f".{short}"))


def called_spam(head: Message) -> bool:
    """The verdict of the usual filters, as they write it into a mail: SpamAssassin and rspamd, Microsoft, Mailgun, Proofpoint. A sender who forges
    it harms nobody but themselves."""

    def of(name: str) -> str:
        return text_of_header(head.get(name, "")).strip().lower()

    if of("X-Spam-Flag").startswith("yes") or of("X-Spam-Status").startswith("yes") or of("X-Spam") == "yes":
        return True
    if of("X-Mailgun-Sflag").startswith("yes") or of("X-Proofpoint-Spam-Details").startswith("rule=spam"):
        return True
    level = re.match(r"-?\d+", of("X-MS-Exchange-Organization-SCL")) or re.search(r"(?:^|;)scl:(-?\d+)", of("X-Forefront-Antispam-Report"))
    return level is not None and int(level[level.lastindex or 0]) >= 5
