"""Any colour a brand may choose can be read, and stays as much itself as it can."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.web.design.accent import (
    DARK,
    DEFAULT_ACCENT,
    LIGHT,
    Ground,
    accent_tokens,
    contrast,
    from_oklch,
    is_colour,
    luminance,
    parse_hex,
    readable,
    theme_css,
    to_hex,
    to_oklch,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
grounds = st.sampled_from([LIGHT, DARK])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)
    assert contrast("#abc", "#aabbcc") == 1
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_oklch_agrees_with_its_author() -> None:
    # Björn Ottosson's table for sRGB red: L .628, C .258, h 29.2 degrees.
    light, chroma, hue = to_oklch("#ff0000")
    assert (light, chroma, math.degrees(hue)) == pytest.approx((0.628, 0.258, 29.23), abs=1e-2)


@settings(deadline=None)  # a busy machine is no fault of a colour
@given(colours)
def test_oklch_and_back(colour: str) -> None:
    back = from_oklch(*to_oklch(colour))
    assert all(
        abs(a - b) <= 1.6 / 255 for a, b in zip(parse_hex(back), parse_hex(colour), strict=True)
    )


@pytest.mark.parametrize("text", ["#1f6b52", "1F6B52", "#abc", " #abc "])
def test_colours(text: str) -> None:
    assert is_colour(text)


@pytest.mark.parametrize(
    "text", ["", "#12", "#12345", "red", "#1f6b5g", "#fff;}", "#fff\n}", "url(x)"]
)
def test_what_is_no_colour(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="not a colour"):
        parse_hex(text)


@settings(deadline=None)  # a busy machine is no fault of a colour
@given(colours, grounds)
def test_any_accent_can_be_read(accent: str, ground: Ground) -> None:
    tokens = accent_tokens(accent, ground)
    for surface in ground.surfaces:
        assert contrast(tokens["accent"], surface) >= 4.5
    assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    assert contrast(tokens["on-accent"], tokens["accent-strong"]) >= 4.5
    assert contrast(tokens["on-accent-wash"], tokens["accent-wash"]) >= 4.5


@settings(deadline=None)  # a busy machine is no fault of a colour
@given(colours, grounds)
def test_a_readable_colour_is_left_alone(colour: str, ground: Ground) -> None:
    corrected = readable(colour, ground.surfaces)
    if all(contrast(colour, surface) >= 4.5 for surface in ground.surfaces):
        assert corrected == to_hex(parse_hex(colour))
    assert readable(corrected, ground.surfaces) == corrected


@pytest.mark.parametrize("colour", ["#d97706", "#0ea5e9", "#16a34a", "#7c3aed", "#e11d48"])
def test_correction_keeps_the_hue(colour: str) -> None:
    _, _, hue = to_oklch(colour)
    for ground in (LIGHT, DARK):
        _, _, corrected = to_oklch(readable(colour, ground.surfaces))
        assert abs(math.remainder(corrected - hue, math.tau)) < math.radians(4)


def test_an_impossible_wish_is_refused() -> None:
    with pytest.raises(ValueError, match="no lightness"):
        readable("#808080", ("#000000", "#ffffff"), 7)


def test_the_sheet_speaks_to_all_three_choices() -> None:
    css = theme_css("#a4452c")
    light, dark = (accent_tokens("#a4452c", ground)["accent"] for ground in (LIGHT, DARK))
    assert css.startswith(f":root{{--accent:{light};")
    assert f":root:not([data-theme=light]){{--accent:{dark};" in css
    assert f":root[data-theme=dark]{{--accent:{dark};" in css
    assert theme_css(DEFAULT_ACCENT) != css
