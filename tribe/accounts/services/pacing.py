"""How often an address is asked whether it is a member's, so that nobody is flooded by that.

What others ask for as their new address is counted apart from what the account that has it asks
for, so that nobody keeps the mail of an address from its owner.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tribe.accounts import queries
from tribe.base.db import now, take_turns
from tribe.base.errors import RuleBroken, TooOften
from tribe.members.models import Member

PATIENCE = timedelta(minutes=5)  # between two mails to one address, whoever asks for them
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TO_ONE_A_DAY = 6  # by all members together, and as many by the accounts that had it that day
OF_ONE_TO_ONE_A_DAY = 3  # so that one member alone never keeps an address from another
OF_ONE_AN_HOUR, OF_ONE_A_DAY = 5, 10


def seconds_to_wait(member: Member) -> int:
    """For how long the address that a member's account has is not asked again; 0 where it may."""
    address = member.email or ""
    asked = [one for one in _list_asked(member, address) if one.is_of_holder]
    to_it = [one.created_at for one in asked if one.address == address]
    own = [one.created_at for one in asked if one[:2] == (member.id, address)]
    waits = (
        _wait(own, 1, PATIENCE),
        _wait(own, OF_ONE_TO_ONE_A_DAY, DAY),
        _wait(to_it, TO_ONE_A_DAY, DAY),
    )
    return max(waits)


def require_pace(member: Member, address: str) -> None:
    """Let an address be asked; raises RuleBroken so soon after another mail, and TooOften."""
    soon, later = _waits(member, address)
    if later > soon:
        raise TooOften("accounts.mailed_enough", seconds=later)
    if soon:
        raise RuleBroken("accounts.mailed_lately", minutes=PATIENCE.seconds // 60)


def _waits(member: Member, address: str) -> tuple[int, int]:
    """Seconds for which the last mail to an address, and all others, hold back another."""
    asked = [one for one in _list_asked(member, address) if not one.is_of_holder]
    to_it = [one.created_at for one in asked if one.address == address]
    own = [one.created_at for one in asked if one.member_id == member.id]
    both = [one.created_at for one in asked if one[:2] == (member.id, address)]
    waits = (
        _wait(to_it, TO_ONE_A_DAY, DAY),
        _wait(both, OF_ONE_TO_ONE_A_DAY, DAY),
        _wait(own, OF_ONE_AN_HOUR, HOUR),
        _wait(own, OF_ONE_A_DAY, DAY),
    )
    return _wait(to_it, 1, PATIENCE), max(waits)


def _list_asked(member: Member, address: str) -> Sequence[queries.Asked]:
    """What was asked within a day, once nobody else counts it."""
    take_turns(f"address {member.id}")
    take_turns(f"mail to {address}")
    return queries.list_asked(member.id, address, now() - DAY)


def _wait(times: list[datetime], most: int, span: timedelta) -> int:
    """Seconds until fewer than so many lie within a span before; `times` are the latest first."""
    if len(times) < most:
        return 0
    return max(0, round((times[most - 1] + span - now()).total_seconds()))
