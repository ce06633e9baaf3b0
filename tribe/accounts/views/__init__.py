"""The doors, and the pages of one's own account, a file for each subject."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from tribe.accounts.views import (  # noqa: E402, F401
    account,
    brand,
    doors,
    entering,
    invitations,
    joining,
    links,
    proving,
    second_steps,
    sessions,
)
