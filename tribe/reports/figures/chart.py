"""What a measure can be drawn as: its value on a scale, bars, or a curve instead of both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from tribe.reports.figures.charts import bars, interval
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, of_bars
from tribe.reports.figures.values import shown

Chart = Callable[[Entry], Markup]  # empty where there is nothing to draw


def on_scale(entry: Entry) -> Markup:
    """The value on its scale, with how sure it is, what chance gives and the value before."""
    if entry.value is None:
        return Markup("")
    before = (entry.earlier or {}).get("value")
    return interval.draw(entry.sentence, entry.stored, entry.unit, before)


def or_on_scale(curve: Chart) -> Chart:
    """A curve, or the value on its scale where there is nothing to draw the curve from."""
    return lambda entry: curve(entry) or on_scale(entry)


@dataclass(frozen=True, eq=False)
class Bars:
    """Bars below the value; the same as a table."""

    title: LazyString
    made: Callable[[Mapping[str, Any]], Sequence[Bar]]  # from the detail of the measure
    whole: float | None = None  # to which the scale reaches; None for the longest of them

    def chart(self, entry: Entry) -> Markup:
        """The value on its scale, and the bars."""
        found = self.made(entry.detail)
        drawn = bars.draw(str(self.title), found, whole=self.whole) if found else Markup("")
        return on_scale(entry) + drawn

    def table(self, entry: Entry) -> Table:
        """A row for each bar."""
        return of_bars(str(self.title), _("What"), _("How much"), self.made(entry.detail))


def histogram(found: Mapping[str, Any] | None, of: str, unit: str) -> list[Bar]:
    """Counts of ties or members between edges; empty ends are left out."""
    starts, counts = (found or {}).get("from") or [], (found or {}).get(of) or []
    filled = [place for place, count in enumerate(counts) if count != 0]
    if not filled:
        return []
    places = range(filled[0], filled[-1] + 1)
    return [
        Bar(_range(starts, place, unit), counts[place], shown(counts[place], of))
        for place in places
    ]


def _range(starts: Sequence[float], place: int, unit: str) -> str:
    if place + 1 >= len(starts):
        return str(_("%(low)s or more", low=shown(starts[place], unit)))
    if place == 0:
        return str(_("less than %(high)s", high=shown(starts[1], unit)))
    return f"{shown(starts[place], unit)} – {shown(starts[place + 1], unit)}"
