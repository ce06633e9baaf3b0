"""Who may judge whose words and acts: nobody their own act, nor what they have a stake in.

The second gives way where nobody else could: then the answer is yes with a note, which whoever acts
writes into the record.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from tribe.access.actors import Actor
from tribe.access.permissions import Answer
from tribe.access.roles import is_moderator, may_serve

OWN_ACT, OWN_WORDS = "access.own_act", "access.own_words"
PARTY, OF_BRAND = "access.party", "access.of_brand"


class Writer(Protocol):
    """What the rules need to know of whoever wrote what is judged."""

    @property
    def id(self) -> int | None:
        """Their number; None for guests."""

    @property
    def is_brand(self) -> bool:
        """Whether they speak for the brand, or declared an interest in it."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever wrote what is judged."""

    id: int | None
    is_brand: bool = False


def moderates(actor: Actor, moderators: Collection[int]) -> bool:
    """Whether somebody moderates where these members do: by their role, or as one of them.

    Nobody who is silenced.
    """
    is_one = actor.id in moderators and may_serve(actor)
    return is_one or is_moderator(actor)


def stake_of(
    actor: Actor,
    author: Writer,
    *,
    parties: Collection[int] = (),
    is_about_brand: bool = False,
    is_tied: bool = False,
) -> str:
    """The code of what somebody has at stake in judging this; empty where it is nothing.

    `parties` are the members whom it is about or who asked for it. `is_tied` says that the actor
    declared an interest in the brand, which is the brand's side as its mark is.
    """
    if actor.id is not None and actor.id == author.id:
        return OWN_WORDS
    if actor.id in parties:
        return PARTY
    is_on_its_side = actor.is_brand or is_tied
    return OF_BRAND if is_on_its_side and (author.is_brand or is_about_brand) else ""


def may_judge(
    actor: Actor,
    author: Writer,
    decider_id: int | None = None,
    *,
    others_exist: bool,
    parties: Collection[int] = (),
    is_about_brand: bool = False,
    is_tied: bool = False,
) -> Answer:
    """Whether somebody who moderates may judge this; not whether they moderate.

    `decider_id` is who decided before, where that is what is judged. `others_exist` says whether
    there is another who moderates it and has nothing at stake.
    """
    if actor.id is not None and actor.id == decider_id:
        return Answer(OWN_ACT)
    about = {"is_about_brand": is_about_brand, "is_tied": is_tied}
    stake = stake_of(actor, author, parties=parties, **about)
    return Answer(stake) if others_exist else Answer(note=stake)
