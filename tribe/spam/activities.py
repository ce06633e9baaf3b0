"""What happens to texts that wait for a moderator."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

TEXT_HELD = ActivityKind(
    "spam.text.held",
    "held_text",
    words=Message("a held text"),
    told="a service elsewhere, where the place asks one",
    audience=Audience.OWN,
)
TEXT_DECLINED = ActivityKind(
    "spam.text.declined",
    "held_text",
    words=Message("a text not published by a moderator"),
    audience=Audience.OWN,
)
KINDS = (TEXT_HELD, TEXT_DECLINED)
