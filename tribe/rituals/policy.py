"""Who may do what with a rite; a rite asked about has its keepers loaded."""

from tribe.access import INACTIVE, Actor, Permission, is_moderator
from tribe.events.models import Event
from tribe.events.policy import is_host
from tribe.forum.models import Topic
from tribe.rituals.models import Enactment, Ritual, RitualStatus


def is_keeper(actor: Actor, ritual: Ritual) -> bool:
    """Whether they are among those who keep it."""
    return any(keeper.member_id == actor.id for keeper in ritual.keepers)


def _keeps(actor: Actor, ritual: Ritual) -> bool:
    """Any member may become a keeper, unless the rite is laid down."""
    return ritual.status is not RitualStatus.RETIRED and not is_keeper(actor, ritual)


def _tends(actor: Actor, ritual: Ritual) -> bool:
    """Keepers and moderators change a rite, let it rest, wake it and lay it down."""
    return is_moderator(actor) or is_keeper(actor, ritual)


def _enacts_event(actor: Actor, ritual: Ritual, event: Event) -> bool:
    """Keepers, moderators and the hosts mark a gathering; its hosts are loaded."""
    return _tends(actor, ritual) or is_host(actor, event)


def _enacts_topic(actor: Actor, ritual: Ritual, topic: Topic) -> bool:
    """Keepers, moderators and the author mark a topic."""
    return _tends(actor, ritual) or topic.author_id == actor.id


def _recaps(actor: Actor, ritual: Ritual, *, recap_by_id: int | None, took_part: bool) -> bool:
    """Keepers, moderators and whoever took part tell it; what is told, its teller and keepers."""
    return _tends(actor, ritual) or (took_part and recap_by_id in (None, actor.id))


def _unmarks(actor: Actor, ritual: Ritual, enactment: Enactment) -> bool:
    """Keepers, moderators and whoever marked it take a mark away."""
    return _tends(actor, ritual) or enactment.marked_by_id == actor.id


DECLARE = Permission("rituals:ritual:declare", INACTIVE, is_speech=True)  # and becomes its keeper
KEEP = Permission("rituals:ritual:keep", "rituals.laid_down", _keeps)
TEND = Permission("rituals:ritual:tend", "rituals.not_keeper", _tends, is_speech=True)
MARK = Permission("rituals:enactment:mark", INACTIVE, is_speech=True)  # of what, the next two say
ENACT_EVENT = Permission("rituals:event:enact", "rituals.not_host", _enacts_event)
ENACT_TOPIC = Permission("rituals:topic:enact", "rituals.not_author", _enacts_topic)
RECAP = Permission("rituals:enactment:recap", "rituals.took_no_part", _recaps, is_speech=True)
UNMARK = Permission("rituals:enactment:unmark", "rituals.not_marker", _unmarks)

PERMISSIONS = (DECLARE, KEEP, TEND, MARK, ENACT_EVENT, ENACT_TOPIC, RECAP, UNMARK)
