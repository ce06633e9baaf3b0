"""The pages of moderation."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)

from tribe.moderation.views import appeals, reporting, statements  # noqa: E402

__all__ = ["appeals", "blueprint", "reporting", "statements"]
