"""What measures of influence carry and show: uptake, whom a word reaches, what passes on."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.influence.contagion import I3
from tribe.graph.measures.influence.reach import I2
from tribe.graph.measures.influence.uptake import I1
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import difference, hundredths, listed, number, record, share
from tribe.reports.declared.sections import INFLUENCE
from tribe.reports.declared.sizes import TIED_MEMBERS, persons
from tribe.reports.figures.chart import Bars
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.circles import HUES, letter
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.place import OwnPart, Place
from tribe.reports.figures.table import Table, facts
from tribe.reports.figures.values import shown


def uptake(entry: Entry) -> Table:
    """How many places of 100 a member's rank may move by chance, in four ways of counting."""
    words = {
        "pagerank": "PageRank",
        "katz": "Katz",
        "eigenvector": _("eigenvector"),
        "authorities": _("HITS, authorities"),
    }
    found = entry.detail.get("widths") or {}
    return Table(
        _("How unsure a member's place is, of 100 places"),
        [_("Way of counting"), _("How much")],
        [
            [said, shown(found[way], "share")]
            for way, said in words.items()
            if found.get(way) is not None
        ],
    )


def am_i_taken_up(place: Place) -> OwnPart:
    """Between which places a member stands, which is no rank."""
    question = _("Is what I bring taken up?")
    if not place.uptake:
        words = _("Nobody has answered, thanked or quoted anybody yet.")
        return OwnPart(question, words, is_known=False)
    low, high = (round(100 * end) for end in place.uptake)
    words = _(
        "Had chance drawn other members, your place would lie between %(low)s and %(high)s of 100 "
        "(0 is taken up most). A place that is so unsure is no rank, and nobody is given one.",
        low=low,
        high=high,
    )
    return OwnPart(question, words)


REACHED = Bars(
    _l("Reached in each circle"),
    lambda detail: [
        Bar(_("Circle %(letter)s", letter=letter(n)), part, shown(part, "share"), n % HUES)
        for n, part in enumerate(detail.get("circles") or [])
    ],
    whole=1.0,
)


def safety(entry: Entry) -> Table:
    """Whom a notice reaches in the circle that hears least, at other odds of passing it on."""
    return Table(
        _("The circle reached least, by the odds that one member tells another"),
        [_("Odds"), _("How much")],
        [
            [shown(one["p"], "share"), shown(one["value"], "share")]
            for one in entry.detail.get("sensitivity") or []
        ],
    )


def contagion(entry: Entry) -> Table:
    """How many took something up, with and without a tie to someone who had."""
    return facts(
        _("Members who took up what they had not, within a month"),
        [
            (_("with a tie to someone who had"), entry.detail.get("with_tie"), "share"),
            (_("without one, otherwise alike"), entry.detail.get("without_tie"), "share"),
        ],
    )


DECLARED = (
    Declaration(
        measure=I1,
        section=INFLUENCE,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            widths=record(
                pagerank=hundredths, katz=hundredths, eigenvector=hundredths, authorities=hundredths
            ),
            agreement=number,
        ),
        tables=(uptake,),
        own=am_i_taken_up,
    ),
    Declaration(
        measure=I2,
        section=INFLUENCE,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            overall=hundredths,
            circles=listed(hundredths),
            sensitivity=listed(record(p=number, value=hundredths)),
            first_hand=hundredths,
            passed_on=hundredths,
            without_ties=hundredths,
        ),
        chart=REACHED.chart,
        tables=(REACHED.table, safety),
        advice=lambda _entry: _(
            "For those whom it would miss, add a channel: a call, a letter, a word at the door."
        ),
    ),
    Declaration(
        measure=I3,
        section=INFLUENCE,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Members whose ties had begun something (to the nearest five)")),
        value=difference,
        detail=record(with_tie=share, without_tie=share),
        tables=(contagion,),
    ),
)
