"""What measures of newcomers carry and show: how long they wait, whom they know, who leaves."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.data.evidence import Evidence
from tribe.graph.measures.newcomers.departures import N3
from tribe.graph.measures.newcomers.integration import N2
from tribe.graph.measures.newcomers.waiting import HOUR, N1
from tribe.graph.study.survival import kaplan_meier
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import length_of_time, listed, number, record, share
from tribe.reports.declared.sections import NEWCOMERS
from tribe.reports.declared.sizes import persons
from tribe.reports.figures import waiting
from tribe.reports.figures.chart import or_on_scale
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, shares

A_DAY = 24.0  # hours
ARRIVED = persons(_l("Newcomers (to the nearest five)"))


def with_band(detail: Mapping[str, Any], evidence: Evidence) -> Mapping[str, Any]:
    """The steps of the curve, each with how sure it is."""
    newcomers = evidence.newcomers
    waits, heard = newcomers.member_waits, newcomers.member_answered
    if waits is None or heard is None:
        waits, heard = newcomers.waits, newcomers.answered
    curve = kaplan_meier(waits / HOUR, heard)
    if curve is None:
        return {}
    steps = [dict(step) for step in detail["steps"]]
    for step in steps:
        place = int(np.searchsorted(curve.times, step["hours"], side="right")) - 1
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (1.0, 1.0)
        if np.isfinite(low) and np.isfinite(high):
            step["low"], step["high"] = float(1 - high), float(1 - low)
    return {"steps": steps}


def answer_first_posts(entry: Entry) -> str:
    """What could help those who wait, and where they are seen."""
    if entry.value is None or entry.value > A_DAY:
        return str(
            _("First posts wait too long. Moderators see those that wait now on the support desk.")
        )
    return str(_("Moderators see first posts that still wait on the support desk."))


def integration(entry: Entry) -> Table:
    """Newcomers who know others after three months."""
    later = entry.detail.get("after_ninety_days") or {}
    rows = [(_("after three months"), later)]
    return shares(_("Newcomers who know three others or more"), _("When"), rows)


DECLARED = (
    Declaration(
        measure=N1,
        section=NEWCOMERS,
        readers=Readers.ANALYSTS,
        counted=ARRIVED,
        value=length_of_time,
        detail=record(
            steps=listed(record(hours=number, answered=share, low=share, high=share)),
            answered_share=share,
            within_a_day=share,
            at_least=length_of_time,
            median_with_brand=length_of_time,
        ),
        chart=or_on_scale(partial(waiting.curve, after=_l("after the first post was written"))),
        for_chart=with_band,
        tables=(partial(waiting.table, caption=_l("First posts that have an answer")),),
        advice=answer_first_posts,
        is_on_desk=True,
    ),
    Declaration(
        measure=N2,
        section=NEWCOMERS,
        readers=Readers.ANALYSTS,
        counted=ARRIVED,
        value=share,
        detail=record(after_ninety_days=record(value=share, low=share, high=share)),
        tables=(integration,),
        advice=lambda _entry: _(
            "Whoever welcomes someone can name two others whom they would like."
        ),
    ),
    Declaration(
        measure=N3,
        section=NEWCOMERS,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Members who left (to the nearest five)")),
        value=number,
        detail=record(odds_for_a_tenth=number),
    ),
)
