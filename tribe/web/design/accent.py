"""The brand's accent, moved in lightness only as far as people need to read it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

DEFAULT_ACCENT = "#1f6b52"
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0

Triple = tuple[float, float, float]

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")


@dataclass(frozen=True)
class Ground:
    """The surfaces of one theme that the accent is read on, and the inks that lie on it."""

    surfaces: tuple[str, ...]
    light_ink: str
    dark_ink: str


# The same values as --sheet, --paper, --sunk in tokens.css; a test compares them.
LIGHT = Ground(("#fffdf8", "#f6f1e7", "#ece5d7"), light_ink="#fffdf8", dark_ink="#211c16")
DARK = Ground(("#2a251e", "#1f1b16", "#16130f"), light_ink="#fffdf8", dark_ink="#1f1b16")


def is_colour(text: str) -> bool:
    """Whether the text is a colour written as #rgb or #rrggbb."""
    return _HEX.match(text.strip()) is not None


def parse_hex(text: str) -> Triple:
    """Red, green and blue from 0 to 1. Raises ValueError when it is not a hexadecimal colour."""
    match = _HEX.match(text.strip())
    if match is None:
        raise ValueError(f"not a colour: {text!r}")
    digits = match.group(1)
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def to_hex(rgb: Triple) -> str:
    """The colour as #rrggbb, cut to what a screen can show."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, c)) * 255):02x}" for c in rgb)


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)


def _encoded(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * float(c ** (1 / 2.4)) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(c) for c in parse_hex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> Triple:
    """Lightness, chroma and hue (radians) in OKLCH, where equal steps look equal."""
    r, g, b = (_linear(c) for c in parse_hex(colour))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(green_red, blue_yellow), math.atan2(blue_yellow, green_red)


def from_oklch(light: float, chroma: float, hue: float) -> str:
    """The nearest colour a screen can show: chroma gives way, lightness and hue stay."""
    while True:
        rgb = _oklch_to_linear(light, chroma, hue)
        if chroma < 0.002 or all(-0.0005 <= c <= 1.0005 for c in rgb):
            red, green, blue = (_encoded(min(1.0, max(0.0, c))) for c in rgb)
            return to_hex((red, green, blue))
        chroma *= 0.96


def _oklch_to_linear(light: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def readable(colour: str, surfaces: Sequence[str], ratio: float = TEXT_CONTRAST) -> str:
    """The colour, or the closest lightness of it that reaches the ratio on every surface."""
    if all(contrast(colour, s) >= ratio for s in surfaces):
        return to_hex(parse_hex(colour))
    light, chroma, hue = to_oklch(colour)
    for step in range(1, 201):
        for moved in (light - step / 200, light + step / 200):
            if 0.0 <= moved <= 1.0:
                tried = from_oklch(moved, chroma, hue)
                if all(contrast(tried, s) >= ratio for s in surfaces):
                    return tried
    raise ValueError(f"no lightness of {colour} reaches {ratio}:1 on {', '.join(surfaces)}")


def accent_tokens(accent: str, ground: Ground) -> dict[str, str]:
    """The custom properties of one theme that come from the brand's accent."""
    dark_theme = luminance(ground.surfaces[0]) < 0.2
    # Light letters on a dark ground glow and look thinner: they get more contrast.
    text = readable(accent, ground.surfaces, 6.5 if dark_theme else TEXT_CONTRAST)
    light, chroma, hue = to_oklch(text)
    wash = from_oklch(0.315 if dark_theme else 0.925, min(chroma, 0.02), hue)
    strong = from_oklch(light + (0.06 if dark_theme else -0.07), chroma, hue)
    ink = max((ground.light_ink, ground.dark_ink), key=lambda i: contrast(i, text))
    # A hovered button darkens or lightens away from the ink on it, so it can only gain contrast.
    if contrast(strong, ink) < TEXT_CONTRAST:
        strong = text
    return {
        "accent": text,
        "accent-strong": strong,
        "on-accent": ink,
        "accent-wash": wash,
        "on-accent-wash": readable(text, (wash,)),
    }


def theme_css(accent: str) -> str:
    """The style sheet that puts the brand's accent into both themes."""
    light = _declarations(accent_tokens(accent, LIGHT))
    dark = _declarations(accent_tokens(accent, DARK))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def _declarations(tokens: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())
