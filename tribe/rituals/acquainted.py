"""Members who take part in the same rite."""

from sqlalchemy import ColumnElement, Select, exists, select, union_all

from tribe.rituals.models import Enactment, Ritual, RitualKeeper


def share_a_rite(one_id: int, other_id: int) -> ColumnElement[bool]:
    """That each of two members keeps a rite, or wrote down that it was enacted."""
    return exists().where(Ritual.id.in_(_of(one_id)), Ritual.id.in_(_of(other_id)))


def _of(member_id: int) -> Select[int]:
    kept = select(RitualKeeper.ritual_id.label("ritual_id")).where(
        RitualKeeper.member_id == member_id
    )
    marked = select(Enactment.ritual_id).where(Enactment.marked_by_id == member_id)
    both = union_all(kept, marked).subquery()
    return select(both.c.ritual_id)
