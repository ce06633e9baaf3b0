"""The pages of moderation."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)

from tribe.moderation.views import (  # noqa: E402
    appeals,
    cases,
    members,
    moving,
    queue,
    reasons,
    reporting,
    statements,
)

__all__ = [
    "appeals",
    "blueprint",
    "cases",
    "members",
    "moving",
    "queue",
    "reasons",
    "reporting",
    "statements",
]
