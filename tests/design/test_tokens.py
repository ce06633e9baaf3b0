"""The tokens: enough contrast in both themes, and hues that colour-blind readers can tell apart."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from tribe.web.design.accent import (
    DARK,
    DEFAULT_ACCENT,
    LIGHT,
    accent_tokens,
    contrast,
    parse_hex,
    to_hex,
    to_oklch,
)

CSS = Path(__file__).parent.parent.parent / "tribe" / "static" / "css"
HUES = 12
GROUNDS = {"light": LIGHT, "dark": DARK}

# Machado, Oliveira & Fernandes 2009, severity 1, on linear light.
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def themes() -> dict[str, dict[str, str]]:
    """The custom properties of the light theme, the device's dark and the chosen dark."""
    blocks = re.findall(r"(:root[^{]*)\{([^{}]*)\}", (CSS / "tokens.css").read_text())
    assert len(blocks) == 3
    names = {"": "light", ':not([data-theme="light"])': "dark", '[data-theme="dark"]': "chosen"}
    return {
        names[selector.strip().removeprefix(":root")]: dict(
            re.findall(r"--([\w-]+):\s*([^;]+);", body)
        )
        for selector, body in blocks
    }


THEMES = themes()


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """The colour's place in OKLab as such eyes see it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parse_hex(colour)
    ]
    mixed = [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))))
        for row in VISION[vision]
    ]
    red, green, blue = (
        12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in mixed
    )
    from math import cos, sin

    light, chroma, hue = to_oklch(to_hex((red, green, blue)))
    return light, chroma * cos(hue), chroma * sin(hue)


def test_both_dark_blocks_are_the_same() -> None:
    assert THEMES["dark"] == THEMES["chosen"]
    assert set(THEMES["dark"]) <= set(THEMES["light"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_correction_of_accents_knows_these_surfaces(theme: str) -> None:
    tokens, ground = THEMES[theme], GROUNDS[theme]
    assert (tokens["sheet"], tokens["paper"], tokens["sunk"]) == ground.surfaces
    for name, value in accent_tokens(DEFAULT_ACCENT, ground).items():
        assert tokens[name] == value


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["paper", "sheet", "sunk"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "accent", "good", "warn", "bad"])
def test_inks_on_surfaces(theme: str, surface: str, ink: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][surface]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["good", "warn", "bad"])
def test_inks_on_their_washes(theme: str, name: str) -> None:
    wash = THEMES[theme][f"{name}-wash"]
    assert contrast(THEMES[theme][name], wash) >= 4.5
    assert contrast(THEMES[theme]["ink"], wash) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["paper", "sheet", "sunk"])
def test_edges_of_fields_can_be_seen(theme: str, surface: str) -> None:
    assert contrast(THEMES[theme]["line-strong"], THEMES[theme][surface]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hue", range(HUES))
def test_hues_carry_letters(theme: str, hue: int) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[f"hue-{hue}"], tokens[f"hue-{hue}-on"]) >= 4.5
    for surface in ("paper", "sheet", "sunk"):
        assert contrast(tokens[f"hue-{hue}-text"], tokens[surface]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", sorted(VISION))
def test_hues_differ_for_all_eyes(theme: str, vision: str) -> None:
    places = {hue: seen(THEMES[theme][f"hue-{hue}"], vision) for hue in range(HUES)}
    nearest = min(
        (sum((a - b) ** 2 for a, b in zip(places[i], places[j], strict=True)) ** 0.5, i, j)
        for i, j in combinations(range(HUES), 2)
    )
    assert nearest[0] >= 0.055, nearest


def test_every_token_that_is_used_exists() -> None:
    known = {name for tokens in THEMES.values() for name in tokens} | {"hue", "hue-on", "hue-text"}
    for path in CSS.glob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)", path.read_text()))
        assert used <= known, f"{path.name}: {used - known}"


def test_colours_are_named_in_tokens_only() -> None:
    for path in CSS.glob("*.css"):
        if path.name in ("tokens.css", "print.css"):
            continue
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text()), path.name
