"""What happens to the will."""

from tribe.activity import ActivityKind
from tribe.speech import Message

WORDED = ActivityKind(
    "will.wording.written", "will_wording", words=Message("a version of the will written")
)
KEY_KEPT = ActivityKind("will.key.kept", "council_key", words=Message("a key of the council kept"))
SEALED = ActivityKind(
    "will.copy.sealed", "sealed_copy", words=Message("a copy of the tribe sealed")
)

KINDS = (WORDED, KEY_KEPT, SEALED)
