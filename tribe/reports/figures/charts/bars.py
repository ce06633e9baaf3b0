"""Bars with their words beside them; a hidden count is an outline and says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.reports.figures.charts.svg import WIDTH, Canvas, Scale

ROW, BAR = 30, 18


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length (None when hidden), what is written at its end, its hue."""

    label: str
    value: float | None
    words: str
    hue: int | None = None


def draw(
    title: str, bars: Sequence[Bar], *, left: float = 150, whole: float | None = None
) -> Markup:
    """Horizontal bars from one zero; the whole reaches to the edge, or else the longest."""
    longest = max([bar.value for bar in bars if bar.value is not None] or [1.0]) or 1.0
    scale = Scale(0.0, whole or longest, 0.0, WIDTH - left - 90)
    canvas = Canvas(title, ROW * len(bars) + 4)
    for number, bar in enumerate(bars):
        top = number * ROW + 4
        canvas.text(left - 10, top + 14, bar.label, "", "end")
        hue = "" if bar.hue is None else f" hue-{bar.hue}"
        if bar.value is None:
            canvas.bar(left, top, 34, BAR, "chart__hidden")
            canvas.text(left + 42, top + 14, _("fewer than ten"), "chart__soft")
            continue
        canvas.bar(left, top, scale(bar.value), BAR, f"chart__bar{hue}")
        canvas.text(left + scale(bar.value) + 8, top + 14, bar.words)
    return canvas.drawn()
