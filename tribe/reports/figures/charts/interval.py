"""A value on its scale: what chance gives, how sure we are, then the point."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.reports.figures.charts.svg import WIDTH, Canvas, Scale, round_steps
from tribe.reports.figures.values import shown

LEFT, RIGHT = 24, WIDTH - 24
HIGH, LOW = 50, 24  # of the point below the top, with and without labels above it
NEAR = 130  # labels closer than that would touch


def draw(title: str, entry: Mapping[str, Any], unit: str, before: float | None = None) -> Markup:
    """Dot and whisker of one measure, with the null model's reach and the value before."""
    value, interval, null = entry["value"], entry["interval"], entry["null_model"]
    scale = Scale(*_ends(entry, unit, before), LEFT, RIGHT)
    if null is not None and null["mean"] is None:
        null = None
    is_moved = before is not None and abs(scale(before) - scale(value)) > 6
    middle = HIGH if null is not None or is_moved else LOW
    foot = middle + 30
    canvas = Canvas(title, foot + 32)
    _axis(canvas, scale, unit, foot)
    if null is not None:
        _chance(canvas, scale, null, middle)
    if before is not None and is_moved:
        place = scale(before)
        canvas.line((place, middle - 12), (place, foot), "chart__before")
        if null is None or abs(place - scale(null["mean"])) > NEAR:
            canvas.text(place, middle - 20, _("before"), "chart__soft", "middle")
    if interval is not None:
        ends = scale(interval[0]), scale(interval[1])
        canvas.line((ends[0], middle), (ends[1], middle), "chart__interval")
    canvas.dot(scale(value), middle, 7, "chart__point")
    words = shown(value, unit)
    right, left = (
        scale(interval[1] if interval else value),
        scale(interval[0] if interval else value),
    )
    reach = right + 30 + 10 * len(words)
    side = left - 20 - 10 * len(words)
    is_hidden = null is not None and side < scale(null["mean"]) < left
    is_crossed = not is_hidden and before is not None and is_moved and right < scale(before) < reach
    if reach < RIGHT and (not is_crossed or side < LEFT):
        canvas.text(right + 14, middle + 5, words, "chart__value")
    else:
        canvas.text(left - 14, middle + 5, words, "chart__value", "end")
    return canvas.drawn()


def _axis(canvas: Canvas, scale: Scale, unit: str, foot: float) -> None:
    canvas.line((LEFT, foot), (RIGHT, foot), "chart__axis")
    for step in round_steps(scale.low, scale.high):
        canvas.line((scale(step), foot), (scale(step), foot + 5), "chart__axis")
        canvas.text(scale(step), foot + 22, shown(step, unit, short=True), "chart__soft", "middle")


def _chance(canvas: Canvas, scale: Scale, null: Mapping[str, Any], middle: float) -> None:
    centre, spread = scale(null["mean"]), 2 * (null["sd"] or 0.0)
    left, right = scale(null["mean"] - spread), scale(null["mean"] + spread)
    canvas.bar(left, middle - 13, max(right - left, 3), 26, "chart__null")
    anchor = "start" if centre < 90 else "end" if centre > RIGHT - 90 else "middle"
    canvas.text(centre, middle - 20, _("what chance gives"), "chart__soft", anchor)


def _ends(entry: Mapping[str, Any], unit: str, before: float | None) -> tuple[float, float]:
    null = entry["null_model"] or {}
    found = [entry["value"], before, null.get("mean"), *(entry["interval"] or ())]
    numbers = [number for number in found if number is not None] or [1.0]
    largest = max(abs(number) for number in numbers)
    if unit == "points":
        return 1.0, 5.0
    if unit == "pulse" or (unit == "index" and min(numbers) < 0):
        return -1.0, 1.0
    if unit == "difference" or min(numbers) < 0:
        side = max(largest * 1.25, 0.1 if unit in ("share", "difference") else 1e-6)
        return -side, side
    if unit in ("share", "index"):
        return 0.0, 1.0
    if unit == "modularity":
        return 0.0, min(1.0, max(0.5, largest * 1.2))
    return 0.0, (largest or 1.0) * 1.25
