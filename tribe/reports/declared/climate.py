"""What measures of climate carry and show: moods of threads, and a sense of community."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.climate.climate import M1
from tribe.graph.measures.climate.community import M2
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import cell, listed, mood, number, record
from tribe.reports.declared.sections import CLIMATE
from tribe.reports.declared.sizes import ASKED_MEMBERS, persons
from tribe.reports.figures.chart import Bars
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts
from tribe.reports.figures.values import shown


def family_words(family: str) -> str:
    """A family of reactions in the reader's words."""
    words = {
        "thanks": _("thanks"),
        "warm": _("warmth"),
        "agree": _("agreement"),
        "amused": _("amusement"),
        "wonder": _("wonder"),
        "sad": _("sadness"),
        "tense": _("tension"),
    }
    return str(words.get(family, _("other reactions")))


def _leading(detail: Mapping[str, Any]) -> list[Bar]:
    return [
        Bar(family_words(one["family"]), one["leads"], shown(one["leads"], "count"))
        for one in detail.get("families") or []
        if one["leads"] is not None  # too few gave it, in however many threads
    ]


LEADING = Bars(_l("Threads in which a reaction leads"), _leading)


def moods(entry: Entry) -> Table:
    """Reactions by family in the threads where ten members or more reacted."""
    return Table(
        _("Reactions in threads where ten members or more reacted"),
        [_("Reaction"), _("How often"), _("Threads where it leads")],
        [
            [
                family_words(one["family"]),
                shown(one["reactions"], "count") if one["reactions"] is not None
                else _("fewer than ten"),
                shown(one["leads"], "count"),
            ]
            for one in entry.detail.get("families") or []
        ],
    )  # fmt: skip


def side_words() -> list[str]:
    """The four sides of a sense of community, in the order of the scale."""
    return [_("needs are met"), _("belonging"), _("having a say"), _("bonds with others")]


def _sides(detail: Mapping[str, Any]) -> list[Bar]:
    sides = zip(side_words(), detail.get("sides") or [], strict=False)
    return [Bar(name, side, shown(side, "points")) for name, side in sides]


def community(entry: Entry) -> Table:
    """The four sides of the scale, and how far its items tell one thing."""
    sides = zip(side_words(), entry.detail.get("sides") or [], strict=False)
    alpha = (_("how far the eight answers tell one thing (α)"), entry.detail.get("alpha"), "index")
    return facts(
        _("The sides of the scale, each from 1 to 5"),
        [*((words, side, "points") for words, side in sides), alpha],
    )


DECLARED = (
    Declaration(
        measure=M1,
        section=CLIMATE,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Members who said or showed it (to the nearest five)")),
        value=number,
        detail=record(
            families=listed(record(family=mood, reactions=cell, leads=number)), threads=number
        ),
        chart=LEADING.chart,
        tables=(moods,),
    ),
    Declaration(
        measure=M2,
        section=CLIMATE,
        readers=Readers.ANALYSTS,
        counted=ASKED_MEMBERS,
        value=number,
        detail=record(alpha=number, alpha_interval=listed(number), sides=listed(number)),
        chart=Bars(_l("The sides of the scale, each from 1 to 5"), _sides).chart,
        tables=(community,),
    ),
)
