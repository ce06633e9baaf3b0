"""What measures of cohesion carry and show: hubs, triangles, closing, a core, circles, mixing."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tribe.graph.measures.cohesion.centralisation import C1
from tribe.graph.measures.cohesion.closure import C3
from tribe.graph.measures.cohesion.cohesion import C2, C4
from tribe.graph.measures.cohesion.groups import C5
from tribe.graph.measures.cohesion.mixing import C6
from tribe.graph.measures.ties.beside import NOTHING, TOO_FEW, verdict_of
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    BESIDE,
    cell,
    difference,
    flag,
    hundredths,
    listed,
    number,
    possible,
    record,
)
from tribe.reports.declared.sections import COHESION
from tribe.reports.declared.sizes import PAIRS, TIED_MEMBERS
from tribe.reports.figures.chart import Bars
from tribe.reports.figures.charts import interval
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.circles import HUES, letter
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts, reach
from tribe.reports.figures.values import shown

LEANING = 0.35  # of centralisation: much runs through one
MAX_SHELLS = 12


def share_the_middle(entry: Entry) -> str | None:
    """What could help where much runs through one member."""
    if entry.value is None or entry.value < LEANING:
        return None
    return str(_("Much runs through one member. Others could host, answer and greet with them."))


def closure(entry: Entry) -> Table:
    """How often open triads close, beside pairs who have nobody in common."""
    return facts(
        _("Pairs who were not tied, and met within a month"),
        [
            (_("with an acquaintance in common"), entry.detail.get("open_rate"), "share"),
            (_("further apart"), entry.detail.get("far_rate"), "share"),
        ],
    )


def _shells(detail: Mapping[str, Any]) -> list[Bar]:
    """Shells from the rim inwards, a few at a time; whether all of their members are told."""
    shells = detail.get("shells") or {"k": [], "members": []}
    pairs = list(zip(shells["k"], shells["members"], strict=True))
    while pairs and pairs[0][1] == 0:
        pairs.pop(0)  # empty shells of the rim
    step = -(-len(pairs) // MAX_SHELLS) or 1
    return [
        _shell(pairs[start : start + step], is_one=step == 1)
        for start in range(0, len(pairs), step)
    ]


def _shell(pairs: list[tuple[int, int | None]], *, is_one: bool) -> Bar:
    (first, _members), (last, _more) = pairs[0], pairs[-1]
    label = (
        _("%(count)s ties or more", count=first)
        if is_one
        else _("%(low)s–%(high)s ties", low=first, high=last)
    )
    known = [members for _k, members in pairs if members]
    is_whole = all(members is not None for _k, members in pairs)
    members = sum(known) if known or is_whole else None
    words = shown(members, "members")
    return Bar(label, members, words if is_whole else _("%(low)s or more", low=words))


SHELLS = Bars(_l("Members in each shell, from the rim to the core"), _shells)
SIZES = Bars(
    _l("Members in each circle of ten or more"),
    lambda detail: [
        Bar(_("Circle %(letter)s", letter=letter(n)), size, shown(size, "members"), n % HUES)
        for n, size in enumerate(detail.get("sizes") or [])
    ],
)


def between_circles(entry: Entry) -> Table:
    """Pairs who have met, circle by circle."""
    matrix = entry.detail.get("mixing") or []
    names = [letter(number) for number in range(len(matrix))]
    return Table(
        _("Pairs who have met, within and between circles (– is fewer than ten persons)"),
        [_("Circle"), *names],
        [
            [name, *(shown(cell, "ties") for cell in row)]
            for name, row in zip(names, matrix, strict=True)
        ],
    )


def bridge_circles(entry: Entry) -> str | None:
    """What could help where circles are none that chance would make."""
    if not entry.is_clear:
        return None
    return str(
        _(
            "Circles are for their members to name or refuse. Moderators see those without a "
            "bridge on the support desk, and a joint gathering builds one."
        )
    )


def introduce(entry: Entry) -> str | None:
    """What could help where who shares an acquaintance meets more, beside all else as well."""
    if verdict_of(entry.detail) in (NOTHING, TOO_FEW):
        return None
    null = entry.stored["null_model"]
    if not entry.is_clear or entry.value is None or entry.value <= null["mean"]:
        return None
    return str(_("Introduce two who share an acquaintance, when both have said yes."))


def by_tenure(entry: Entry) -> Markup:
    """What the question asks for on its scale; the value is the correlation of degrees."""
    tenure = entry.detail.get("tenure")
    if entry.value is None or not tenure or tenure["value"] is None:
        return Markup("")
    ends = None if tenure["low"] is None else [tenure["low"], tenure["high"]]
    asked = {"value": tenure["value"], "interval": ends, "null_model": None}
    return interval.draw(_("Like is tied to like by time in the tribe"), asked, entry.unit)


def mixing(entry: Entry) -> Table:
    """Correlations of the two ends of a tie: by time here, and by region where members gave it."""
    detail = entry.detail
    found = [(_("time in the tribe"), detail.get("tenure")), (_("region"), detail.get("region"))]
    return Table(
        _("Whether like is tied to like, from −1 to 1"),
        [_("What"), "r", _("95 % interval"), _("By chance")],
        [
            [
                words,
                shown(one["value"], "index"),
                reach(one, "index"),
                shown(one.get("by_chance"), "index"),
            ]
            for words, one in found
            if one is not None and one.get("value") is not None
        ],
    )


LIKENESS = {
    "value": number,
    "low": number,
    "high": number,
    "by_chance": number,
    "p": number,
}

CIRCLES = Declaration(
    measure=C5,
    section=COHESION,
    readers=Readers.ANALYSTS,
    counted=TIED_MEMBERS,
    value=number,
    detail=record(
        stability=number,
        circles=number,
        smaller_circles=number,
        sizes=listed(cell),
        mixing=listed(listed(cell)),
        within_threads=flag,
    ),
    chart=SIZES.chart,
    tables=(SIZES.table, between_circles),
    advice=bridge_circles,
    is_on_desk=True,
)

DECLARED = (
    Declaration(
        measure=C1,
        section=COHESION,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=number,
        detail=record(),
        advice=share_the_middle,
    ),
    Declaration(
        measure=C2,
        section=COHESION,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            average_clustering=hundredths,
            average_clustering_null=hundredths,
            average_clustering_p=number,
            triangles=cell,
            beside=BESIDE,
        ),
    ),
    Declaration(
        measure=C3,
        section=COHESION,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=difference,
        detail=record(open_rate=hundredths, far_rate=hundredths, beside=BESIDE),
        tables=(closure,),
        advice=introduce,
    ),
    Declaration(
        measure=C4,
        section=COHESION,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=number,
        detail=record(
            shells=record(k=listed(number), members=listed(cell)),
            core_members=cell,
            onion_layers=number,
        ),
        chart=SHELLS.chart,
        tables=(SHELLS.table,),
    ),
    CIRCLES,
    Declaration(
        measure=C6,
        section=COHESION,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=number,
        detail=record(
            tenure=possible(record(**LIKENESS, beside=BESIDE)),
            region=possible(record(**LIKENESS, regions=number)),
        ),
        chart=by_tenure,
        tables=(mixing,),
    ),
)
