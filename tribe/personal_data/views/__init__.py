"""The pages of one's own data, and of accounts that came with an import."""

from flask import Blueprint

blueprint = Blueprint("personal_data", __name__)

from tribe.personal_data.views import claims, looks, own  # noqa: E402, F401
