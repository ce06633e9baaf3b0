"""Tables of what the brand does and of what members say: answers, gifts, votes, climate."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.reports.charts.curves import hours_words
from tribe.reports.plots import family_words, side_words
from tribe.reports.tables.table import Table, facts, reach, shares
from tribe.reports.words import shown


def waiting(caption: str, detail: Mapping[str, Any]) -> Table:
    """How many had their answer after some time."""
    return Table(
        caption,
        [_("After"), _("Answered"), _("95 % interval")],
        [
            [hours_words(step["hours"]), shown(step["answered"], "share"), reach(step, "share")]
            for step in detail.get("steps") or []
        ],
    )


def promises(detail: Mapping[str, Any]) -> Table:
    """What became of promises that have come due."""
    kept, due = detail.get("kept"), detail.get("due")
    broken = None if kept is None or due is None else due - kept
    rows = [(_("kept"), kept, "count"), (_("broken, or overdue"), broken, "count")]
    return facts(_("Promises that have come due"), rows)


def gifts(detail: Mapping[str, Any]) -> Table:
    """How often the brand gave and took."""
    return facts(
        _("The brand's gestures"),
        [
            (_("it gave: credit, loan, venue, fix, adopted idea"), detail.get("gives"), "count"),
            (_("it took: survey, reuse, sales post, beta test"), detail.get("takes"), "count"),
        ],
    )


def interventions(detail: Mapping[str, Any]) -> Table:
    """What hosts said when the brand stepped into a rite."""
    return facts(
        _("Times that the brand stepped into a rite"),
        [
            (_("hosts accepted"), detail.get("accepted"), "count"),
            (_("hosts refused"), detail.get("refused"), "count"),
        ],
    )


def decisions(detail: Mapping[str, Any]) -> Table:
    """Votes on each decision on which ten voted or more, in no order that tells which it is."""
    found = detail.get("decisions") or []
    return shares(
        _("Votes that say a decision fits the charter, the least agreed first"),
        _("Decision"),
        [
            (str(number), one)
            for number, one in enumerate(sorted(found, key=lambda one: one["coherent"]), 1)
        ],
        key="coherent",
    )


def equity(detail: Mapping[str, Any]) -> list[Table]:
    """Answers to proposals with and without an access need, and by group."""
    one, other = detail.get("answered") or (None, None)
    answered = facts(
        _("Proposals that were answered"),
        [
            (_("by members who named an access need"), one, "share"),
            (_("by the others"), other, "share"),
            (_("difference among those that were accepted"), detail.get("accepted_gap"), "share"),
        ],
    )
    groups = shares(
        _("Each group of ten members or more, without its name"),
        _("Group"),
        [(str(number), one) for number, one in enumerate(detail.get("groups") or [], 1)],
        key="answered",
    )
    return [answered, groups]


def moods(detail: Mapping[str, Any]) -> Table:
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
            for one in detail.get("families") or []
        ],
    )  # fmt: skip


def community(detail: Mapping[str, Any]) -> Table:
    """The four sides of the scale, and how far its items tell one thing."""
    sides = zip(side_words(), detail.get("sides") or [], strict=False)
    alpha = (_("how far the eight answers tell one thing (α)"), detail.get("alpha"), "index")
    return facts(
        _("The sides of the scale, each from 1 to 5"),
        [*((words, side, "points") for words, side in sides), alpha],
    )
