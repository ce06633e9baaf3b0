"""What programs find of the pages of the place."""

from tribe.pages import queries
from tribe.web.discovery import MapPart, Mapped, MapSource

LISTED = ("pages.index", "pages.page")


def list_parts() -> list[MapPart]:
    """The one map of pages, where there are any."""
    moments = queries.list_published().values()
    return [MapPart(1, max(moments))] if moments else []


def list_pages(number: int) -> list[Mapped]:
    """The pages that are published."""
    published = queries.list_published() if number == 1 else {}
    return [Mapped(f"/pages/{key}", at) for key, at in published.items()]


MAPPED = (MapSource("pages", list_parts, list_pages),)
