"""The table of a measure's value: how sure it is, what chance gives, what it is made from."""

from flask_babel import gettext as _

from tribe.reports.declared.sizes import Size
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table
from tribe.reports.figures.values import chance, language, shown, spread


def numbers(entry: Entry, counted: Size) -> Table:
    """The value, how sure it is, what chance gives, and with the brand's accounts."""
    stored, unit = entry.stored, entry.unit
    null = stored["null_model"]
    rows = [[_("Among members"), shown(stored["value"], unit)]]
    if stored["interval"] is not None:
        rows.append([_("95 % interval"), spread(stored["interval"], unit)])
    if null is not None:
        reach = f"{shown(null['mean'], unit)} ± {shown(null['sd'], unit)}"
        rows.append([_("What chance gives, mean and spread"), reach])
        rows.append([_("How often chance gives as much (p, adjusted)"), chance(null["p"])])
    if stored["with_brand"] is not None:
        rows.append([_("With the brand's accounts"), shown(stored["with_brand"], unit)])
    rows.append([str(counted.words), shown(stored["n"], "members")])
    caption = _("The numbers of “%(name)s”", name=entry.measure.name.said_in(language()))
    return Table(caption, [_("What"), _("How much")], rows)
