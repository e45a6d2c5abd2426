"""The words of an HTML mail, without anything that could act or be fetched."""

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MOST_HTML = 2_000_000
# How the usual programs mark what they quote: Gmail, Apple Mail and Thunderbird, Outlook, Yahoo, Proton.
_QUOTED = (
    "//blockquote", "//*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_quote ')]", "//*[@id='divRplyFwdMsg']",
    "//*[@id='divRplyFwdMsg']/following-sibling::*", "//*[@id='appendonsend']/following-sibling::*",
    "//*[contains(@class, 'yahoo_quoted')]", "//*[contains(@class, 'protonmail_quote')]", "//*[contains(@class, 'moz-cite-prefix')]",
)  # fmt: skip


def text_of_html(html: str, *, quotes: bool = True) -> str:
    """Plain lines; no address of a link or picture. "" where nothing can be read."""
    try:
        tree: HtmlElement = document_fromstring(html[:MOST_HTML].encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
        for hidden in tree.xpath("//script | //style | //head | //template | //*[@hidden]"):
            hidden.drop_tree()
        for path in () if quotes else _QUOTED:
            for one in tree.xpath(path):
                if one.getparent() is not None:
                    one.drop_tree()
        text = get_text(_whole(tree), ParserConfig(css=CSS_PROFILES["strict"])) if tree is not None else ""
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return ""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1])).strip()


def _whole(tree: HtmlElement) -> str:
    return str(etree.tostring(tree, encoding="unicode", method="html"))
