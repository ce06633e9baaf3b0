"""What happens at the door for guests."""

from tribe.activity import ActivityKind

QUESTION_PUBLISHED = ActivityKind("guests.question.published", "topic")
KINDS = (QUESTION_PUBLISHED,)
