"""What happens to gatherings."""

from tribe.activity import ActivityKind

EVENT_CREATED = ActivityKind("events.event.created", "event")
EVENT_CHANGED = ActivityKind("events.event.changed", "event", facts=("fields",))
EVENT_MOVED = ActivityKind(
    "events.event.moved", "event", told="the chronicle of a rite that it enacts"
)
EVENT_CANCELLED = ActivityKind(
    "events.event.cancelled", "event", told="the chronicle of a rite that it enacts"
)
EVENT_ANSWERED = ActivityKind("events.event.answered", "event", facts=("status",))
SEAT_GIVEN = ActivityKind("events.seat.given", "event")  # to the first of those who waited
EVENT_REINSTATED = ActivityKind(
    "events.event.reinstated", "event", told="the chronicle of the rite that it enacted"
)
HOST_ASKED = ActivityKind("events.host.asked", "event")
HOST_DECLINED = ActivityKind("events.host.declined", "event")
HOST_NAMED = ActivityKind("events.host.named", "event")
HOST_REMOVED = ActivityKind("events.host.removed", "event")
GUEST_SEATED = ActivityKind("events.guest.seated", "event")  # by name, without an account
GUEST_LEFT = ActivityKind("events.guest.left", "event")
GUEST_REMOVED = ActivityKind("events.guest.removed", "event")
EVENT_ENDED = ActivityKind("events.event.ended", "event")  # and who was there was recorded

KINDS = (
    EVENT_CREATED,
    EVENT_CHANGED,
    EVENT_MOVED,
    EVENT_CANCELLED,
    EVENT_ANSWERED,
    SEAT_GIVEN,
    EVENT_REINSTATED,
    HOST_ASKED,
    HOST_DECLINED,
    HOST_NAMED,
    HOST_REMOVED,
    GUEST_SEATED,
    GUEST_LEFT,
    GUEST_REMOVED,
    EVENT_ENDED,
)
