"""What measures of health carry and show: what is followed week by week, and what a pause does."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tribe.graph.measures.health.resilience import H2
from tribe.graph.measures.health.vector import H1, PARTS
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import hundredths, listed, number, record
from tribe.reports.declared.sections import HEALTH
from tribe.reports.declared.sizes import TIED_MEMBERS, things
from tribe.reports.figures.chart import or_on_scale
from tribe.reports.figures.charts.curves import draw_pausing
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table
from tribe.reports.figures.values import NOTHING, language, shown, spread

FOLLOWED = record(now=hundredths, usual=hundredths, moved=number)


def weeks(entry: Entry) -> Table:
    """What is followed week by week: lately, as usual, and whether it moved."""
    units = {"acts": "points", "company": "points", "gini": "index"}
    moves = {-1: _("lower"), 0: _("as usual"), 1: _("higher")}
    found = entry.detail.get("parts") or {}
    return Table(
        _("The last four weeks beside the usual ones"),
        [_("What"), _("lately"), _("usually"), _("Moved?")],
        [
            [
                words.said_in(language()),
                shown(found[part].get("now"), units.get(part, "share")),
                shown(found[part].get("usual"), units.get(part, "share")),
                moves.get(found[part].get("moved"), NOTHING),
            ]
            for part, words in PARTS.items()
            if part in found
        ],
    )


def falling_apart(entry: Entry) -> Markup:
    """How many still hang together as more pause."""
    points = entry.detail.get("curve")
    return draw_pausing(entry.sentence, points) if points else Markup("")


def pausing(entry: Entry) -> Table:
    """How many still hang together when some pause."""
    return Table(
        _("Of 100 members, those who still hang together"),
        [_("Of 100 who pause"), _("the most loaded pause"), _("any pause"), _("95 % interval")],
        [
            [
                shown(one["paused"], "share", short=True),
                shown(one["loaded"], "share", short=True),
                shown(one["random"], "share", short=True),
                spread((one["low"], one["high"]), "share")
                if one.get("low") is not None and one.get("high") is not None
                else NOTHING,
            ]
            for one in entry.detail.get("curve") or []
        ],
    )


DECLARED = (
    Declaration(
        measure=H1,
        section=HEALTH,
        readers=Readers.ANALYSTS,
        counted=things(_l("Weeks in which ten members act")),
        value=number,
        detail=record(
            parts=record(
                active=FOLLOWED,
                acts=FOLLOWED,
                company=FOLLOWED,
                new_ties=FOLLOWED,
                returned=FOLLOWED,
                gini=FOLLOWED,
                together=FOLLOWED,
            ),
            followed=number,
        ),
        chart=None,  # a handful, that the sentence counts already
        tables=(weeks,),
    ),
    Declaration(
        measure=H2,
        section=HEALTH,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            curve=listed(
                record(
                    paused=hundredths,
                    loaded=hundredths,
                    random=hundredths,
                    low=hundredths,
                    high=hundredths,
                )
            ),
            falls_apart_at=number,
        ),
        chart=or_on_scale(falling_apart),
        tables=(pausing,),
    ),
)
