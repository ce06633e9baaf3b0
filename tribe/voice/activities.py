"""What happens to the charter, the council and the promises."""

from tribe.activity import ActivityKind
from tribe.speech import Message

VALUE_ADDED = ActivityKind(
    "voice.value.added", "charter_value", words=Message("a value added to the charter")
)
VALUE_CHANGED = ActivityKind(
    "voice.value.changed", "charter_value", words=Message("a value of the charter changed")
)
VALUE_REMOVED = ActivityKind(
    "voice.value.removed", "charter_value", words=Message("a value taken out of the charter")
)
SEAT_OPENED = ActivityKind(
    "voice.seat.opened", "council_seat", words=Message("a seat on the council taken")
)
SEAT_ENDED = ActivityKind(
    "voice.seat.ended", "council_seat", words=Message("a seat on the council ended")
)
PROMISE_MADE = ActivityKind("voice.promise.made", "promise", words=Message("a promise made"))
PROMISE_JUDGED = ActivityKind(
    "voice.promise.judged", "promise", words=Message("a promise judged"), facts=("outcome",)
)

KINDS = (
    VALUE_ADDED,
    VALUE_CHANGED,
    VALUE_REMOVED,
    SEAT_OPENED,
    SEAT_ENDED,
    PROMISE_MADE,
    PROMISE_JUDGED,
)
