"""What somebody is shown of a thing that was brought up: what they may see of it now."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from tribe.access import Actor, is_moderator
from tribe.base.db import session
from tribe.base.text import isolated
from tribe.blocking.reading import seen_by
from tribe.markup import words_of
from tribe.members.models import Member
from tribe.moderation import queries
from tribe.moderation.models import ADDRESS, Decision, Finding, ModerationCase, Report
from tribe.moderation.outcomes import Outcome, find_outcome
from tribe.web import moderated, subjects
from tribe.web.origins import is_elsewhere
from tribe.web.subjects import Shown

MOST_BEGUN = 60


def shown_to(actor: Actor, subject_type: str, subject_id: int) -> Shown | None:
    """What an actor sees of a thing, also where a form is sent: as on its page, blocks included.

    Nothing of the thing is to be read before, or what was read is what is found.
    """
    with seen_by(actor):
        return subjects.show(actor, subject_type, subject_id)


def title_for(actor: Actor, case: ModerationCase) -> str:
    """The title of a thing for who is not its author: as it is now where they see it, else none.

    Of an address it is what they typed.
    """
    if case.subject_type == ADDRESS:
        return case.title
    shown = shown_to(actor, case.subject_type, case.subject_id)
    return shown.title if shown is not None else ""


def address_for(reader: Actor | None, case: ModerationCase) -> str:
    """Where the thing of a case stands, for who reads of it and sees it there; else empty."""
    if reader is None:
        return ""
    shown = shown_to(reader, case.subject_type, case.subject_id)
    if shown is not None:
        return shown.address
    thing = moderated.register().things.get(case.subject_type)
    if thing is None or not thing.reads_hidden(reader, case.subject_id):
        return ""
    matter = thing.read(case.subject_id)
    return matter.address if matter is not None else ""


def title_of_own(case: ModerationCase, decision: Decision) -> str:
    """What a decision is about, for whose thing it is: the thing, or what its act rests on.

    The title is as it was, but where another gave it, as it is.
    """
    named = occasion_of(decision)
    if named:
        return named
    member = session.get(Member, decision.member_id or 0)
    if member is None:
        return case.title
    titles = moderated.titles_under(member, case.subject_type, [case.subject_id])
    return titles.get(case.subject_id, case.title)


def type_of_own(decision: Decision) -> str:
    """The type of what a decision is about, for whose thing it is."""
    act = moderated.register().acts.get(decision.act)
    if act is None or not act.occasion_type or not occasion_of(decision):
        return decision.subject_type
    return act.occasion_type


def occasion_of(decision: Decision) -> str:
    """What a decision rests on that is not the words of its thing; empty where it is those."""
    member = session.get(Member, decision.member_id or 0)
    return occasions_of(member, [decision]).get(decision.id, "") if member is not None else ""


def occasions_of(member: Member, decisions: Iterable[Decision]) -> dict[int, str]:
    """The same of decisions about a member, by their numbers.

    As many queries as for one of each act.
    """
    by_act: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.member_id == member.id and not decision.are_words_gone:
            by_act.setdefault(decision.act, []).append(decision)
    found: dict[int, str] = {}
    for name, of_act in by_act.items():
        act = moderated.register().acts.get(name)
        if act is not None and act.occasions is not None:
            said = act.occasions(member, [one.details for one in of_act])
            found |= {one.id: words for one, words in zip(of_act, said, strict=True) if words}
    return found


def words_for(actor: Actor, case: ModerationCase) -> str:
    """The words of a case for who reported it: while they stand so, and where they see them."""
    thing = (case.subject_type, case.subject_id)
    if shown_to(actor, *thing) is None:
        return ""
    matter = moderated.read(*thing)
    return case.words if matter is not None and matter.text == case.words else ""


def begun_for(actor: Actor, case: ModerationCase, decision: Decision, *, is_third: bool) -> str:
    """How what a decision is about begins, with its author where that is another."""
    if decision.are_words_gone or occasion_of(decision):
        return ""
    if is_third and not is_moderator(actor):
        return begun_by(case, words_for(actor, case))
    return begun_by(case, case.words, is_own=decision.member_id == actor.id)


def begun_by(case: ModerationCase, words: str, *, is_own: bool = False) -> str:
    """Who wrote a thing, and how it begins: one of several of a topic; none of a person."""
    kind = case.subject_type
    if not words or kind == ADDRESS or moderated.is_person(kind) or moderated.is_private(kind):
        return ""
    begins = truncated(" ".join(excerpt(words, kind).split()))
    author = session.get(Member, case.author_id or 0) if not is_own else None
    if author is None:
        return begins
    return str(_("%(name)s: %(words)s", name=isolated(author.name), words=isolated(begins)))


def excerpt(text: str, subject_type: str) -> str:
    """Words of a thing for a list, without the marks between which they were typed."""
    thing = moderated.register().things.get(subject_type)
    return words_of(text) if thing is not None and thing.is_marked_up else text


def truncated(text: str) -> str:
    """How words begin, in a line among others."""
    return text if len(text) <= MOST_BEGUN else f"{text[: MOST_BEGUN - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought up: the thing, the address that they gave, and where it lay."""

    thing: tuple[str, int]
    address: str
    category_id: int | None
    is_seen: bool  # by them, now


def outcome_for(actor: Actor, report: Report) -> Outcome:
    """What became of a report, as who made it is told."""
    case = queries.find_case(report.case_id)
    outcome = find_outcome(report)
    if case is None or outcome is not Outcome.STANDS:
        return outcome
    thing = (case.subject_type, case.subject_id)
    is_seen = shown_to(actor, *thing) is not None
    brought = Brought(thing, report.address or case.address, case.category_id, is_seen)
    is_taken = report.finding is Finding.MOOT or thing in queries.list_taken([thing])
    return outcome_of(actor, brought, is_taken=is_taken)


def outcome_of(actor: Actor, brought: Brought, *, is_taken: bool) -> Outcome:
    """What is said where nothing was done: that it stands, to who can see that it does.

    Of what they cannot see the words are the same as of what is not there. That it had been taken
    from view is told where it lay in a category that they see.
    """
    if is_elsewhere(brought.address):
        return Outcome.ELSEWHERE
    is_seen = brought.is_seen and brought.thing[0] != ADDRESS
    if is_seen and not (is_taken and _is_gone(*brought.thing)):
        return Outcome.STANDS
    return Outcome.GONE if is_taken and _is_near(actor, brought) else Outcome.UNSEEN


def _is_gone(subject_type: str, subject_id: int) -> bool:
    matter = moderated.read(subject_type, subject_id)
    return matter is not None and matter.is_gone


def _is_near(actor: Actor, brought: Brought) -> bool:
    number = brought.category_id
    return brought.is_seen or (
        number is not None and subjects.show(actor, "category", number) is not None
    )
