"""The pages of this room."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)
