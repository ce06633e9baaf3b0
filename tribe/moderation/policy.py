"""Who may report, handle a case, and judge: pure answers.

`is_local` says that somebody handles the thing where it lies without moderating the whole place,
such as a moderator of one category; a call that does not say so refuses them. `is_alone` says that
nobody else moderates the whole place, `is_unseen` that the thing lies where they may not look.
"""

from collections.abc import Collection
from typing import Protocol

from tribe.access import INACTIVE, Actor, Permission, is_admin, is_moderator, moderates_some
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

    @property
    def is_no_action(self) -> bool:
        """Whether nothing was done."""


def _sees_queue(actor: Actor) -> bool:
    """Moderators, be it of one category alone: each finds there what they handle."""
    return moderates_some(actor)


def _is_about(actor: Actor, case: CaseLike) -> bool:
    return actor.id is not None and case.author_id == actor.id


def _handles(
    actor: Actor,
    case: CaseLike | None = None,
    *,
    is_local: bool = False,
    is_alone: bool = False,
    is_unseen: bool = False,
) -> bool:
    """Moderators of the place, and who handles it where it lies.

    Nobody what lies where they may not look, nor what is about themselves, unless no other
    moderates the place.
    """
    if is_unseen or (case is not None and _is_about(actor, case) and not is_alone):
        return False
    return is_local or is_moderator(actor)


def _decides(
    actor: Actor, case: CaseLike, *, is_local: bool = False, is_unseen: bool = False
) -> bool:
    """Who handles it; nobody in what is about themselves."""
    return _handles(actor, case, is_local=is_local, is_unseen=is_unseen)


def _passes_on(actor: Actor, _case: CaseLike, *, is_local: bool = False) -> bool:
    """Who handles it where it lies, to the moderators of the place."""
    return is_local and not is_moderator(actor)


def _undoes(
    actor: Actor,
    decision: DecisionLike,
    *,
    is_local: bool = False,
    is_beyond: bool = False,
    is_unseen: bool = False,
) -> bool:
    """Moderators of the place; who handles it where it lies, what they decided, or put in order.

    Nobody what concerns themselves, what lies where they may not look, or what reaches a thing that
    is not theirs to change.
    """
    if is_beyond or is_unseen or (actor.id is not None and decision.member_id == actor.id):
        return False
    is_own = actor.id is not None and decision.decided_by_id == actor.id
    return is_moderator(actor) or (is_local and (decision.is_order or is_own))


def _concerns(actor: Actor, decision: DecisionLike) -> bool:
    """Whose thing something was done about; of nothing being done they are not told."""
    is_own = isinstance(actor, Member) and decision.member_id == actor.id
    return is_own and not decision.is_no_action


def _reads_decision(
    actor: Actor,
    decision: DecisionLike,
    *,
    is_party: bool = False,
    is_judge: bool = False,
    is_local: bool = False,
    is_unseen: bool = False,
) -> bool:
    """Whom it concerns, also while their account is closed; moderators, and who judges an appeal.

    A party is whom it concerns beside others; of nothing to be done, who reported it. Who handles
    the thing reads of it too, but not that nothing was done about what is theirs.
    """
    is_own = actor.id is not None and decision.member_id == actor.id
    handles = (is_local or is_moderator(actor)) and not is_own and not is_unseen
    return _concerns(actor, decision) or handles or is_party or is_judge


def _appeals(actor: Actor, decision: DecisionLike, *, is_party: bool = False) -> bool:
    """Whom it concerns, also while their account is closed, and other parties."""
    return _concerns(actor, decision) or is_party


def _judges(
    actor: Actor,
    decision: DecisionLike,
    *,
    parties: Collection[int] = (),
    is_lay: bool = False,
    is_unseen: bool = False,
) -> bool:
    """A moderator, or a lay judge, who did not make the decision and whom it does not concern.

    No moderator where it lies out of their sight and an admin may judge. `parties` are those who
    reported it, or appealed.
    """
    is_party = actor.id in (decision.member_id, decision.decided_by_id) or actor.id in parties
    return ((is_moderator(actor) and not is_unseen) or is_lay) and not is_party


def _sees_appeals(actor: Actor, *, is_lay: bool = False) -> bool:
    """Moderators, and members who may be asked to judge."""
    return is_moderator(actor) or is_lay


def _keeps_reasons(actor: Actor) -> bool:
    """Admins."""
    return is_admin(actor)


REPORT = Permission("moderation:report:make", INACTIVE)
SEE_QUEUE = Permission("moderation:queue:see", "moderation.not_moderator", _sees_queue)
HANDLE = Permission("moderation:case:handle", "moderation.not_moderator", _handles)
DECIDE = Permission("moderation:case:decide", "moderation.own_case", _decides)
PASS_ON = Permission("moderation:case:pass-on", "moderation.is_with_place", _passes_on)
UNDO = Permission("moderation:decision:undo", "moderation.own_case", _undoes)
READ_DECISION = Permission(
    "moderation:decision:read", "moderation.no_decision", _reads_decision, is_open=True
)
APPEAL = Permission("moderation:decision:appeal", "moderation.no_decision", _appeals, is_open=True)
JUDGE = Permission("moderation:appeal:judge", "moderation.own_decision", _judges, is_speech=True)
SEE_APPEALS = Permission("moderation:appeals:see", "moderation.not_moderator", _sees_appeals)

KEEP_REASONS = Permission("moderation:reason:keep", "moderation.not_admin", _keeps_reasons)

PERMISSIONS = (
    REPORT,
    SEE_QUEUE,
    HANDLE,
    DECIDE,
    PASS_ON,
    UNDO,
    READ_DECISION,
    APPEAL,
    JUDGE,
    SEE_APPEALS,
    KEEP_REASONS,
)
