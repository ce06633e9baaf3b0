"""What an import tells the place itself: a name where there is none, and whom to thank."""

from typing import Any

from tribe import settings
from tribe.settings import place, services


def credit(name: str, attribution: str, url: str) -> None:
    """Show on each page where imported text comes from; once, however often it is imported."""
    changed: dict[str, Any] = {}
    if settings.value_of(place.NAME) == place.UNNAMED and name:
        changed["name"] = name[: place.NAME_LENGTH]
    thanked = settings.value_of(place.ATTRIBUTION)
    if attribution and attribution not in thanked:
        changed["attribution"] = " · ".join(filter(None, (thanked, attribution)))
        if not settings.value_of(place.ATTRIBUTION_URL) and place.ATTRIBUTION_URL.kind.is_fit(url):
            changed["attribution_url"] = url
    services.change(changed, None)
