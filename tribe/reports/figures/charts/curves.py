"""Curves: who holds how much, how long newcomers wait, which period a rite keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tribe.reports.figures.charts.svg import WIDTH, Canvas, Scale, round_steps
from tribe.reports.figures.values import language, shown
from tribe.speech import decimal

LEFT, RIGHT, TOP, FOOT, HEIGHT = 44, WIDTH - 20, 34, 280, 330
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def _frame(title: str, down: str, across: str) -> tuple[Canvas, Scale]:
    canvas, scale = Canvas(title, HEIGHT), Scale(0.0, 1.0, FOOT, TOP)
    for share in QUARTERS:
        style = "chart__grid" if share else "chart__axis"
        canvas.line((LEFT, scale(share)), (RIGHT, scale(share)), style)
        canvas.text(
            LEFT - 8, scale(share) + 4, shown(share, "share", short=True), "chart__soft", "end"
        )
    canvas.text(0, 14, down, "chart__soft")
    canvas.text(RIGHT, HEIGHT - 6, across, "chart__soft", "end")
    return canvas, scale


def draw_lorenz(title: str, points: Sequence[Sequence[float]]) -> Markup:
    """The Lorenz curve against the line on which all take part alike."""
    canvas, up = _frame(title, _("of 100 acts"), _("of 100 members, the quietest first"))
    along = Scale(0.0, 1.0, LEFT, RIGHT)
    for share in QUARTERS:
        canvas.text(
            along(share), FOOT + 20, shown(share, "share", short=True), "chart__soft", "middle"
        )
    area = [(along(x), up(y)) for x, y in points]
    canvas.path([*area, (along(1.0), up(1.0))], "chart__band", closed=True)
    canvas.line((along(0), up(0)), (along(1), up(1)), "chart__before")
    canvas.path(area, "chart__line")
    canvas.text(along(0.5) - 10, up(0.5) - 10, _("if all took part alike"), "chart__soft", "end")
    place = min(points, key=lambda point: abs(point[0] - 0.8))
    canvas.text(along(place[0]) + 8, up(place[1]) + 22, _("here"), "chart__value", "end")
    return canvas.drawn()


def draw_waiting(
    title: str, steps: Sequence[Mapping[str, Any]], median: float | None, after: str
) -> Markup:
    """The share that have an answer, by the hours since they were written."""
    canvas, up = _frame(title, _("answered, of 100"), after)
    last = max(step["hours"] for step in steps)
    along = Scale(steps[0]["hours"] / 2, last, LEFT, RIGHT, logarithmic=True)
    banded = [step for step in steps if step.get("low") is not None]
    if banded:
        upper = [(along(s["hours"]), up(s["high"])) for s in banded]
        lower = [(along(s["hours"]), up(s["low"])) for s in reversed(banded)]
        canvas.path([*upper, *lower], "chart__band", closed=True)
    canvas.path(
        [(LEFT, up(0)), *((along(s["hours"]), up(s["answered"])) for s in steps)], "chart__line"
    )
    for step in steps:
        canvas.dot(along(step["hours"]), up(step["answered"]), 3.5, "chart__point")
    for hours in (1, 4, 24, 168, 720, 2160):
        if steps[0]["hours"] <= hours <= last:
            canvas.line((along(hours), FOOT), (along(hours), FOOT + 5), "chart__axis")
            canvas.text(along(hours), FOOT + 22, hours_words(hours), "chart__soft", "middle")
    if median is not None and steps[0]["hours"] <= median <= last:
        canvas.line((along(median), up(0.5)), (along(median), up(0)), "chart__before")
    return canvas.drawn()


def draw_pausing(title: str, points: Sequence[Mapping[str, Any]]) -> Markup:
    """How many still hang together as more pause: any of them, and the most loaded."""
    canvas, up = _frame(title, _("still together, of 100"), _("of 100 contributors, in a pause"))
    along = Scale(0.0, max(point["paused"] for point in points) or 1.0, LEFT, RIGHT)
    banded = [point for point in points if point.get("low") is not None]
    if banded:
        upper = [(along(one["paused"]), up(one["high"])) for one in banded]
        lower = [(along(one["paused"]), up(one["low"])) for one in reversed(banded)]
        canvas.path([*upper, *lower], "chart__band", closed=True)
    chance = [(along(one["paused"]), up(one["random"])) for one in points]
    loaded = [(along(one["paused"]), up(one["loaded"])) for one in points]
    canvas.path(chance, "chart__before")
    canvas.path(loaded, "chart__line")
    for share in round_steps(along.low, along.high):
        canvas.line((along(share), FOOT), (along(share), FOOT + 5), "chart__axis")
        words = shown(share, "share", short=True)
        canvas.text(along(share), FOOT + 20, words, "chart__soft", "middle")
    middle = len(points) // 2
    canvas.text(chance[middle][0] + 8, chance[middle][1] - 10, _("any of them"), "chart__soft")
    canvas.text(
        loaded[middle][0] - 8, loaded[middle][1] + 22, _("the most loaded"), "chart__value", "end"
    )
    return canvas.drawn()


def hours_words(hours: float) -> str:
    """A length of time on an axis."""
    if hours < 1:
        minutes = round(hours * 60)
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if hours < 24:
        return str(ngettext("%(num)s hour", "%(num)s hours", round(hours)))
    return str(ngettext("%(num)s day", "%(num)s days", round(hours / 24)))


def draw_periodogram(
    title: str, days: Sequence[float], strength: Sequence[float], best: float
) -> Markup:
    """How closely a rite's dates keep to each period; the longest clear one is marked."""
    canvas, up = _frame(
        title, _("how closely it keeps, of 100"), _("days from one time to the next")
    )
    along = Scale(days[0], days[-1], LEFT, RIGHT, logarithmic=True)
    canvas.path([(along(d), up(s)) for d, s in zip(days, strength, strict=True)], "chart__line")
    for mark in (2, 7, 14, 30, 91, 182, 365):
        if days[0] <= mark <= days[-1]:
            canvas.line((along(mark), FOOT), (along(mark), FOOT + 5), "chart__axis")
            canvas.text(along(mark), FOOT + 22, str(mark), "chart__soft", "middle")
    place = min(range(len(days)), key=lambda number: abs(days[number] - best))
    canvas.dot(along(best), up(strength[place]), 6, "chart__point")
    digits = 0 if abs(best - round(best)) < 0.05 else 1
    words = _("every %(days)s days", days=decimal(best, language(), digits))
    side = "end" if along(best) > (LEFT + RIGHT) / 2 else "start"
    shift = -12 if side == "end" else 12
    canvas.text(along(best) + shift, up(strength[place]) + 5, words, "chart__value", side)
    return canvas.drawn()
