"""The few marks that our charts are drawn with; every text is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

WIDTH = 560
Point = tuple[float, float]


@dataclass
class Canvas:
    """An SVG in the making; `title` is read to those who do not see it."""

    title: str
    height: float
    width: float = WIDTH
    kind: str = ""
    marks: list[Markup] = field(default_factory=list)

    def line(self, start: Point, end: Point, style: str) -> None:
        """A straight line."""
        self.marks.append(
            Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
                _n(start[0]), _n(start[1]), _n(end[0]), _n(end[1]), style
            )
        )

    def path(self, points: Iterable[Point], style: str, *, closed: bool = False) -> None:
        """A line through points, or the area within them."""
        d = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if closed else "")
        self.marks.append(Markup('<path d="{}" class="{}"/>').format(d, style))

    def bar(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A rectangle; never thinner than a hair."""
        self.marks.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="{}"/>').format(
                _n(x), _n(y), _n(max(width, 0.5)), _n(max(height, 0.5)), style
            )
        )

    def dot(self, x: float, y: float, radius: float, style: str) -> None:
        """A filled circle."""
        self.marks.append(
            Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
                _n(x), _n(y), _n(radius), style
            )
        )

    def text(self, x: float, y: float, words: str, style: str = "", anchor: str = "start") -> None:
        """A label; anchor is start, middle or end."""
        self.marks.append(
            Markup('<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>').format(
                _n(x), _n(y), anchor, style, words
            )
        )

    def drawn(self) -> Markup:
        """The whole as markup."""
        kind = f"chart {self.kind}".strip()
        head = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            kind, _n(self.width), _n(self.height), self.title
        )
        return head + Markup("").join(self.marks) + Markup("</svg>")


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Scale:
    """From numbers to places on the canvas, evenly or by their logarithm."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The place of a number; beyond the ends it stays at the end."""
        share = self._share(value)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))

    def _share(self, value: float) -> float:
        if self.logarithmic:
            low, high = math.log(self.low), math.log(self.high)
            return (math.log(max(value, self.low)) - low) / ((high - low) or 1.0)
        return (value - self.low) / ((self.high - self.low) or 1.0)


def round_steps(low: float, high: float, wanted: int = 5) -> Sequence[float]:
    """Round numbers between two, about as many as wanted."""
    reach = high - low
    if not reach > 0:
        return [low]
    rough = reach / wanted
    base = 10 ** math.floor(math.log10(rough))
    step = next(base * times for times in (1, 2, 2.5, 5, 10) if base * times >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]
