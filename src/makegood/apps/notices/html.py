"""The same letter for mail programs that show HTML: the shop's name and colour, and nothing that is fetched from anywhere.

No pictures, no scripts, no counted links. Tables and inline styles, because mail programs know little else; dark colours where they are
asked for. What was typed by anybody is escaped.
"""

import re
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"]+")
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_NIGHT = (
    "@media (prefers-color-scheme:dark){.p{background:#16181a!important}.s{background:#1f2225!important}"
    ".t{color:#eceae6!important}.m{color:#b3b0aa!important}.l{color:#9cc9ff!important}.b{color:#fff!important}}"
)


def html_of(*, text: str, headline: str, shop_name: str, accent: str, language: str) -> str:
    """`text`: the plain letter; `headline`: its own subject; `accent`: #rrggbb. A whole HTML document."""
    paragraphs = [part for part in text.strip().split("\n\n") if part.strip()]
    body = "".join(_paragraph(part, accent) for part in paragraphs)
    head = escape(headline)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<meta name="supported-color-schemes" content="light dark"><title>{head}</title><style>{_NIGHT}</style></head>'
        f'<body class="p" style="margin:0;padding:0;background:#f4f2ee;{_FONT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 12px">'
        '<table role="presentation" class="s" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="max-width:600px;background:#ffffff;border-top:4px solid {_color(accent)};text-align:left">'
        f'<tr><td style="padding:20px 24px 0"><p class="m" style="margin:0;font-size:15px;color:#5c5953">{escape(shop_name)}</p>'
        f'<h1 class="t" style="margin:12px 0 0;font-size:22px;line-height:1.3;font-weight:600;color:#22211f">{head}</h1></td></tr>'
        f'<tr><td style="padding:16px 24px 24px">{body}</td></tr></table></td></tr></table></body></html>'
    )


def _paragraph(part: str, accent: str) -> str:
    link = _LINK.search(part)
    before = part[: link.start()].strip() if link else ""
    if link is not None and link.end() == len(part.rstrip()) and before.endswith(":") and "\n" not in before and len(before) <= 90:
        color = _color(accent)
        return (
            f'<p style="margin:20px 0"><a class="b" href="{escape(link.group())}" style="display:inline-block;padding:13px 20px;'
            f'background:{color};color:{_readable_on(color)};font-size:16px;line-height:1.3;text-decoration:none;border-radius:4px">'
            f"{escape(before[:-1])}</a></p>"
        )
    style = "margin:0 0 14px;font-size:16px;line-height:1.55;color:#22211f;overflow-wrap:anywhere"
    return f'<p class="t" style="{style}">{_linked(part)}</p>'


def _linked(part: str) -> str:
    found, at = [], 0
    for hit in _LINK.finditer(part):
        link = hit.group().rstrip(".,;:)")
        found += [escape(part[at : hit.start()]), f'<a class="l" href="{escape(link)}" style="color:#1a5fb4">{escape(link)}</a>']
        at = hit.start() + len(link)
    return "".join([*found, escape(part[at:])]).replace("\n", "<br>")


def _color(accent: str) -> str:
    return accent if re.fullmatch(r"#[0-9a-fA-F]{6}", accent) else "#1f5f5b"


def _readable_on(color: str) -> str:
    """White or near black, whichever is easier to read on it (WCAG relative luminance)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#16181a"
