"""What measures of the brand carry and show: everyone may read most of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.fidelity.answers import F1
from tribe.graph.measures.fidelity.autonomy import F4
from tribe.graph.measures.fidelity.coherence import F5, F6
from tribe.graph.measures.fidelity.gifts import F3
from tribe.graph.measures.fidelity.promises import F2
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    hundredths,
    length_of_time,
    listed,
    number,
    record,
    share,
    tenths,
)
from tribe.reports.declared.sections import FIDELITY
from tribe.reports.declared.sizes import TIED_MEMBERS, persons, things
from tribe.reports.figures import waiting
from tribe.reports.figures.chart import Bars, or_on_scale
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts, shares
from tribe.reports.figures.values import shown

TWO_WEEKS = 336.0  # hours
HALF = 0.5


def _is_less(entry: Entry) -> bool:
    return entry.value is not None and entry.value < HALF


def answer_sooner(entry: Entry) -> str | None:
    """What could help where proposals wait long."""
    if entry.value is not None and entry.value <= TWO_WEEKS:
        return None
    return str(_("Answer each proposal within two weeks, if only with a no and its reasons."))


def promises(entry: Entry) -> Table:
    """What became of promises that have come due."""
    kept, due = entry.detail.get("kept"), entry.detail.get("due")
    broken = None if kept is None or due is None else due - kept
    rows = [(_("promises kept"), kept, "count"), (_("broken, or overdue"), broken, "count")]
    return facts(_("Promises that have come due"), rows)


def promise_less(entry: Entry) -> str | None:
    """What could help where most promises are broken."""
    if not _is_less(entry):
        return None
    return str(_("Promise less, and by a later day: what is promised will then be kept."))


def _gestures(detail: Mapping[str, Any]) -> list[Bar]:
    found = ((_("gave"), detail.get("gives")), (_("took"), detail.get("takes")))
    return [Bar(name, count, shown(count, "count")) for name, count in found]


def gifts(entry: Entry) -> Table:
    """How often the brand gave and took."""
    gives, takes = entry.detail.get("gives"), entry.detail.get("takes")
    return facts(
        _("The brand's gestures"),
        [
            (_("it gave: credit, loan, venue, fix, adopted idea"), gives, "count"),
            (_("it took: survey, reuse, sales post, beta test"), takes, "count"),
        ],
    )


def give_first(entry: Entry) -> str | None:
    """What could help where the brand takes more than it gives."""
    if not _is_less(entry):
        return None
    return str(_("Before the next request, give something that nobody has asked for."))


def together(entry: Entry) -> Table:
    """Members who hold together, with the brand's accounts and without them."""
    with_brand = entry.detail.get("largest_component_with_brand")
    without = entry.detail.get("largest_component")
    return Table(
        _("Members who hold together in one piece"),
        [_("What"), _("How much")],
        [
            [_("With the brand's accounts"), shown(with_brand, "share")],
            [_("Without them"), shown(without, "share")],
        ],
    )


def step_back(entry: Entry) -> str:
    """What could help, however much hangs on the brand."""
    if _is_less(entry):
        return str(_("Most ties hang on the brand. It could step back and lend members the floor."))
    return str(_("What members began, leave in their hands."))


def interventions(entry: Entry) -> Table:
    """What hosts said when the brand stepped into a rite."""
    return facts(
        _("Times that the brand stepped into a rite"),
        [
            (_("hosts accepted"), entry.detail.get("accepted"), "count"),
            (_("hosts refused"), entry.detail.get("refused"), "count"),
        ],
    )


def ask_the_hosts(entry: Entry) -> str | None:
    """What could help where hosts refused."""
    if entry.value is None or entry.value >= 1:
        return None
    return str(_("Ask the hosts before you come, and take a no without asking why."))


def decisions(entry: Entry) -> Table:
    """Votes on each decision on which ten voted or more, in no order that tells which it is."""
    found = sorted(entry.detail.get("decisions") or [], key=lambda one: one["coherent"])
    return shares(
        _("Votes that say a decision fits the charter, the least agreed first"),
        _("Decision"),
        [(str(number), one) for number, one in enumerate(found, 1)],
        key="coherent",
    )


def ask_the_council(entry: Entry) -> str | None:
    """What could help where members find that decisions do not fit."""
    if not _is_less(entry):
        return None
    return str(_("Bring the decisions that members refuse back to the council."))


AUTONOMY = Declaration(
    measure=F4,
    section=FIDELITY,
    readers=Readers.EVERYONE,
    counted=TIED_MEMBERS,
    value=share,
    detail=record(largest_component=share, largest_component_with_brand=share),
    tables=(together,),
    advice=step_back,
)

DECLARED = (
    Declaration(
        measure=F1,
        section=FIDELITY,
        readers=Readers.EVERYONE,
        counted=things(_l("Proposals")),
        value=length_of_time,
        detail=record(
            steps=listed(
                record(hours=number, answered=hundredths, low=hundredths, high=hundredths)
            ),
            answered_share=hundredths,
            at_least=length_of_time,
        ),
        chart=or_on_scale(partial(waiting.curve, after=_l("after the proposal was made"))),
        tables=(partial(waiting.table, caption=_l("Proposals that have a reasoned reply")),),
        advice=answer_sooner,
    ),
    Declaration(
        measure=F2,
        section=FIDELITY,
        readers=Readers.EVERYONE,
        counted=things(_l("Promises that have come due")),
        value=number,
        detail=record(kept=number, due=number),
        tables=(promises,),
        advice=promise_less,
    ),
    Declaration(
        measure=F3,
        section=FIDELITY,
        readers=Readers.EVERYONE,
        counted=things(_l("Gestures of the brand")),
        value=number,
        detail=record(gives=number, takes=number),
        chart=Bars(_l("The brand's gestures"), _gestures).chart,
        tables=(gifts,),
        advice=give_first,
    ),
    AUTONOMY,
    Declaration(
        measure=F5,
        section=FIDELITY,
        readers=Readers.EVERYONE,
        counted=things(_l("Interventions of the brand")),
        value=number,
        detail=record(accepted=number, refused=number),
        tables=(interventions,),
        advice=ask_the_hosts,
    ),
    Declaration(
        measure=F6,
        section=FIDELITY,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Votes (to the nearest five)")),
        value=share,
        detail=record(
            decisions=listed(record(coherent=tenths, low=tenths, high=tenths)),
            mostly_coherent=number,
        ),
        tables=(decisions,),
        advice=ask_the_council,
    ),
)
