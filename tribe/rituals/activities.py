"""What happens to rites and their enactments."""

from tribe.activity import ActivityKind
from tribe.speech import Message

RITUAL_DECLARED = ActivityKind(
    "rituals.ritual.declared", "ritual", words=Message("a rite declared")
)
RITUAL_CHANGED = ActivityKind("rituals.ritual.changed", "ritual", words=Message("a rite changed"))
RITUAL_KEPT = ActivityKind(
    "rituals.ritual.kept", "ritual", words=Message("a keeper of a rite come")
)  # somebody became a keeper
KEEPER_ASKED = ActivityKind(
    "rituals.keeper.asked", "ritual", words=Message("a keeper of a rite asked")
)  # by a keeper, or by the member
KEEPER_DECLINED = ActivityKind(
    "rituals.keeper.declined",
    "ritual",
    words=Message("the keeping of a rite declined"),
    facts=("had_asked",),  # whether the member had asked to keep it, or was asked
)
RITUAL_RELEASED = ActivityKind(
    "rituals.ritual.released", "ritual", words=Message("the keeping of a rite laid down")
)  # and somebody ceased to be
RITUAL_RESTED = ActivityKind("rituals.ritual.rested", "ritual", words=Message("a rite put to rest"))
RITUAL_WOKEN = ActivityKind("rituals.ritual.woken", "ritual", words=Message("a rite woken"))
RITUAL_RETIRED = ActivityKind("rituals.ritual.retired", "ritual", words=Message("a rite retired"))
RITUAL_ENACTED = ActivityKind(
    "rituals.ritual.enacted", "ritual", words=Message("a rite held"), facts=("enactment",)
)
ENACTMENT_REMOVED = ActivityKind(
    "rituals.enactment.removed",
    "ritual",
    words=Message("a holding of a rite taken out of its chronicle"),
    facts=("enactment",),
)
ENACTMENT_TOLD = ActivityKind(
    "rituals.enactment.told",
    "ritual",
    words=Message("a holding of a rite told"),
    facts=("enactment",),
)

KINDS = (
    RITUAL_DECLARED,
    RITUAL_CHANGED,
    RITUAL_KEPT,
    KEEPER_ASKED,
    KEEPER_DECLINED,
    RITUAL_RELEASED,
    RITUAL_RESTED,
    RITUAL_WOKEN,
    RITUAL_RETIRED,
    RITUAL_ENACTED,
    ENACTMENT_REMOVED,
    ENACTMENT_TOLD,
)
