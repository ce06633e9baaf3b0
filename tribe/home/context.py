"""What every template knows of the place itself."""

from typing import Any

from tribe import settings


def place() -> dict[str, Any]:
    """`tribe`, for every template: the settings by their keys."""
    return {"tribe": settings.current()}
