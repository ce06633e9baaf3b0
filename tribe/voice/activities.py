"""What happens to the charter, the council and the promises."""

from tribe.activity import ActivityKind

VALUE_ADDED = ActivityKind("voice.value.added", "charter_value")
VALUE_CHANGED = ActivityKind("voice.value.changed", "charter_value")
VALUE_REMOVED = ActivityKind("voice.value.removed", "charter_value")
SEAT_OPENED = ActivityKind("voice.seat.opened", "council_seat")
SEAT_ENDED = ActivityKind("voice.seat.ended", "council_seat")
PROMISE_MADE = ActivityKind("voice.promise.made", "promise")
PROMISE_JUDGED = ActivityKind("voice.promise.judged", "promise", facts=("outcome",))

KINDS = (
    VALUE_ADDED,
    VALUE_CHANGED,
    VALUE_REMOVED,
    SEAT_OPENED,
    SEAT_ENDED,
    PROMISE_MADE,
    PROMISE_JUDGED,
)
