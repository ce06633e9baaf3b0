"""What happens to the pages of the place."""

from tribe.activity import ActivityKind

PAGE_PUBLISHED = ActivityKind("pages.version.published", "page_version")
KINDS = (PAGE_PUBLISHED,)
