"""The tribe's map as SVG, for readers without WebGL and for paper."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.reports.figures.charts.svg import WIDTH, Canvas

HEIGHT = 460
REACH = 205
SIZES = (2.6, 3.6, 4.8)
WIDEST = 10


def draw(title: str, drawing: Mapping[str, Any]) -> Markup:
    """Bundles between circles, dots in their circle's hue, and the circles' letters."""
    canvas = Canvas(title, HEIGHT, kind="chart--map")
    circles = drawing["circles"]
    most = max([bundle[2] for bundle in drawing["bundles"]] or [1])
    for one, other, ties in drawing["bundles"]:
        width = max(1, round(WIDEST * (ties / most) ** 0.5))
        canvas.line(_at(circles[one]), _at(circles[other]), f"chart__bundle chart__bundle--{width}")
    for x, y, circle, band in drawing["dots"]:
        hue = "chart__grey" if circle < 0 else f"hue-{circles[circle]['hue']}"
        canvas.dot(*_place(x, y), SIZES[band], f"chart__member {hue}")
    for circle in circles:
        x, y = _at(circle)
        canvas.text(x, y + 8, circle["label"], "chart__letter", "middle")
    return canvas.drawn()


def _at(circle: Mapping[str, Any]) -> tuple[float, float]:
    return _place(circle["x"], circle["y"])


def _place(x: float, y: float) -> tuple[float, float]:
    return WIDTH / 2 + REACH * 1.2 * x, HEIGHT / 2 + REACH * y


def title_of(drawing: Mapping[str, Any]) -> str:
    """What the map shows, in words."""
    return str(_("The tribe's map: %(count)s circles", count=len(drawing["circles"])))
