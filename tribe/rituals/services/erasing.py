"""What a member who is erased leaves in rites: the rites themselves, and their recaps or not."""

from collections.abc import Sequence

from sqlalchemy import Row, exists, select, update

from tribe.base.db import session
from tribe.privacy import Leaver
from tribe.rituals.models import Enactment, Ritual, RitualKeeper, RitualStatus


def erase(leaver: Leaver) -> None:
    """Take their recaps away where their words go; the caller commits."""
    if leaver.takes_words:
        theirs = update(Enactment).where(Enactment.recap_by_id == leaver.id)
        session.execute(theirs.values(recap="", recap_html=""))
        session.expire_all()


def list_sole_kept(member_id: int) -> Sequence[Row[str, str]]:
    """Name and slug of each living rite that a member keeps and nobody else; one query."""
    mine = exists().where(RitualKeeper.ritual_id == Ritual.id, RitualKeeper.member_id == member_id)
    others = exists().where(
        RitualKeeper.ritual_id == Ritual.id, RitualKeeper.member_id != member_id
    )
    living = Ritual.status != RitualStatus.RETIRED
    chosen = select(Ritual.name, Ritual.slug).where(mine, ~others, living)
    return session.execute(chosen.order_by(Ritual.name)).all()
