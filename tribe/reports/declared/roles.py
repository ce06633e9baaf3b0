"""What measures of brokerage and roles carry and show, and what they say to one member alone."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tribe.graph.measures.roles.betweenness import R3
from tribe.graph.measures.roles.brokerage import R2
from tribe.graph.measures.roles.holes import R1
from tribe.graph.measures.roles.roles import R4
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    cell,
    flag,
    hundredths,
    listed,
    number,
    possible,
    record,
    share,
    withheld,
)
from tribe.reports.declared.sections import ROLES
from tribe.reports.declared.sizes import MEMBERS, TIED_MEMBERS
from tribe.reports.figures.chart import Bars, histogram
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.place import OwnPart, Place
from tribe.reports.figures.table import Table, of_bars, shares
from tribe.reports.figures.values import shown

REACHED = Bars(
    _l("Members by how many separate others they reach"),
    lambda detail: histogram(detail.get("sizes"), "members", "count"),
)


def held(entry: Entry) -> Table:
    """Members by how far their ties lead back to the same persons."""
    found = histogram(entry.detail.get("constraint"), "members", "weight")
    return of_bars(
        _("Members by how far their ties hold them"), _("Constraint"), _("How many"), found
    )


def do_i_link(place: Place) -> OwnPart:
    """How far a member's acquaintances do not know one another."""
    words = ngettext(
        "You have one acquaintance here.",
        "You have %(num)s acquaintances here, and they count as %(separate)s who do not know one "
        "another.",
        place.acquaintances,
        separate=shown(place.effective_size, "points"),
    )
    rows = [
        [_("your acquaintances"), str(place.acquaintances)],
        [_("pairs of them who know each other"), str(place.among)],
        [_("effective size"), shown(place.effective_size, "weight")],
        [
            _("constraint, low when they do not know one another"),
            shown(place.constraint, "weight"),
        ],
    ]
    more = _("The more separate they are, the more you link.")
    numbers = Table(_("The numbers"), [_("What"), _("How much")], rows)
    return OwnPart(_("Do I link circles?"), f"{words} {more}", table=numbers)


def brokerage(entry: Entry) -> Table:
    """The five ways of standing between two who do not know each other, beside lots."""
    words = {
        "coordinator": _("within one circle"),
        "itinerant": _("a guest between two of one circle"),
        "gatekeeper": _("lets others into their circle"),
        "representative": _("speaks for their circle"),
        "liaison": _("between two circles that are not theirs"),
    }
    roles = entry.detail.get("roles") or {}
    return Table(
        _("Ways of standing between two, of 100 open paths"),
        [_("What"), _("here"), _("circles drawn by lot")],
        [
            [said, shown(roles[role]["share"], "share"), shown(roles[role]["by_chance"], "share")]
            for role, said in words.items()
            if role in roles
        ],
    )


def passages(entry: Entry) -> Table:
    """Members by the share of shortest ways between others that lead through them."""
    return of_bars(
        _("Members by the share of ways between others that lead through them"),
        _("Of 100 ways"),
        _("How many"),
        histogram(entry.detail.get("passages"), "members", "tiny"),
    )


def am_i_between(place: Place) -> OwnPart:
    """How many of the shortest ways between others lead through a member."""
    words = _(
        "Of 100 shortest ways from one member to another, %(count)s lead through you.",
        count=shown(place.betweenness, "hundredths"),
    )
    return OwnPart(_("Am I on the way between others?"), words)


def roles_taken(entry: Entry) -> Table:
    """Cova's four roles, several at once, of the last month."""
    words = {
        "sympathiser": _("sympathisers"),
        "participant": _("participants"),
        "practitioner": _("practitioners"),
        "institution": _("members of an institution"),
    }
    found = entry.detail.get("roles") or {}
    return shares(
        _("Roles in the last month; one may hold several"),
        _("Role"),
        [(said, found[role]) for role, said in words.items() if found.get(role) is not None],
        key="share",
    )


DECLARED = (
    Declaration(
        measure=R1,
        section=ROLES,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=number,
        detail=record(
            effective_size=number,
            constraint=record(**{"from": listed(number), "members": listed(cell)}),
            sizes=record(**{"from": listed(number), "members": listed(cell)}),
        ),
        chart=REACHED.chart,
        tables=(REACHED.table, held),
        own=do_i_link,
    ),
    Declaration(
        measure=R2,
        section=ROLES,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            roles=record(
                **dict.fromkeys(
                    ("coordinator", "itinerant", "gatekeeper", "representative", "liaison"),
                    record(share=hundredths, by_chance=hundredths),
                )
            ),
            go_betweens=cell,
        ),
        tables=(brokerage,),
        advice=lambda _entry: _(
            "Moderators see circles without a bridge on the support desk, for a gathering of both."
        ),
        is_on_desk=True,
    ),
    Declaration(
        measure=R3,
        section=ROLES,
        readers=Readers.ANALYSTS,
        counted=TIED_MEMBERS,
        value=hundredths,
        detail=record(
            sampled=flag,
            sampling_error=number,
            passages=record(**{"from": listed(number), "members": listed(cell)}),
        ),
        tables=(passages,),
        own=am_i_between,
    ),
    Declaration(
        measure=R4,
        section=ROLES,
        readers=Readers.ANALYSTS,
        counted=MEMBERS,
        value=share,
        detail=record(
            roles=record(
                **dict.fromkeys(
                    ("sympathiser", "participant", "practitioner", "institution"),
                    possible(record(share=share, low=share, high=share)),
                )
            ),
            several=share,
            months=withheld,
        ),
        tables=(roles_taken,),
    ),
)
