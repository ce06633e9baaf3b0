"""The statement of reasons of a decision, as art. 17 of the Digital Services Act asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.i18n import reader_language
from tribe.moderation import queries
from tribe.moderation.effects import back_words, ending_words, restriction_words
from tribe.moderation.models import (
    NO_ACTION,
    TIME_TO_APPEAL,
    Appeal,
    AppealOutcome,
    Decision,
    Ground,
    ModerationCase,
    ReportKind,
    Source,
)
from tribe.moderation.seeing import (
    address_for,
    occasion_of,
    title_for,
    title_of_own,
    type_of_own,
    words_for,
)
from tribe.pages.headings import is_named
from tribe.pages.models import PageKey
from tribe.web import moderated
from tribe.web.design.labels import long_moment
from tribe.web.moderated import Changed, Details
from tribe.web.subjects import subjects

PEOPLE = (Source.MEMBER, Source.GUEST)


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
    is_of_rules: bool  # its rule has that name in them; else it is in the words of who decided
    appeals: Sequence[Appeal]
    changes: Sequence[Changed]  # of words, as long as it stands
    title: str
    words: str
    how_over: str  # how it came to hold no more; empty while it stands
    back: str  # what is back since
    together: Decision | None  # what was decided in one act with it
    done_together: str  # what that did
    later: Decision | None  # what took the same from view since, while both stand
    done_later: str  # what that did
    taken: str  # how much it took, where that is more than its thing
    cases: Sequence[int]  # of all that it rests on: what it was done for, and its own
    where: str  # the address of what it is about, where its reader sees that

    @property
    def said_then(self) -> str:
        """What was done, in the words of when it was, once it holds no more."""
        return self.done if self.decision.stands else said_then(self.done)

    @property
    def is_contestable(self) -> bool:
        """Whether anything of it holds, or held until its end, that no appeal has overturned."""
        overturned = any(made.outcome is AppealOutcome.OVERTURNED for made in self.appeals)
        return (self.decision.stands or self.decision.has_ended) and not overturned

    @property
    def how_long(self) -> str:
        """Until when it holds, or was to hold; what may end and was given no end holds for now.

        Empty of what takes nothing, such as a warning, which has no duration.
        """
        if self.decision.ends_at is not None:
            return str(_("Until %(moment)s", moment=long_moment(self.decision.ends_at)))
        act = moderated.register().acts.get(self.decision.act)
        if act is not None and act.may_end:
            return str(_("For now: no end date is set"))
        if act is not None and act.restriction is moderated.Restriction.NONE:
            return ""
        return str(_("Permanent"))

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
    reader: Actor | None = None,
) -> Statement:
    """What a decision says to whom it concerns; six queries, those of the
    thing, and of what it changed.

    `is_beside` is for whom it concerns though the thing is another's, `is_told_of` for others than
    whom it concerns, such as who judges it. `third` is who reads it though the thing is another's,
    because they reported it or are concerned beside, and is shown what they may see of it now. The
    `reader` of a page is led to what it is about, where they see it.
    """
    is_whole = third is None and not is_beside
    together = queries.find_together(decision) if is_whole else None
    words_of = together if together is not None and decision.together_id else decision
    is_of_cause = is_whole and words_of is decision and decision.cause_id is not None
    case = queries.find_case((is_of_cause and decision.cause_id) or words_of.case_id)
    later = queries.find_later(decision) if is_whole else None
    assert case is not None
    cases, where = queries.cases_of(decision), address_for(reader, case)
    words = case.words if third is None else words_for(third, case)
    appeals, is_over = queries.list_appeals_of(decision.id), not decision.stands
    led = [*queries.list_led(cases), *_objecting(decision, appeals)]
    sources = {source for source, _kind in led}
    rests_on_rules = decision.ground is Ground.RULES
    at = decision.made_at
    rules = queries.find_version_at(PageKey.RULES, at) if rests_on_rules else None
    return Statement(
        decision,
        case,
        told_words(decision.act)
        if is_told_of
        else done_words(
            decision.act,
            decision.details,
            is_beside=is_beside,
            is_together=decision.together_id is not None,
        ),
        subject_words(_type(case, words_of, is_of_thing=third is not None or is_told_of)),
        _restriction_told(decision) if is_told_of else _restriction(decision, is_beside=is_beside),
        _source(led),
        not sources.isdisjoint(PEOPLE),
        Source.AUTOMATIC in sources,
        rules.number if rules is not None else None,
        rules is not None and is_named(decision.rule, rules),
        appeals,
        _changes(decision),
        _title(case, words_of, third, is_told_of=is_told_of),
        "" if is_beside or occasion_of(decision) else words,
        ending_words(decision, appeals) if is_over else "",
        back_words(decision, is_beside=is_beside, is_told_of=is_told_of) if is_over else "",
        together,
        _done_together(together, is_told_of=is_told_of),
        later,
        _done_together(later, is_told_of=is_told_of),
        _taken_words(decision) if is_whole else "",
        cases,
        where,
    )


def _done_together(decision: Decision | None, *, is_told_of: bool) -> str:
    """What another decision did, and how it came to hold no more where it does not."""
    if decision is None:
        return ""
    is_second = decision.together_id is not None
    done = (
        told_words(decision.act)
        if is_told_of
        else done_words(decision.act, decision.details, is_together=is_second)
    )
    if decision.stands:
        return done
    how = ending_words(decision, queries.list_appeals_of(decision.id))
    return f"{done if is_told_of else said_then(done)} {how}"


def _type(case: ModerationCase, decision: Decision, *, is_of_thing: bool) -> str:
    is_its_own = case.id == decision.case_id
    return case.subject_type if is_of_thing or not is_its_own else type_of_own(decision)


def _taken_words(decision: Decision) -> str:
    """How much a decision took with its thing, counted when it was made."""
    act = moderated.register().acts.get(decision.act)
    if act is None or decision.are_words_gone:
        return ""
    return ", ".join(one.said_in(reader_language()) for one in act.counted(decision.details))


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


def done_words(
    name: str,
    details: Details | None = None,
    *,
    is_beside: bool = False,
    is_together: bool = False,
) -> str:
    """What was done, said to whom it concerns; of an act that is declared no more, its name.

    `is_together` says of an act on an author that something else was done in one with it.
    """
    if name == NO_ACTION:
        return str(_("No action was taken."))
    act = moderated.register().acts.get(name)
    if act is None:
        return earlier_words(name)
    said = act.done_beside if is_beside and act.done_beside is not None else act.done
    if said is act.done and details is not None:
        said = act.done_of(details) or said
    if is_together and act.done_together is not None:
        said = act.done_together
    return said.said_in(reader_language())


def said_then(done: str) -> str:
    """What was done, of a decision that holds no more."""
    return str(_("The decision, in the words of the time: “%(done)s”", done=done))


def earlier_words(name: str) -> str:
    """What an act is called that no feature declares any more."""
    return str(_("An action from an earlier release (%(name)s)", name=name))


def told_words(name: str) -> str:
    """What was done, said to others than whom it concerns, as the public log says it."""
    act = moderated.register().acts.get(name)
    return f"{act.logged.said_in(reader_language())}." if act is not None else done_words(name)


def subject_words(subject_type: str) -> str:
    """What a type of thing is called."""
    subject = subjects().get(subject_type)
    return str(subject.label()) if subject is not None else subject_type


def _restriction(decision: Decision, *, is_beside: bool) -> str:
    return restriction_words(decision, is_beside=is_beside)


def _restriction_told(decision: Decision) -> str:
    return restriction_words(decision, is_told_of=True)


def _objecting(
    decision: Decision, appeals: Sequence[Appeal]
) -> list[tuple[Source, ReportKind | None]]:
    """Who objects to nothing being done reported it, in whichever case that waits since."""
    if not decision.is_no_action:
        return []
    return [
        (Source.MEMBER if made.member_id is not None else Source.GUEST, None) for made in appeals
    ]


def _source(led: Sequence[tuple[Source, ReportKind | None]]) -> str:
    """What led to it, and not by whom: what is said to be illegal is a notice, whoever says it."""
    people = [one for one in led if one[0] in PEOPLE]
    if any(kind is ReportKind.ILLEGAL for _source, kind in people):
        return str(_("It was reported in a notice under art. 16 of the Digital Services Act."))
    if people and people[0][0] is Source.MEMBER:
        return str(_("A member reported it."))
    if people:
        return str(_("Somebody without an account reported it."))
    if any(source is Source.AUTOMATIC for source, _kind in led):
        return str(_("The program detected it."))
    return str(_("A moderator looked into it on their own initiative."))
