"""What measures of equality carry and show: who does how much, on whom it rests, who is heard."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tribe.graph.measures.equality.equality import E1, E2
from tribe.graph.measures.equality.voice import E3
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    count,
    hundredths,
    kind,
    listed,
    near_count,
    number,
    record,
    share,
    tenths,
)
from tribe.reports.declared.sections import EQUALITY
from tribe.reports.declared.sizes import CONTRIBUTORS, MEMBERS, things
from tribe.reports.figures.chart import Bars, or_on_scale
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.charts.curves import draw_lorenz
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.kinds import kind_words
from tribe.reports.figures.table import Table, facts, shares
from tribe.reports.figures.values import shown

UNEVEN = 0.75  # Gini
FEW = 10  # members on whom half of the work rests


def lorenz(entry: Entry) -> Markup:
    """The Lorenz curve."""
    points = entry.detail.get("lorenz")
    return draw_lorenz(entry.sentence, points) if points else Markup("")


def quietest(entry: Entry) -> Table:
    """The Lorenz curve as rows."""
    return Table(
        _("What the quietest members hold of all acts"),
        [_("Of 100 members, the quietest"), _("make, of 100 acts")],
        [
            [shown(members, "share", short=True), shown(acts, "share", short=True)]
            for members, acts in (entry.detail.get("lorenz") or [])[1:]
        ],
    )


def make_tasks_small(entry: Entry) -> str | None:
    """What could help where few do most."""
    if entry.value is None or entry.value < UNEVEN:
        return None
    return str(_("Small tasks that take ten minutes let those who only read take part."))


def tasks(entry: Entry) -> Table:
    """On how many members half of each kind of act rests."""
    return Table(
        _("On how many members half of each kind of act rests"),
        [_("Kind of act"), _("Members")],
        [
            [kind_words(task["kind"]), shown(task["value"], "members")]
            for task in entry.detail.get("tasks") or []
        ],
    )


def share_the_work(entry: Entry) -> str | None:
    """What could help where half of the work rests on few."""
    if entry.value is not None and entry.value > FEW:
        return None
    return str(_("A few carry half of it. Find each of them someone to share it with."))


def _answered(detail: Mapping[str, Any]) -> list[Bar]:
    names, found = [_("with an access need"), _("others")], detail.get("answered")
    rows = zip(names, found, strict=True) if found else ()
    return [Bar(name, answered, shown(answered, "share")) for name, answered in rows]


def answers(entry: Entry) -> Table:
    """Answers to proposals with and without an access need."""
    one, other = entry.detail.get("answered") or (None, None)
    gap = entry.detail.get("accepted_gap")
    return facts(
        _("Proposals that were answered"),
        [
            (_("by members who named an access need"), one, "share"),
            (_("by the others"), other, "share"),
            (_("difference among those that were accepted"), gap, "share"),
        ],
    )


def groups(entry: Entry) -> Table:
    """Answers to the proposals of each group that is large enough."""
    return shares(
        _("Each group of ten members or more, without its name"),
        _("Group"),
        [(str(number), one) for number, one in enumerate(entry.detail.get("groups") or [], 1)],
        key="answered",
    )


def read_theirs_first(entry: Entry) -> str | None:
    """What could help where those with an access need are answered less."""
    if entry.interval is None or entry.interval[1] >= 0:
        return None
    return str(_("Read their proposals first, and answer in the form that they asked for."))


DECLARED = (
    Declaration(
        measure=E1,
        section=EQUALITY,
        readers=Readers.ANALYSTS,
        counted=MEMBERS,
        value=number,
        detail=record(
            without_readers=number,
            readers_share=share,
            lorenz=listed(listed(hundredths)),
            top_tenth=hundredths,
        ),
        chart=or_on_scale(lorenz),
        tables=(quietest,),
        advice=make_tasks_small,
    ),
    Declaration(
        measure=E2,
        section=EQUALITY,
        readers=Readers.ANALYSTS,
        counted=CONTRIBUTORS,
        value=near_count,
        detail=record(tasks=listed(record(kind=kind, value=count))),
        tables=(tasks,),
        advice=share_the_work,
    ),
    Declaration(
        measure=E3,
        section=EQUALITY,
        readers=Readers.ANALYSTS,
        counted=things(_l("Proposals")),
        value=tenths,
        detail=record(
            answered=listed(tenths),
            accepted_gap=tenths,
            accepted_interval=listed(tenths),
            groups=listed(record(answered=tenths, low=tenths, high=tenths)),
        ),
        chart=Bars(_l("Proposals that were answered"), _answered, whole=1.0).chart,
        tables=(answers, groups),
        advice=read_theirs_first,
    ),
)
