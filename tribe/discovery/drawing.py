"""Pictures of the place in its colour: the mark, and cards that show a link to one of its pages."""

import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from markupsafe import escape

from tribe.web.design.accent import LIGHT, accent_tokens
from tribe.web.design.assets import font_file

if TYPE_CHECKING:  # Pillow takes a fortieth of a second at start
    from PIL.Image import Image as Picture
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 84
TITLE_SIZES = (84, 72, 60, 50)  # the largest in which it has four lines at most
MAX_LINES = 4
MAX_LENGTH = 400  # characters of a title that are looked at
PAPER, INK, SOFT = LIGHT.surfaces[1], LIGHT.dark_ink, "#5d5346"
NO_SIGN = "\U0010ffff"  # in no font; what is drawn for it is drawn for all that is missing
PASSED_OVER = ("So", "Sk", "Cf", "Co", "Cn", "Mn", "Me")  # pictures and their joints
ELLIPSIS = "…"


@dataclass(frozen=True)
class Look:
    """What a picture depends on beside its title."""

    name: str
    accent: str

    @property
    def letter(self) -> str:
        """The first letter or digit of the name, large; empty where it has none."""
        return next((c for c in self.name.upper() if c.isalnum()), "")[:1]


def mark_svg(look: Look) -> bytes:
    """The mark as vectors: the first letter on the colour."""
    tokens = accent_tokens(look.accent, LIGHT)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{tokens["accent"]}"/>'
        f'<text x="32" y="46" text-anchor="middle" font-family="Georgia,serif" font-weight="600" '
        f'font-size="42" fill="{tokens["on-accent"]}">{escape(look.letter)}</text></svg>'
    ).encode()


def mark_png(look: Look, side: int, *, is_maskable: bool = False) -> bytes:
    """The mark as a square of so many pixels.

    One that is maskable has no corners of its own, and its letter in the middle, which stays.
    """
    from PIL import Image, ImageDraw

    tokens = accent_tokens(look.accent, LIGHT)
    large = 4 * side  # drawn larger, so that its corners are smooth
    picture = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(picture)
    radius, height = (0, 32) if is_maskable else (large * 14 // 64, 44)
    draw.rounded_rectangle((0, 0, large - 1, large - 1), radius, tokens["accent"])
    font = _font("serif.woff2", large * height // 64, 600)
    if look.letter and not _missing(font, look.letter):
        middle = (large // 2, large // 2)
        draw.text(middle, look.letter, tokens["on-accent"], font, anchor="mm")
    return _png(picture.resize((side, side), Image.Resampling.LANCZOS))


def card(look: Look, title: str, line: str = "") -> bytes:
    """A card of 1200 × 630: a title, a line below, and the name of the place.

    Letters that the bundled fonts do not have are not drawn as boxes: a title that has them is left
    out, and so the card is that of the place.
    """
    from PIL import Image, ImageDraw

    tokens = accent_tokens(look.accent, LIGHT)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 18), tokens["accent"])
    for left in range(0, WIDTH, 24):
        draw.rectangle((left, 18, left + 11, 24), tokens["accent"])  # the selvedge of each page
    name_font = _font("sans.woff2", 38, 600)
    name = _drawable(name_font, look.name)
    bottom = _sign(picture, look, name, name_font)
    title = _drawable(_font("serif.woff2", 50, 600), title)
    if title and title != name:
        _set(draw, title, _drawable(name_font, line), bottom)
    return _png(picture)


def _sign(picture: "Picture", look: Look, name: str, font: "FreeTypeFont") -> int:
    """Put mark and name at the foot, and say where they begin."""
    from PIL import Image, ImageDraw

    side, top = 84, HEIGHT - 60 - 84
    with Image.open(BytesIO(mark_png(look, side))) as mark:
        picture.paste(mark, (MARGIN, top), mark)
    room = WIDTH - 2 * MARGIN - side - 28
    draw = ImageDraw.Draw(picture)
    shown = _cut(font, name, room)
    draw.text((MARGIN + side + 28, top + side // 2), shown, SOFT, font, anchor="lm")
    return top


def _set(draw: "ImageDraw", title: str, line: str, bottom: int) -> None:
    room = WIDTH - 2 * MARGIN
    for size in TITLE_SIZES:
        font = _font("serif.woff2", size, 600)
        lines = _wrap(font, title, room)
        if len(lines) <= MAX_LINES:
            break
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], lines[MAX_LINES - 1] + ELLIPSIS]
    top = 96
    for one in lines:
        draw.text((MARGIN, top), _cut(font, one, room), INK, font)
        top += size * 118 // 100
    below = _font("sans.woff2", 36, 400)
    if line and top + 60 < bottom:
        draw.text((MARGIN, top + 18), _cut(below, line, room), SOFT, below)


def _wrap(font: "FreeTypeFont", text: str, room: int) -> list[str]:
    """The text in lines; a word that is longer than a line is cut when it is drawn."""
    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(tried) > room:
            lines.append(word)
        else:
            lines[-1] = tried
    return lines


def _cut(font: "FreeTypeFont", text: str, room: int) -> str:
    """As much of a text as fits into a line."""
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + ELLIPSIS) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _drawable(font: "FreeTypeFont", text: str) -> str:
    """The text without pictures; empty where a letter of it is missing in the font."""
    text = " ".join(text.split())[:MAX_LENGTH]
    missing = _missing(font, text)
    if any(unicodedata.category(sign) not in PASSED_OVER for sign in missing):
        return ""
    return " ".join("".join(sign for sign in text if sign not in missing).split())


def _missing(font: "FreeTypeFont", text: str) -> set[str]:
    """The signs of a text that the font does not have, and those that are written from the right.

    The bundled fonts have none of those, nor the shaping that they need.
    """
    box = font.getmask(NO_SIGN)
    none = (box.size, bytes(box))
    drawn = {sign: font.getmask(sign) for sign in set(text) - {" "}}
    return {
        sign
        for sign, mask in drawn.items()
        if (mask.size, bytes(mask)) == none or unicodedata.bidirectional(sign) in ("R", "AL")
    }


def _font(name: str, size: int, weight: int) -> "FreeTypeFont":
    from PIL import ImageFont

    font = ImageFont.truetype(font_file(name), size)
    font.set_variation_by_axes([weight])
    return font


def _png(picture: "Picture") -> bytes:
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
