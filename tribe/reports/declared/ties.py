"""What measures of ties carry and show: their weight, strength, overlap, return and lasting."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.ties.overlap import T1, T3
from tribe.graph.measures.ties.persistence import T5
from tribe.graph.measures.ties.reciprocity import T4
from tribe.graph.measures.ties.strength import T2
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    cell,
    hundredths,
    listed,
    number,
    possible,
    record,
    share,
)
from tribe.reports.declared.sections import TIES
from tribe.reports.declared.sizes import PAIRS, persons
from tribe.reports.figures.chart import Bars, histogram
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, reach
from tribe.reports.figures.values import shown

WEIGHTS = Bars(
    _l("Ties by their weight today"),
    lambda detail: histogram(detail.get("histogram"), "ties", "weight"),
)


def closeness(entry: Entry) -> Table:
    """What of a tie goes with feeling close, each beside the others."""
    words = {
        "intensity": _("how much"),
        "recency": _("how lately"),
        "duration": _("for how long"),
        "reciprocity": _("how evenly"),
        "multiplexity": _("in how many ways"),
        "overlap": _("among how many common acquaintances"),
    }
    found = entry.detail.get("coefficients") or {}
    return Table(
        _("What goes with feeling close, in standard deviations"),
        [_("What"), "β", _("95 % interval")],
        [
            [said, shown(found[name]["value"], "index"), reach(found[name], "index")]
            for name, said in words.items()
            if found.get(name) is not None
        ],
    )


def _by_strength(detail: Mapping[str, Any]) -> list[Bar]:
    names = [_("weak ties"), _("middling ties"), _("strong ties")]
    found = detail.get("by_strength")
    rows = zip(names, found, strict=True) if found else ()
    return [Bar(name, part, shown(part, "share")) for name, part in rows]


OVERLAPS = Bars(
    _l("Shared acquaintances of weak, middling and strong ties"), _by_strength, whole=1.0
)

TIE_WEIGHT = Declaration(
    measure=T1,
    section=TIES,
    readers=Readers.ANALYSTS,
    counted=PAIRS,
    value=number,
    detail=record(
        kendall_tau=number,
        kinds=number,
        warm_share=share,
        half_life_days=number,
        histogram=record(**{"from": listed(number), "ties": listed(cell)}),
    ),
    chart=WEIGHTS.chart,
    tables=(WEIGHTS.table,),
)

DECLARED = (
    TIE_WEIGHT,
    Declaration(
        measure=T2,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Members who said how close a tie feels (to the nearest five)")),
        value=number,
        detail=record(
            coefficients=record(
                **dict.fromkeys(
                    (
                        *("intensity", "recency", "duration"),
                        *("reciprocity", "multiplexity", "overlap"),
                    ),
                    possible(record(value=number, low=number, high=number)),
                )
            ),
            rank_correlation=number,
        ),
        tables=(closeness,),
    ),
    Declaration(
        measure=T3,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=hundredths,
        detail=record(
            by_strength=listed(hundredths),
            rank_correlation=number,
            rank_correlation_null=number,
            rank_correlation_p=number,
        ),
        chart=OVERLAPS.chart,
        tables=(OVERLAPS.table,),
    ),
    Declaration(
        measure=T4,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Ties (to the nearest five)")),
        value=share,
        detail=record(rho=number),
    ),
    Declaration(
        measure=T5,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=share,
        detail=record(months=number, monthly=listed(hundredths)),
    ),
)
