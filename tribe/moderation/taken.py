"""How much of a thing what stands takes from view: decisions about it, and those that took more."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, tuple_

from tribe.base.db import session
from tribe.moderation.models import Decision
from tribe.web import moderated
from tribe.web.moderated import Restriction, Taken

Thing = tuple[str, int]
STRONGEST = (Taken.WHOLE, Taken.HIDDEN, Taken.WORDS)  # first; what takes less takes it not


def list_taking(authors: Mapping[Thing, int | None]) -> Mapping[Thing, Sequence[Decision]]:
    """What was decided of an author, such as a sweep, and took some things that are away by it.

    One query, and one of the feature for each that such a decision took.
    """
    acts = {name: act for name, act in moderated.register().acts.items() if act.holds is not None}
    members = {one for one in authors.values() if one is not None}
    found: Sequence[Decision] = ()
    if acts and members:
        of_them = (Decision.subject_type == "member", Decision.subject_id.in_(sorted(members)))
        standing = (Decision.act.in_(acts), Decision.undone_at.is_(None))
        chosen = select(Decision).where(*of_them, *standing).order_by(Decision.id.desc())
        found = session.scalars(chosen).all()
    return {
        thing: [one for one in found if one.subject_id == author and _holds(one, *thing)]
        for thing, author in authors.items()
    }


def _holds(decision: Decision, subject_type: str, subject_id: int) -> bool:
    act = moderated.register().acts[decision.act]
    is_one = subject_id in act.took(decision.details).get(subject_type, ())
    return (
        is_one and act.holds is not None and act.holds(decision.details, subject_type, subject_id)
    )


def how_taken(authors: Mapping[Thing, int | None]) -> dict[Thing, Taken]:
    """How much of some things is taken from view by what stands, given who wrote each.

    None of what takes little. Two queries, and those of `list_taking`.
    """
    if not authors:
        return {}
    found: dict[Thing, set[Taken]] = {thing: set() for thing in authors}
    taking = {
        name: act.taken
        for name, act in moderated.register().acts.items()
        if act.restriction is Restriction.VISIBILITY
    }
    thing = (Decision.subject_type, Decision.subject_id)
    standing = (Decision.act.in_(taking), Decision.undone_at.is_(None))
    chosen = select(*thing, Decision.act).where(tuple_(*thing).in_(sorted(found)), *standing)
    for kind, number, act in session.execute(chosen.distinct()):
        found[kind, number].add(taking[act])
    for one, decisions in list_taking(authors).items():
        if decisions:
            found[one].add(Taken.WHOLE)
    strongest = {one: _strongest(taken) for one, taken in found.items()}
    return {one: taken for one, taken in strongest.items() if taken is not None}


def _strongest(taken: Iterable[Taken]) -> Taken | None:
    return next((one for one in STRONGEST if one in taken), None)
