"""What is done for accounts without anybody waiting: mails that were asked for, and pruning."""

from datetime import time
from typing import Any

from tribe import tokens
from tribe.accounts import services
from tribe.accounts.services.asking import JOB
from tribe.jobs import Daily, JobKind, Recurring


def answer_asked(payload: dict[str, Any]) -> None:
    """Mail whoever asked for a new password or a link, if there is such an account."""
    services.answer(payload["row"])


def prune_tokens(_payload: dict[str, Any]) -> None:
    """Forget tokens that are over."""
    tokens.prune()
    services.prune_invitations()


JOBS = (JobKind(JOB, answer_asked), JobKind("accounts.prune_tokens", prune_tokens))
SCHEDULE = (Recurring("accounts.prune_tokens", Daily(time(3, 55))),)
