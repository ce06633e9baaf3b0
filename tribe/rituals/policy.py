"""Who may do what with a rite; a rite asked about has its keepers loaded."""

from tribe.events import policy as events
from tribe.events.models import Event
from tribe.forum.models import Topic
from tribe.members.identity import is_moderator
from tribe.members.models import Member
from tribe.rituals.models import Enactment, Ritual, RitualStatus


def may_declare(member: Member | None) -> bool:
    """Any member in good standing may declare a rite, and becomes its keeper."""
    return member is not None and member.is_active


def is_keeper(member: Member | None, ritual: Ritual) -> bool:
    """Whether they are among those who keep it."""
    return member is not None and any(keeper.member_id == member.id for keeper in ritual.keepers)


def may_keep(member: Member | None, ritual: Ritual) -> bool:
    """Any member in good standing may become a keeper, unless the rite is laid down."""
    is_open = ritual.status is not RitualStatus.RETIRED
    return member is not None and member.is_active and is_open and not is_keeper(member, ritual)


def may_tend(member: Member | None, ritual: Ritual) -> bool:
    """Keepers and moderators change a rite, let it rest, wake it and lay it down."""
    if member is None or not member.is_active:
        return False
    return is_moderator(member) or is_keeper(member, ritual)


def may_enact_event(member: Member | None, ritual: Ritual, event: Event) -> bool:
    """Keepers, moderators and the hosts mark a gathering; its hosts are loaded."""
    if member is None or not member.is_active:
        return False
    return may_tend(member, ritual) or events.is_host(member, event)


def may_enact_topic(member: Member | None, ritual: Ritual, topic: Topic) -> bool:
    """Keepers, moderators and the author mark a topic."""
    if member is None or not member.is_active:
        return False
    return may_tend(member, ritual) or topic.author_id == member.id


def may_recap(
    member: Member | None,
    ritual: Ritual,
    *,
    recap_by_id: int | None,
    took_part: bool,
) -> bool:
    """Keepers, moderators and whoever took part tell it; what is told, its teller and keepers."""
    if member is None or not member.is_active:
        return False
    if may_tend(member, ritual):
        return True
    return took_part and recap_by_id in (None, member.id)


def may_unmark(member: Member | None, ritual: Ritual, enactment: Enactment) -> bool:
    """Keepers, moderators and whoever marked it take a mark away."""
    if member is None or not member.is_active:
        return False
    return may_tend(member, ritual) or enactment.marked_by_id == member.id
