"""What happens to gatherings."""

from tribe.activity import ActivityKind
from tribe.speech import Message

EVENT_CREATED = ActivityKind("events.event.created", "event", words=Message("a gathering planned"))
EVENT_CHANGED = ActivityKind(
    "events.event.changed",
    "event",
    words=Message("a gathering changed"),
    facts=("fields",),
    told="guests who come to it by name, of another place, by mail",
    watched="event",
)
EVENT_MOVED = ActivityKind(
    "events.event.moved",
    "event",
    words=Message("a gathering moved to another time"),
    facts=("minutes", "moment", "start_before", "end", "end_before"),
    told="the chronicle of a rite that it enacts; guests who come to it by name, by mail",
    watched="event",
)
EVENT_CANCELLED = ActivityKind(
    "events.event.cancelled",
    "event",
    words=Message("a gathering cancelled"),
    told="the chronicle of a rite that it enacts; guests who come to it by name, by mail",
    watched="event",
)
EVENT_ANSWERED = ActivityKind(
    "events.event.answered",
    "event",
    words=Message("an answer to a gathering"),
    facts=("status",),
    watched="event",
)
SEAT_GIVEN = ActivityKind(
    "events.seat.given",
    "event",
    words=Message("a seat at a gathering that had become free"),
    watched="event",
)  # to the first of those who waited
EVENT_REINSTATED = ActivityKind(
    "events.event.reinstated",
    "event",
    words=Message("a cancelled gathering held after all"),
    told="the chronicle of the rite that it enacted; guests who come to it by name, by mail",
    watched="event",
)
HOST_ASKED = ActivityKind(
    "events.host.asked",
    "event",
    words=Message("a host of a gathering asked"),
    watched="event",
)
HOST_DECLINED = ActivityKind(
    "events.host.declined",
    "event",
    words=Message("hosting a gathering declined"),
    watched="event",
)
HOST_NAMED = ActivityKind(
    "events.host.named",
    "event",
    words=Message("a host of a gathering named"),
    watched="event",
)
HOST_REMOVED = ActivityKind(
    "events.host.removed",
    "event",
    words=Message("a host of a gathering removed"),
    watched="event",
)
GUEST_SEATED = ActivityKind(
    "events.guest.seated",
    "event",
    words=Message("a seat for somebody without an account"),
    watched="event",
)  # by name, without an account
GUEST_LEFT = ActivityKind(
    "events.guest.left",
    "event",
    words=Message("a seat given back by somebody without an account"),
    watched="event",
)
GUEST_REMOVED = ActivityKind(
    "events.guest.removed",
    "event",
    words=Message("a seat of somebody without an account taken away"),
    watched="event",
)
EVENT_ENDED = ActivityKind(
    "events.event.ended", "event", words=Message("who was at a gathering noted")
)  # and who was there was recorded
EVENT_NEAR = ActivityKind(
    "events.event.near",
    "event",
    words=Message("a gathering coming near"),
    facts=("minutes", "moment"),
)  # so many minutes before it starts

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
    EVENT_NEAR,
)
