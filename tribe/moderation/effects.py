"""What a decision takes; and once it holds no more what it took, how it ended, and what is back."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from tribe.base.i18n import reader_language
from tribe.moderation.models import NO_ACTION, Appeal, AppealOutcome, Decision
from tribe.web import moderated
from tribe.web.moderated import ModerationAct, Restriction

TAKES, TOOK = 0, 1  # of what holds, and of what holds no more


def restriction_words(
    decision: Decision, *, is_beside: bool = False, is_told_of: bool = False
) -> str:
    """What a decision takes or took, said to whom it concerns, or to others of them."""
    act = moderated.register().acts.get(decision.act)
    tense = TAKES if decision.stands else TOOK
    if act is not None and act.taking is not None:
        return act.taking[tense].said_in(reader_language())
    if act is not None and act.changes is not None:
        return (_their_changes() if is_told_of else _own_changes())[tense]
    taken = _taken(act, is_beside=is_beside)
    return (_theirs() if is_told_of else _own())[taken][tense]


def _taken(act: ModerationAct | None, *, is_beside: bool) -> Restriction:
    if act is None:
        return Restriction.NONE
    if is_beside and act.restriction is Restriction.ACCOUNT:  # of the other alone
        return Restriction.VISIBILITY
    return act.restriction


def _own_changes() -> tuple[str, str]:
    return (
        _("It changes text published under your name."),
        _("It changed text published under your name."),
    )


def _their_changes() -> tuple[str, str]:
    return (
        _("It changes text published under its author’s name."),
        _("It changed text published under its author’s name."),
    )


def _own() -> Mapping[Restriction, tuple[str, str]]:
    return {
        Restriction.NONE: (_("It takes nothing from you."), _("It took nothing from you.")),
        Restriction.VISIBILITY: (
            _("It hides something of yours from everyone here."),
            _("It hid something of yours from everyone here."),
        ),
        Restriction.SERVICE: (
            _("It limits what you can do everywhere here."),
            _("It limited what you could do everywhere here."),
        ),
        Restriction.ACCOUNT: (
            _("It closes your account everywhere here."),
            _("It closed your account everywhere here."),
        ),
    }


def _theirs() -> Mapping[Restriction, tuple[str, str]]:
    return {
        Restriction.NONE: (
            _("It takes nothing from the person concerned."),
            _("It took nothing from the person concerned."),
        ),
        Restriction.VISIBILITY: (
            _("It hides something of theirs everywhere here."),
            _("It hid something of theirs everywhere here."),
        ),
        Restriction.SERVICE: (
            _("It limits what they can do everywhere here."),
            _("It limited what they could do everywhere here."),
        ),
        Restriction.ACCOUNT: (
            _("It closes their account everywhere here."),
            _("It closed their account everywhere here."),
        ),
    }


def ending_words(decision: Decision, appeals: Sequence[Appeal]) -> str:
    """How a decision that holds no more came to that; of who undid it what they were to it."""
    if decision.is_replaced and not decision.is_automated:
        return str(_("Another decision replaced it."))
    if decision.is_replaced:
        return str(
            _(
                "The program did it until a moderator could review it; one has, and their decision "
                "replaced it."
            )
        )
    if decision.undone_by_id is None:
        if decision.ends_at is None:
            return str(_("The program undid it."))
        is_due = decision.has_ended and not decision.has_ended_early
        how = _("It ended as planned.") if is_due else _("It ended early.")
        if any(made.outcome is AppealOutcome.OVERTURNED for made in appeals):
            since = _(
                "It has since been overturned on appeal."
            )  # within f"" no catalogue would find it
            return f"{how} {since}"
        return str(how)
    if decision.undone_by_id == decision.decided_by_id:
        return str(_("The moderator who made the decision undid it."))
    if any(
        made.outcome is AppealOutcome.OVERTURNED and made.decided_by_id == decision.undone_by_id
        for made in appeals
    ):
        return str(_("It was appealed and somebody else overturned it."))
    if decision.is_automated:
        return str(_("The program made the decision; a moderator reviewed and undid it."))
    return str(_("Another moderator undid it."))


def back_words(decision: Decision, *, is_beside: bool = False, is_told_of: bool = False) -> str:
    """What is back since a decision holds no more; empty where it did nothing."""
    act = moderated.register().acts.get(decision.act)
    if decision.act == NO_ACTION or act is None or decision.is_replaced:
        return ""
    if decision.are_words_gone:
        return str(
            _("The account it concerned was erased, and what had been removed went with it.")
        )
    said = act.back_beside if is_beside else act.back
    if said is not None and not is_told_of:
        return said.said_in(reader_language())
    if act.changes is not None:
        return str(_("The text it changed is as it was before, or as it has been rewritten since."))
    kept = _("Anything removed for another reason, or permanently deleted, does not come back.")
    beside = _("Anything another decision limits or closes stays that way.")
    words = {
        Restriction.NONE: _("What it did is undone and no longer counts."),
        Restriction.VISIBILITY: _("It no longer hides anything.") + f" {kept}",
        Restriction.SERVICE: _("It no longer limits what can be done here.") + f" {beside}",
        Restriction.ACCOUNT: _("It no longer closes any account.") + f" {beside}",
    }
    return str(words[_taken(act, is_beside=is_beside)])
