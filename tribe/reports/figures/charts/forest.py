"""Several ratios one below another, each with how sure it is: how many times as often."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.reports.figures.charts.svg import WIDTH, Canvas, Scale
from tribe.reports.figures.values import language
from tribe.speech import decimal

LEFT, RIGHT = 170, WIDTH - 130  # words on its left; on a phone the rest is out of sight
TOP, ROW = 26, 46
MOST = 6  # steps of the axis


@dataclass(frozen=True)
class Ratio:
    """One row: its name, the value and its ends (None when it may not be told), its words."""

    label: str
    value: float | None
    ends: tuple[float, float] | None
    words: str
    is_found: bool


def draw(title: str, ratios: Sequence[Ratio]) -> Markup:
    """Dots and whiskers by the logarithm, round the line of as often."""
    known = [end for ratio in ratios if ratio.value for end in (ratio.value, *(ratio.ends or ()))]
    low, high = min([0.5, *known]), max([2.0, *known])
    scale = Scale(low, high, LEFT, RIGHT, logarithmic=True)
    foot = TOP + ROW * len(ratios)
    canvas = Canvas(title, foot + 30)
    canvas.text(scale(1.0), 14, _("as often"), "chart__soft", "middle")
    for number, ratio in enumerate(ratios):
        _row(canvas, scale, ratio, TOP + ROW * number)
    canvas.line((LEFT, foot), (RIGHT, foot), "chart__axis")
    for step in steps_between(low, high):
        canvas.line((scale(step), foot), (scale(step), foot + 5), "chart__axis")
        canvas.text(scale(step), foot + 22, _step(step), "chart__soft", "middle")
    return canvas.drawn()


def _row(canvas: Canvas, scale: Scale, ratio: Ratio, top: float) -> None:
    style, middle = "" if ratio.is_found else "chart__soft", top + 31
    canvas.text(0, top + 14, ratio.label, style)
    canvas.text(0, middle + 5, ratio.words, "chart__value" if ratio.is_found else style)
    # the line leaves out where labels stand
    canvas.line((scale(1.0), top + 20), (scale(1.0), top + ROW - 4), "chart__before")
    if ratio.value is None:
        return
    if ratio.ends is not None:
        ends = scale(ratio.ends[0]), scale(ratio.ends[1])
        line = "chart__interval" if ratio.is_found else "chart__axis"
        canvas.line((ends[0], middle), (ends[1], middle), line)
    dot = "chart__point" if ratio.is_found else "chart__soft"
    canvas.dot(scale(ratio.value), middle, 6, dot)


def steps_between(low: float, high: float) -> list[float]:
    """Powers of two, or else of ten, of a hundred and so on, between two ratios."""
    for factor in (2.0, 10.0, 100.0, 1e4, 1e8, 1e16):
        first = math.ceil(math.log(low, factor) - 1e-9)
        last = math.floor(math.log(high, factor) + 1e-9)
        if last - first < MOST and (factor > 2 or low >= 0.1):
            break
    return [factor**power for power in range(first, last + 1)]


def _step(step: float) -> str:
    digits = next((d for d in range(12) if math.isclose(round(step, d), step, rel_tol=1e-6)), 12)
    return decimal(step, language(), digits)
