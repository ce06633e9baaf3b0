"""What happens to the will."""

from tribe.activity import ActivityKind

WORDED = ActivityKind("will.wording.written", "will_wording")
KEY_KEPT = ActivityKind("will.key.kept", "council_key")
SEALED = ActivityKind("will.copy.sealed", "sealed_copy")

KINDS = (WORDED, KEY_KEPT, SEALED)
