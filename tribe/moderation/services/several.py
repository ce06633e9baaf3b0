"""Deciding of several cases at once, each by itself: those that cannot be decided stay as they are.

A case is held before its thing wherever one is decided. Who decides of several holds all their
cases by number, and then all that acts on their things hold, so that no two wait for each other.
"""

from collections.abc import Mapping

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.moderation.models import ModerationCase
from tribe.moderation.queue import handled_by
from tribe.moderation.services.closing import hold_with_settled
from tribe.moderation.services.deciding import Ruling, decide
from tribe.moderation.services.finding import case_of
from tribe.moderation.services.holding import hold_things

Refused = dict[int, tuple[str, Forbidden | NotFound | RuleBroken]]


def decide_each(actor: Actor, rulings: Mapping[int, Ruling]) -> Refused:
    """Decide of each case by its number; of those that could not be, the titles and why.

    Raises nothing of what `decide` does.
    """
    _hold(actor, rulings)
    refused: Refused = {}
    for number, ruling in rulings.items():
        title = ""
        try:
            with session.begin_nested():
                case = case_of(actor, number)
                title = case.title
                decide(actor, case, ruling)
        except (Forbidden, NotFound, RuleBroken) as refusal:
            refused[number] = (title, refusal)
    return refused


def _hold(actor: Actor, rulings: Mapping[int, Ruling]) -> None:
    """Hold those cases that the actor handles, and then what is to be decided of."""
    marked = (ModerationCase.id.in_(sorted(rulings)), *handled_by(actor))
    chosen = select(ModerationCase).where(*marked).order_by(ModerationCase.id)
    cases = session.scalars(chosen).all()
    ruled = [(case, rulings[case.id]) for case in cases]
    hold_with_settled([(case, ruling.act) for case, ruling in ruled])
    hold_things(actor, [(case, ruling.act, ruling.choices) for case, ruling in ruled])
