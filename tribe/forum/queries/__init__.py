"""Reading the forum; what a page shows is loaded here, in as few queries as it has subjects."""

from tribe.forum.queries.rooms import get_rooms, visible_category_ids

__all__ = ["get_rooms", "visible_category_ids"]
