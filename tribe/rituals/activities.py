"""What happens to rites and their enactments."""

from tribe.activity import ActivityKind

RITUAL_DECLARED = ActivityKind("rituals.ritual.declared", "ritual")
RITUAL_CHANGED = ActivityKind("rituals.ritual.changed", "ritual")
RITUAL_KEPT = ActivityKind("rituals.ritual.kept", "ritual")  # somebody became a keeper
KEEPER_ASKED = ActivityKind("rituals.keeper.asked", "ritual")  # by a keeper, or by the member
KEEPER_DECLINED = ActivityKind("rituals.keeper.declined", "ritual")
RITUAL_RELEASED = ActivityKind("rituals.ritual.released", "ritual")  # and somebody ceased to be
RITUAL_RESTED = ActivityKind("rituals.ritual.rested", "ritual")
RITUAL_WOKEN = ActivityKind("rituals.ritual.woken", "ritual")
RITUAL_RETIRED = ActivityKind("rituals.ritual.retired", "ritual")
RITUAL_ENACTED = ActivityKind("rituals.ritual.enacted", "ritual", facts=("enactment",))
ENACTMENT_REMOVED = ActivityKind("rituals.enactment.removed", "ritual", facts=("enactment",))
ENACTMENT_TOLD = ActivityKind("rituals.enactment.told", "ritual", facts=("enactment",))

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
