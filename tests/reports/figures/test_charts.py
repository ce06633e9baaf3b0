"""Charts are true to their numbers, in words of the reader, and nothing in them is raw."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tests.reports.build.test_gate import evidence
from tribe.reports.build.drawing import draw
from tribe.reports.figures.charts import bars, curves, interval, tribe_map
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.charts.svg import Canvas, Scale, round_steps


@pytest.fixture(params=["en", "fr"])
def tongue(context: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """Both languages."""
    with context.test_request_context(), force_locale(request.param):
        yield request.param


def parsed(svg: Markup) -> ET.Element:
    """The drawing as XML: ill-formed markup raises."""
    root = ET.fromstring(str(svg))  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert "style" not in str(svg).replace("chart", "")  # the policy allows none
    return root


def words(root: ET.Element) -> list[str]:
    """Every label."""
    return [text.text or "" for text in root.iter("text")]


ENTRY = {
    "value": 0.41,
    "interval": [0.38, 0.44],
    "null_model": {"mean": 0.2, "sd": 0.03, "p": 0.01},
}


def test_the_interval_is_drawn_before_the_point(tongue: str) -> None:
    svg = interval.draw("Help is returned", ENTRY, "share", 0.3)
    root = parsed(svg)
    order = [mark.get("class") for mark in root]
    assert order.index("chart__interval") < order.index("chart__point")
    assert order.index("chart__null") < order.index("chart__interval")
    assert {"en": "41 of 100", "fr": "41 sur 100"}[tongue] in words(root)


def test_marks_stand_at_their_numbers(context: Flask) -> None:
    with context.test_request_context():
        root = parsed(interval.draw("x", ENTRY, "share"))
    whisker = next(m for m in root if m.get("class") == "chart__interval")
    point = next(m for m in root if m.get("class") == "chart__point")
    left, right = float(whisker.get("x1", 0)), float(whisker.get("x2", 0))
    unit = (right - left) / (0.44 - 0.38)
    assert float(point.get("cx", 0)) == pytest.approx(left + unit * 0.03, abs=0.3)


def test_labels_are_escaped(tongue: str) -> None:
    nasty = '<script>alert("x")</script>&'
    root = parsed(bars.draw(nasty, [Bar(nasty, 3.0, nasty), Bar("y", None, "")]))
    assert root.get("aria-label") == nasty
    assert nasty in words(root)


def test_a_hidden_bar_says_that_it_is_few(tongue: str) -> None:
    root = parsed(bars.draw("x", [Bar("a", 20, "20"), Bar("b", None, "?")]))
    assert {"en": "fewer than ten", "fr": "moins de dix"}[tongue] in words(root)
    assert "?" not in words(root)


def test_the_lorenz_curve_runs_through_its_points(tongue: str) -> None:
    root = parsed(curves.draw_lorenz("x", [[0, 0], [0.5, 0.1], [1, 1]]))
    line = next(m for m in root if m.get("class") == "chart__line")
    points = re.findall(r"([\d.]+) ([\d.]+)", line.get("d", ""))
    assert len(points) == 3
    xs, ys = zip(*((float(x), float(y)) for x, y in points), strict=True)
    assert xs[1] == pytest.approx((xs[0] + xs[2]) / 2, abs=0.1)
    assert ys[1] == pytest.approx(ys[0] + 0.1 * (ys[2] - ys[0]), abs=0.1)


def test_the_waiting_curve_has_its_band_only_where_it_is_known(tongue: str) -> None:
    steps = [{"hours": 1.0, "answered": 0.2}, {"hours": 24.0, "answered": 0.7}]
    bare = parsed(curves.draw_waiting("x", steps, 9.0, "after"))
    assert not [m for m in bare if m.get("class") == "chart__band"]
    known = [step | {"low": 0.1, "high": 0.8} for step in steps]
    assert [
        m
        for m in parsed(curves.draw_waiting("x", known, None, "after"))
        if "band" in m.get("class", "")
    ]


def test_the_rite_s_period_is_named(tongue: str) -> None:
    root = parsed(curves.draw_periodogram("x", [2, 7, 14, 30], [0.1, 1.0, 0.2, 0.1], 7.0))
    assert {"en": "every 7 days", "fr": "tous les 7 jours"}[tongue] in words(root)


def test_the_map_shows_dots_and_letters_only(tongue: str) -> None:
    drawing = draw(evidence(), {}, 0)
    assert drawing is not None
    root = parsed(tribe_map.draw(tribe_map.title_of(drawing), drawing))
    letters = [circle["label"] for circle in drawing["circles"]]
    assert words(root) == letters
    assert len(list(root.iter("circle"))) == len(drawing["dots"])
    assert len(list(root.iter("line"))) == len(drawing["bundles"])


numbers = st.floats(0, 1e6, allow_nan=False)


@given(st.lists(st.tuples(st.text(max_size=20), st.none() | numbers), max_size=8))
def test_no_number_breaks_a_bar(rows: list[tuple[str, float | None]]) -> None:
    from tribe.base.text import clean

    canvas = Canvas("x", 10)
    for label, value in rows:
        canvas.bar(0, 0, value or 0, 1, "x")
        canvas.text(0, 0, clean(label).replace("\ufffe", "").replace("\uffff", ""))
    ET.fromstring(str(canvas.drawn()))  # noqa: S314 - our own


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_steps_lie_within_their_ends(low: float, reach: float) -> None:
    steps = round_steps(low, low + reach)
    assert 1 <= len(steps) <= 12
    assert all(low - 1e-6 * reach <= step <= low + reach * (1 + 1e-6) for step in steps)


def test_a_scale_keeps_to_its_ends() -> None:
    scale = Scale(0.0, 1.0, 10.0, 110.0)
    assert [scale(v) for v in (-1, 0, 0.5, 1, 2)] == [10, 10, 60, 110, 110]
    hours = Scale(1.0, 100.0, 0.0, 100.0, logarithmic=True)
    assert [hours(v) for v in (0.1, 1, 10, 100)] == pytest.approx([0, 0, 50, 100])
