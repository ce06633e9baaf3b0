"""A value on its scale: what chance gives, how sure we are, then the point."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.reports.charts.svg import WIDTH, Canvas, Scale, round_steps
from tribe.reports.words import shown

LEFT, RIGHT, MIDDLE, FOOT = 24, WIDTH - 24, 52, 84


def draw(title: str, entry: Mapping[str, Any], unit: str, before: float | None = None) -> Markup:
    """Dot and whisker of one measure, with the null model's reach and the value before."""
    value, interval, null = entry["value"], entry["interval"], entry["null_model"]
    low, high = _ends(entry, unit, before)
    scale = Scale(low, high, LEFT, RIGHT)
    canvas = Canvas(title, 118)
    canvas.line((LEFT, FOOT), (RIGHT, FOOT), "chart__axis")
    for step in round_steps(low, high):
        canvas.line((scale(step), FOOT), (scale(step), FOOT + 5), "chart__axis")
        canvas.text(scale(step), FOOT + 22, shown(step, unit, short=True), "chart__soft", "middle")
    if null is not None and null["mean"] is not None:
        spread = 2 * (null["sd"] or 0.0)
        left, right = scale(null["mean"] - spread), scale(null["mean"] + spread)
        canvas.bar(left, MIDDLE - 13, max(right - left, 3), 26, "chart__null")
        centre = scale(null["mean"])
        anchor = "start" if centre < 90 else "end" if centre > RIGHT - 90 else "middle"
        canvas.text(centre, MIDDLE - 20, _("what chance gives"), "chart__soft", anchor)
    if before is not None:
        place = scale(before)
        canvas.line((place, MIDDLE - 11), (place, FOOT), "chart__before")
    if interval is not None:
        left, right = scale(interval[0]), scale(interval[1])
        canvas.line((left, MIDDLE), (right, MIDDLE), "chart__interval")
    canvas.dot(scale(value), MIDDLE, 7, "chart__point")
    edge = scale(interval[1]) if interval is not None else scale(value)
    words = shown(value, unit)
    if edge + 18 + 8 * len(words) < RIGHT:
        canvas.text(edge + 14, MIDDLE + 5, words, "chart__value")
    else:
        start = scale(interval[0]) if interval is not None else scale(value)
        canvas.text(start - 14, MIDDLE + 5, words, "chart__value", "end")
    return canvas.drawn()


def _ends(entry: Mapping[str, Any], unit: str, before: float | None) -> tuple[float, float]:
    if unit in ("share", "index"):
        return 0.0, 1.0
    null = entry["null_model"] or {}
    numbers = [entry["value"], before, null.get("mean"), *(entry["interval"] or ())]
    largest = max([number for number in numbers if number is not None] or [1.0])
    if unit == "modularity":
        return 0.0, min(1.0, max(0.5, largest * 1.2))
    return 0.0, (largest or 1.0) * 1.25
