"""Amounts as bars: an SVG of our own, drawn by the server, whose looks are in app.css (no style stands in the page)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDE, _LONG, _ROW, _BAR = 360, 290, 38, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """`amount` gives the length (nothing for a negative one); `look`: a class of app.css."""

    label: str
    said: str
    amount: int
    look: str = ""


def bars_svg(bars: Sequence[Bar], *, name: str, title: str, text: str) -> SafeString:
    """A picture with a title and a description for those who do not see it; `name` is its id on the page. The numbers stand in a table beside it."""
    longest = max([bar.amount for bar in bars] + [1])
    rows = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><text class="said" x="{}" y="{}">{}</text><rect class="bar {}" x="0" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (
                place * _ROW + 13,
                bar.label,
                _WIDE,
                place * _ROW + 30,
                bar.said,
                bar.look,
                place * _ROW + 20,
                max(2, round(bar.amount * _LONG / longest)),
                _BAR,
            )
            for place, bar in enumerate(bars)
        ),
    )
    return format_html(
        '<svg class="bars" role="img" viewBox="0 0 {} {}" aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        _WIDE, len(bars) * _ROW, name, name, name, title, name, text, rows,
    )  # fmt: skip
