"""What a member who is erased leaves in the council: an empty seat."""

from sqlalchemy import func, or_, update

from tribe.base.db import now, session
from tribe.privacy import Leaver
from tribe.voice.models import CouncilSeat


def erase(leaver: Leaver) -> None:
    """End their seat; that somebody sat there stays written down. The caller commits."""
    day = now().date()
    is_open = or_(CouncilSeat.until.is_(None), CouncilSeat.until > day)
    ended = func.max if session.get_bind().dialect.name == "sqlite" else func.greatest
    own = update(CouncilSeat).where(CouncilSeat.member_id == leaver.id, is_open)
    session.execute(own.values(until=ended(CouncilSeat.since, day)))
    session.expire_all()
