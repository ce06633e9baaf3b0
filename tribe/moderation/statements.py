"""The statement of reasons of a decision, as art. 17 of the Digital Services Act asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.i18n import reader_language
from tribe.moderation import queries
from tribe.moderation.models import (
    NO_ACTION,
    TIME_TO_APPEAL,
    Appeal,
    Decision,
    Ground,
    ModerationCase,
    Source,
)
from tribe.moderation.seeing import occasion_of, title_for, title_of_own, words_for
from tribe.pages.models import PageKey
from tribe.web import moderated
from tribe.web.moderated import Changed, Restriction
from tribe.web.subjects import subjects


@dataclass(frozen=True)
class Statement:
    """All that whom a decision concerns is told of it."""

    decision: Decision
    case: ModerationCase
    done: str
    subject: str
    restriction: str
    source: str
    is_reported: bool  # by a member or a guest
    is_found_by_program: bool
    rules: int | None  # the number of the version of the rules that held then
    appeals: Sequence[Appeal]
    changes: Sequence[Changed]  # of words, as long as it stands
    title: str
    words: str

    @property
    def appeal_until(self) -> datetime:
        """Until when it can be appealed here."""
        return self.decision.made_at + TIME_TO_APPEAL

    @property
    def is_no_action(self) -> bool:
        """Whether nothing was done."""
        return self.decision.act == NO_ACTION


def statement_of(
    decision: Decision,
    *,
    is_beside: bool = False,
    is_told_of: bool = False,
    third: Actor | None = None,
) -> Statement:
    """What a decision says to whom it concerns; five queries, those of the
    thing, and of what it changed.

    `is_beside` is for whom it concerns though the thing is another's, `is_told_of` for others than
    whom it concerns, such as who judges it. `third` is who reads it though the thing is another's,
    because they reported it or are concerned beside, and is shown what they may see of it now.
    """
    case = queries.find_case(decision.case_id)
    assert case is not None
    words = case.words if third is None else words_for(third, case)
    sources = queries.list_sources(case.id)
    return Statement(
        decision,
        case,
        told_words(decision.act) if is_told_of else done_words(decision.act, is_beside=is_beside),
        subject_words(decision.subject_type),
        _restriction_told(decision) if is_told_of else _restriction(decision, is_beside=is_beside),
        _source(sources),
        not {Source.MEMBER, Source.GUEST}.isdisjoint(sources),
        Source.AUTOMATIC in sources,
        queries.find_version_at(PageKey.RULES, decision.made_at)
        if decision.ground is Ground.RULES
        else None,
        queries.list_appeals_of(decision.id),
        _changes(decision),
        _title(case, decision, third, is_told_of=is_told_of),
        "" if is_beside or occasion_of(decision) else words,
    )


def _title(
    case: ModerationCase, decision: Decision, third: Actor | None, *, is_told_of: bool
) -> str:
    if third is not None:
        return title_for(third, case)
    return case.title if is_told_of else title_of_own(case, decision)


def _changes(decision: Decision) -> Sequence[Changed]:
    act = moderated.register().acts.get(decision.act)
    if act is None or act.changes is None or not decision.stands or decision.are_words_gone:
        return ()
    return act.changes(decision.subject_id, decision.details)


def done_words(name: str, *, is_beside: bool = False) -> str:
    """What was done, said to whom it concerns; of an act that is declared no more, its name."""
    if name == NO_ACTION:
        return str(_("Nothing was done."))
    act = moderated.register().acts.get(name)
    if act is None:
        return earlier_words(name)
    said = act.done_beside if is_beside and act.done_beside is not None else act.done
    return said.said_in(reader_language())


def earlier_words(name: str) -> str:
    """What an act is called that no feature declares any more."""
    return str(_("An act of an earlier release (%(name)s)", name=name))


def told_words(name: str) -> str:
    """What was done, said to others than whom it concerns, as the public log says it."""
    act = moderated.register().acts.get(name)
    return f"{act.logged.said_in(reader_language())}." if act is not None else done_words(name)


def subject_words(subject_type: str) -> str:
    """What a type of thing is called."""
    subject = subjects().get(subject_type)
    return str(subject.label()) if subject is not None else subject_type


def _restriction(decision: Decision, *, is_beside: bool) -> str:
    act = moderated.register().acts.get(decision.act)
    if act is not None and act.changes is not None:
        return str(_("It changes words that stand under your name."))
    words = {
        Restriction.NONE: _("It takes nothing from you."),
        Restriction.VISIBILITY: _("It takes something of yours from view, in all of this place."),
        Restriction.SERVICE: _("It takes a part of what you can do here, in all of this place."),
        Restriction.ACCOUNT: _("It closes your account, in all of this place."),
    }
    taken = act.restriction if act is not None else Restriction.NONE
    if is_beside and taken is Restriction.ACCOUNT:  # of the other alone
        taken = Restriction.VISIBILITY
    return str(words[taken])


def _restriction_told(decision: Decision) -> str:
    act = moderated.register().acts.get(decision.act)
    if act is not None and act.changes is not None:
        return str(_("It changes words that stand under the name of who wrote them."))
    words = {
        Restriction.NONE: _("It takes nothing from whom it concerns."),
        Restriction.VISIBILITY: _("It takes something of theirs from view, in all of this place."),
        Restriction.SERVICE: _("It takes a part of what they can do here, in all of this place."),
        Restriction.ACCOUNT: _("It closes their account, in all of this place."),
    }
    return str(words[act.restriction if act is not None else Restriction.NONE])


def _source(sources: Sequence[Source]) -> str:
    """What led to it, and not by whom."""
    if Source.GUEST in sources:
        return str(_("A notice under art. 16 of the Digital Services Act led to it."))
    if Source.MEMBER in sources:
        return str(_("A report of a member led to it."))
    if Source.AUTOMATIC in sources:
        return str(_("The program found it by itself."))
    return str(_("A moderator looked at it of their own accord."))
