"""The pages of moderation."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)

from tribe.moderation.views import reporting  # noqa: E402

__all__ = ["blueprint", "reporting"]
