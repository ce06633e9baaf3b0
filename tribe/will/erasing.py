"""What a member who is erased takes along: the sealed copy that has them in it."""

from sqlalchemy import delete

from tribe.base.db import session
from tribe.jobs import enqueue
from tribe.privacy import Leaver
from tribe.will import queries
from tribe.will.models import SealedCopy, SealedShare


def erase(_leaver: Leaver) -> None:
    """Take the copy away, and have another made without them. The caller commits."""
    if queries.find_copy() is None:
        return
    session.execute(delete(SealedShare))
    session.execute(delete(SealedCopy))
    enqueue("will.seal")
