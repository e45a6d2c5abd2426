"""A shop's accent colour, with contrast that can be read (WCAG 2.2, 1.4.3: 4.5 to 1)."""

import colorsys
import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
PAPER, NIGHT = "#fbfaf7", "#171614"
TINT, NIGHT_TINT = "#f2efe8", "#26241f"  # a note's ground (app.css): what can be read there can be read on the page too


def _rgb(color: str) -> tuple[float, float, float]:
    return tuple(int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))  # type: ignore[return-value]


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(color: str, ground: str) -> str:
    """The colour, made darker (on a light ground) or lighter (on a dark one) until it can be read."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(color))
    step = -0.02 if luminance(ground) > 0.5 else 0.02
    while contrast(_hex(colorsys.hls_to_rgb(hue, lightness, saturation)), ground) < 4.6 and 0 < lightness + step < 1:
        lightness += step
    return _hex(colorsys.hls_to_rgb(hue, lightness, saturation))


def by_day(accent: str) -> str:
    return readable_on(accent, TINT)


def by_night(accent: str) -> str:
    return readable_on(accent, NIGHT_TINT)


def is_color(text: str) -> bool:
    return bool(_HEX.match(text))


def preview_css(accent: str) -> str:
    """Two small pages side by side, one as by day and one as by night, whatever the browser prefers; a style sheet (CSP: no inline style)."""
    light, dark = by_day(accent), by_night(accent)
    ink_light = "#ffffff" if contrast("#ffffff", light) >= 4.5 else "#111111"
    return (
        f".sample.day{{--accent:{light};--accent-ink:{ink_light};background:{PAPER};color:#1d1c1a}}\n"
        f".sample.night{{--accent:{dark};--accent-ink:#111111;background:{NIGHT};color:#eceae4}}\n"
    )


def brand_css(accent: str) -> str:
    """A style sheet with the accent for light and dark; an unreadable value becomes the default."""
    given = accent if _HEX.match(accent) else "#1f5f5b"
    light, dark = by_day(given), by_night(given)
    ink_light = "#ffffff" if contrast("#ffffff", light) >= 4.5 else "#111111"
    return (
        f":root{{--accent:{light};--accent-ink:{ink_light}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{--accent:{dark};--accent-ink:#111111}}}}\n"
    )
