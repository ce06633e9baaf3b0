"""What happens at the door for guests."""

from tribe.activity import ActivityKind
from tribe.speech import Message

QUESTION_PUBLISHED = ActivityKind(
    "guests.question.published", "topic", words=Message("a question of a guest published")
)
KINDS = (QUESTION_PUBLISHED,)
