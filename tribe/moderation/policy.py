"""Who may report, handle a case, and judge: pure answers."""

from collections.abc import Collection
from typing import Protocol

from tribe.access import INACTIVE, Actor, Permission, is_admin, is_moderator, moderates
from tribe.members.models import Member


class CaseLike(Protocol):
    """What the rules need to know of a case."""

    @property
    def author_id(self) -> int | None:
        """Whose thing it is."""

    @property
    def category_id(self) -> int | None:
        """Where it lies."""


class DecisionLike(Protocol):
    """What the rules need to know of a decision."""

    @property
    def member_id(self) -> int | None:
        """Whom it concerns."""

    @property
    def decided_by_id(self) -> int | None:
        """Who made it."""

    @property
    def is_automated(self) -> bool:
        """Whether the program made it."""

    @property
    def is_order(self) -> bool:
        """Whether it put things in order, and no rule was broken."""


NOBODY: frozenset[int] = frozenset()


def _handles(actor: Actor, _case: CaseLike | None = None) -> bool:
    """Moderators."""
    return is_moderator(actor)


def _decides(actor: Actor, case: CaseLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Whoever moderates where it lies; nobody in what is about themselves."""
    return moderates(actor, moderators) and (actor.id is None or case.author_id != actor.id)


def _undoes(actor: Actor, decision: DecisionLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Moderators; who moderates a category what they decided there, and what put things in order.

    Nobody what concerns themselves.
    """
    if actor.id is not None and decision.member_id == actor.id:
        return False
    is_theirs = decision.is_order or decision.decided_by_id == actor.id
    return is_moderator(actor) or (is_theirs and moderates(actor, moderators))


def _concerns(actor: Actor, decision: DecisionLike) -> bool:
    return isinstance(actor, Member) and decision.member_id == actor.id


def _reads_decision(
    actor: Actor,
    decision: DecisionLike,
    *,
    is_party: bool = False,
    is_judge: bool = False,
    moderators: Collection[int] = NOBODY,
) -> bool:
    """Whom it concerns, also while their account is closed; who moderates there or judges it.

    A party is whom it concerns beside others; of nothing to be done, who reported it.
    """
    is_staff = moderates(actor, moderators)
    return _concerns(actor, decision) or is_staff or is_party or is_judge


def _appeals(actor: Actor, decision: DecisionLike, *, is_party: bool = False) -> bool:
    """Whom it concerns, also while their account is closed, and other parties."""
    return _concerns(actor, decision) or is_party


def _judges(
    actor: Actor,
    decision: DecisionLike,
    *,
    parties: Collection[int] = (),
    is_lay: bool = False,
) -> bool:
    """A moderator, or a lay judge, who did not make the decision and whom it does not concern.

    `parties` are those who reported it, or appealed.
    """
    is_party = actor.id in (decision.member_id, decision.decided_by_id) or actor.id in parties
    return (is_moderator(actor) or is_lay) and not is_party


def _sees_appeals(actor: Actor, *, is_lay: bool = False) -> bool:
    """Moderators, and members who may be asked to judge."""
    return is_moderator(actor) or is_lay


def _keeps_reasons(actor: Actor) -> bool:
    """Admins."""
    return is_admin(actor)


REPORT = Permission("moderation:report:make", INACTIVE)
HANDLE = Permission("moderation:case:handle", "moderation.not_moderator", _handles)
DECIDE = Permission("moderation:case:decide", "moderation.own_case", _decides)
UNDO = Permission("moderation:decision:undo", "moderation.own_case", _undoes)
READ_DECISION = Permission(
    "moderation:decision:read", "moderation.no_decision", _reads_decision, is_open=True
)
APPEAL = Permission("moderation:decision:appeal", "moderation.no_decision", _appeals, is_open=True)
JUDGE = Permission("moderation:appeal:judge", "moderation.own_decision", _judges)
SEE_APPEALS = Permission("moderation:appeals:see", "moderation.not_moderator", _sees_appeals)

KEEP_REASONS = Permission("moderation:reason:keep", "moderation.not_admin", _keeps_reasons)

PERMISSIONS = (
    REPORT,
    HANDLE,
    DECIDE,
    UNDO,
    READ_DECISION,
    APPEAL,
    JUDGE,
    SEE_APPEALS,
    KEEP_REASONS,
)
