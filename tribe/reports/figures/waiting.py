"""How long something waits for its answer, as a curve and as a table."""

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from tribe.reports.figures.charts.curves import draw_waiting, hours_words
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, reach
from tribe.reports.figures.values import shown


def curve(entry: Entry, after: LazyString) -> Markup:
    """The share that have their answer, by the hours `after` something."""
    steps = entry.detail.get("steps")
    return draw_waiting(entry.sentence, steps, entry.value, str(after)) if steps else Markup("")


def table(entry: Entry, caption: LazyString) -> Table:
    """How many had their answer after some time."""
    return Table(
        str(caption),
        [_("After"), _("Answered"), _("95 % interval")],
        [
            [hours_words(step["hours"]), shown(step["answered"], "share"), reach(step, "share")]
            for step in entry.detail.get("steps") or []
        ],
    )
