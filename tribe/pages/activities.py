"""What happens to the pages of the place."""

from tribe.activity import ActivityKind
from tribe.speech import Message

PAGE_PUBLISHED = ActivityKind(
    "pages.version.published", "page_version", words=Message("a version of a page published")
)
KINDS = (PAGE_PUBLISHED,)
