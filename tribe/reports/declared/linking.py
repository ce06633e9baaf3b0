"""What measures of linking carry and show: those who met beside pairs like them who did not."""

from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.linking.linking import L1, L2
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    cell,
    difference,
    flag,
    listed,
    number,
    record,
    share,
    tenths,
)
from tribe.reports.declared.sections import LINKING
from tribe.reports.declared.sizes import persons
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts, reach
from tribe.reports.figures.values import shown


def pairs(entry: Entry, unit: str) -> Table:
    """Those who met beside pairs like them."""
    detail = entry.detail
    return facts(
        _("Those who met, and pairs like them who did not"),
        [
            (_("those who met"), detail.get("met"), unit),
            (_("pairs like them"), detail.get("matched"), unit),
            (_("pairs who met (to the nearest five)"), detail.get("pairs"), "count"),
        ],
    )


def topics(entry: Entry, unit: str) -> Table:
    """The same of those who spoke in one topic, where ten persons or more tell."""
    found = entry.detail.get("topics") or {}
    return Table(
        _("The same difference elsewhere"),
        [_("Where"), _("Difference"), _("95 % interval")],
        [[_("speaking in one topic"), shown(found.get("value"), unit), reach(found, unit)]]
        if found.get("enough")
        else [],
    )


def each_rite(entry: Entry, unit: str) -> Table:
    """What each rite links, where ten persons or more tell."""
    return Table(
        _("What each rite links"),
        [_("Rite"), _("Difference"), _("95 % interval")],
        [
            [name, shown(one["value"], unit), reach(one, unit)]
            for name, one in zip(entry.rites, entry.detail.get("rites") or [], strict=False)
            if one.get("enough")
        ],
    )


DECLARED = (
    Declaration(
        measure=L1,
        section=LINKING,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Pairs who met (to the nearest five)")),
        value=difference,
        detail=record(
            met=share,
            matched=share,
            pairs=cell,
            new_ties=number,
            topics=record(enough=flag, value=tenths, low=tenths, high=tenths),
            rites=listed(record(enough=flag, value=tenths, low=tenths, high=tenths)),
        ),
        tables=[partial(table, unit="difference") for table in (pairs, topics, each_rite)],
    ),
    Declaration(
        measure=L2,
        section=LINKING,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Pairs who met (to the nearest five)")),
        value=number,
        detail=record(
            met=number,
            matched=number,
            pairs=cell,
            topics=record(enough=flag, value=number, low=number, high=number),
            rites=listed(record(enough=flag, value=number, low=number, high=number)),
        ),
        tables=[partial(table, unit=L2.unit) for table in (pairs, topics, each_rite)],
    ),
)
